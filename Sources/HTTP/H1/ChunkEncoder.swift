// HTTP: puts the chunked coding around a body.

import Base

/// Pieces of a chunked body (RFC 9112 §7.1).
public enum ChunkEncoder {
    /// Bytes that the longest size line takes: 16 digits and CR LF.
    public static let longestSizeLine = 18

    /// Bytes that the size line for `count` takes.
    @inlinable
    public static func sizeLineLength(_ count: UInt64) -> Int {
        count == 0 ? 3 : (64 - count.leadingZeroBitCount + 3) / 4 + 2
    }

    /// Appends the size line of a chunk of `count` bytes.
    /// - Returns: `false`, with nothing written, if it does not fit.
    public static func appendSize(_ count: UInt64, to buffer: inout Buffer) -> Bool {
        guard buffer.contiguousRoom >= sizeLineLength(count) else { return false }
        buffer.append(hex: count)
        buffer.append(13)
        buffer.append(10)
        return true
    }

    /// Writes the size line so that it ends right before `payload` (`h1_prepend_chunk_size`);
    /// ``sizeLineLength(_:)`` bytes before it are writable.
    /// - Returns: where the line begins.
    public static func prependSize(_ count: UInt64, before payload: UnsafeMutablePointer<UInt8>) -> UnsafeMutablePointer<UInt8> {
        var out = payload - 2
        out[0] = 13
        out[1] = 10
        var rest = count
        repeat {
            let digit = UInt8(truncatingIfNeeded: rest & 15)
            out -= 1
            out[0] = digit < 10 ? 48 &+ digit : 87 &+ digit
            rest &>>= 4
        } while rest > 0
        return out
    }

    /// Appends the CR LF behind a chunk's payload.
    public static func appendLineEnd(to buffer: inout Buffer) -> Bool {
        guard buffer.contiguousRoom >= 2 else { return false }
        buffer.append(13)
        buffer.append(10)
        return true
    }

    /// Appends the last chunk, without the empty line that ends the trailers.
    public static func appendLastChunk(to buffer: inout Buffer) -> Bool {
        guard buffer.contiguousRoom >= 3 else { return false }
        buffer.append("0\r\n")
        return true
    }

    /// Appends a trailer field, its name in lower case.
    public static func appendTrailer(_ name: ByteView, _ value: ByteView, to buffer: inout Buffer) -> Bool {
        guard buffer.contiguousRoom >= name.count + value.count + 4 else { return false }
        for byte in name { buffer.append(ASCII.lowered(byte)) }
        buffer.append(": ")
        buffer.append(value)
        buffer.append("\r\n")
        return true
    }
}
