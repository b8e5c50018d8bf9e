// HTTP: a head as HTTP/1 bytes.

import Base

extension Message {
    /// Appends start line and fields, each `name: value`, without the empty line that ends a head, so that the mux can
    /// add fields of its own. An HTTP/1.1 or later message is written as HTTP/1.1, an older one as HTTP/1.0.
    ///
    /// - Returns: `false`, with nothing written, if it does not fit behind the buffer's data.
    public func write(into buffer: inout Buffer) -> Bool {
        // Why: the last 2 bytes are the empty line, which the caller adds.
        guard let target = buffer.area, let source = block.area, buffer.contiguousRoom >= wireSize - 2 else { return false }
        var out = writeStartLine(source, to: target + buffer.tail)
        let base = UnsafePointer(source)
        let used = block.tail
        var index = 0
        while index < fieldCount {
            var field = fields[index]
            index &+= 1
            // Fields that lie in the block one behind the other as they are to be written go in one piece.
            let start = field.name.start
            var end = start
            while field.value.start == field.name.end &+ 2, field.value.end &+ 2 <= used,
                Words.pair(base, field.name.end) == Words.colonBlank, Words.pair(base, field.value.end) == Words.lineEnd
            {
                end = field.value.end &+ 2
                guard index < fieldCount, fields[index].name.start == end else { break }
                field = fields[index]
                index &+= 1
            }
            if end > start {
                out = Self.copy(base + start, end &- start, to: out)
                if field.value.end &+ 2 == end { continue }
            }
            out = Self.copy(base + field.name.start, field.name.count, to: out)
            out[0] = 58
            out[1] = 32
            out = Self.copy(base + field.value.start, field.value.count, to: out + 2)
            out[0] = 13
            out[1] = 10
            out += 2
        }
        buffer.tail = out - target
        return true
    }

    /// The same with names spelt as `cases` says (`h1-case-adjust`).
    public func write(into buffer: inout Buffer, cases: CaseMap) -> Bool {
        guard let target = buffer.area, let source = block.area, buffer.contiguousRoom >= wireSize - 2 else { return false }
        var out = writeStartLine(source, to: target + buffer.tail)
        for index in 0..<fieldCount {
            let field = fields[index]
            let name = cases.spelling(of: view(field.name)) ?? view(field.name)
            out = Self.copy(name.baseAddress.unsafelyUnwrapped, name.count, to: out)
            out[0] = 58
            out[1] = 32
            out = Self.copy(source + field.value.start, field.value.count, to: out + 2)
            out[0] = 13
            out[1] = 10
            out += 2
        }
        buffer.tail = out - target
        return true
    }

    /// ``wireSize`` bounds what is written.
    private func writeStartLine(_ source: UnsafeMutablePointer<UInt8>, to start: UnsafeMutablePointer<UInt8>)
        -> UnsafeMutablePointer<UInt8>
    {
        var out = start
        if isRequest {
            out = Self.copy(source + methodText.start, methodText.count, to: out)
            out[0] = 32
            out = Self.copy(source + target.start, target.count, to: out + 1)
            out[0] = 32
            out = writeVersion(to: out + 1)
        } else {
            out = writeVersion(to: out)
            out[0] = 32
            var hundreds = status
            if hundreds > 999 { hundreds = 999 }
            out[1] = UInt8(truncatingIfNeeded: 48 &+ hundreds / 100)
            out[2] = UInt8(truncatingIfNeeded: 48 &+ hundreds / 10 % 10)
            out[3] = UInt8(truncatingIfNeeded: 48 &+ hundreds % 10)
            out[4] = 32
            out = Self.copy(source + reason.start, reason.count, to: out + 5)
        }
        out[0] = 13
        out[1] = 10
        return out + 2
    }

    @inline(__always)
    private func writeVersion(to out: UnsafeMutablePointer<UInt8>) -> UnsafeMutablePointer<UInt8> {
        // "HTTP/1.1" or "HTTP/1.0" as a little-endian word.
        let word: UInt64 = isAtLeast11 ? 0x312e_312f_5054_5448 : 0x302e_312f_5054_5448
        UnsafeMutableRawPointer(out).storeBytes(of: word.littleEndian, as: UInt64.self)
        return out + 8
    }

    /// Copies short ranges without a call: names and values are mostly shorter than 32 bytes.
    @inline(__always)
    private static func copy(_ source: UnsafePointer<UInt8>, _ count: Int, to out: UnsafeMutablePointer<UInt8>)
        -> UnsafeMutablePointer<UInt8>
    {
        let from = UnsafeRawPointer(source)
        let to = UnsafeMutableRawPointer(out)
        if count >= 8 {
            if count <= 32 {
                // Overlapping words; the last one ends at the last byte.
                var at = 0
                while at &+ 8 < count {
                    to.storeBytes(of: from.loadUnaligned(fromByteOffset: at, as: UInt64.self), toByteOffset: at, as: UInt64.self)
                    at &+= 8
                }
                let last = count &- 8
                to.storeBytes(of: from.loadUnaligned(fromByteOffset: last, as: UInt64.self), toByteOffset: last, as: UInt64.self)
            } else {
                to.copyMemory(from: from, byteCount: count)
            }
        } else if count >= 4 {
            let first = from.loadUnaligned(as: UInt32.self)
            let last = from.loadUnaligned(fromByteOffset: count &- 4, as: UInt32.self)
            to.storeBytes(of: first, as: UInt32.self)
            to.storeBytes(of: last, toByteOffset: count &- 4, as: UInt32.self)
        } else {
            var at = 0
            while at < count {
                out[at] = source[at]
                at &+= 1
            }
        }
        return out + count
    }
}
