import Base
import HTTP
import Testing

/// A body as a decoder saw it.
private struct Body: Equatable, CustomStringConvertible {
    var payload: [UInt8] = []
    var trailers: [String] = []
    var end: Int?
    var failure: ChunkDecoder.Failure.Reason?
    var failedAt: Int?

    var description: String { "\(String(decoding: payload, as: UTF8.self)) \(trailers) \(end as Any) \(failure as Any) \(failedAt as Any)" }
}

/// Decodes `bytes`, given up to each of `splits` and then whole; what was done with is not given again.
private func decode(_ bytes: [UInt8], splits: [Int] = [], room: Int = .max, maximalLine: Int = 8192) -> Body {
    var decoder = ChunkDecoder()
    decoder.maximalLine = maximalLine
    var body = Body()
    var done = 0
    for split in splits + [bytes.count] {
        let part = Array(bytes[done..<max(done, split)])
        let consumed = part.withUnsafeBufferPointer { view -> Int in
            var at = 0
            while true {
                do throws(ChunkDecoder.Failure) {
                    switch try decoder.next(view, from: at, room: room) {
                    case .needMore(let offset): return offset
                    case .payload(let range):
                        body.payload += view[range]
                        at = range.upperBound
                    case .trailer(let name, let value, let next):
                        body.trailers.append("\(String(decoding: view[name], as: UTF8.self))=\(String(decoding: view[value], as: UTF8.self))")
                        at = next
                    case .end(let offset):
                        if body.end == nil { body.end = done + offset }
                        return offset
                    }
                } catch {
                    body.failure = error.reason
                    body.failedAt = done + error.position
                    return at
                }
            }
        }
        done += consumed
        if body.failure != nil || body.end != nil { break }
    }
    return body
}

private func decode(_ text: String, splits: [Int] = [], room: Int = .max) -> Body { decode(Array(text.utf8), splits: splits, room: room) }

/// Framing decides where a message ends: leniency here is a smuggling hole.
@Suite("Chunked bodies (RFC 9112 §7.1)")
struct ChunkDecoderTests {
    @Test("reads payload, trailers and end", arguments: [
        ("5\r\nhello\r\n0\r\n\r\n", "hello", [], 15),
        ("5\r\nhello\r\n6\r\n world\r\n0\r\n\r\nGET", "hello world", [], 26),
        ("A;x=y;z=\"a;\\\"b\r\"", "", [], nil),
        ("0a;name=\"va;lue\\\"\" ; b\r\n0123456789\r\n000\r\nX-a:  b \r\nContent-Length: 5\r\ny:\r\n\r\n", "0123456789", ["X-a=b", "y="], 76),
        ("1 \t\r\na\r\n0\r\n\r\n", "a", [], 13),
    ] as [(String, String, [String], Int?)])
    func reads(text: String, payload: String, trailers: [String], end: Int?) {
        let whole = decode(text)
        if let end {
            #expect(whole == Body(payload: Array(payload.utf8), trailers: trailers, end: end))
        } else {
            #expect(whole.failure == .unexpectedByte)
        }
        for split in 0...text.utf8.count { #expect(decode(text, splits: [split]) == whole, "split at \(split)") }
        #expect(decode(text, splits: Array(0..<text.utf8.count)) == whole)
        #expect(decode(text, room: 1) == whole)
    }

    @Test("refuses what a laxer peer would read differently", arguments: [
        ("\r\n", 0),  // no size
        (" 5\r\n", 0),
        ("5\n", 1),  // bare LF, §2.2
        ("5\rx", 2),
        ("5;a\n", 3),
        ("5;\"a\r\n", 4),  // unbalanced quote
        ("5 x\r\n", 2),
        ("-5\r\n", 0),
        ("0x5\r\n", 1),
        ("5,\r\n", 1),
        ("5\r\nhello!", 8),
        ("5\r\nhello\n", 8),
        ("5\r\nhello\r0", 9),
        ("0\r\n\n", 3),
        ("0\r\nX\r\n", 4),
        ("0\r\nX : a\r\n", 4),
        ("0\r\nX: a\n", 7),
        ("0\r\nX: a\r\n b: c\r\n", 9),  // folded
        ("0\r\nX: a\u{0}\r\n", 7),
        ("0\r\nX: a\rb\r\n", 8),
    ])
    func refuses(text: String, at position: Int) {
        let whole = decode(text)
        #expect(whole.failure == .unexpectedByte)
        #expect(whole.failedAt == position)
        for split in 0...text.utf8.count { #expect(decode(text, splits: [split]).failure == .unexpectedByte, "split at \(split)") }
        #expect(decode(text, splits: Array(0..<text.utf8.count)).failedAt == position)
    }

    @Test("sizes end below 2^52")
    func sizes() {
        #expect(decode("10000000000000\r\n").failure == .sizeTooLarge)
        #expect(decode("fffffffffffff\r\n").failure == nil)
        #expect(decode("0000000000000000000000fffffffffffff\r\n").failure == nil)
        #expect(decode("ffffffffffffffff1\r\n").failure == .sizeTooLarge)
    }

    @Test("lines and trailers have a limit")
    func limits() {
        let extended = Array("5;\(String(repeating: "x", count: 100))\r\nhello\r\n0\r\n\r\n".utf8)
        #expect(decode(extended, maximalLine: 102).failure == .lineTooLong)
        #expect(decode(extended, maximalLine: 103).end == extended.count)
        let trailers = Array("0\r\n\(String(repeating: "a: b\r\n", count: 20))\r\n".utf8)
        #expect(decode(trailers, maximalLine: 121).failure == .lineTooLong)
        #expect(decode(trailers, maximalLine: 122).end == trailers.count)
        for split in 0...trailers.count { #expect(decode(trailers, splits: [split], maximalLine: 121).failure == .lineTooLong) }
    }

    @Test("what the encoder writes, the decoder reads", arguments: [0, 1, 9, 15, 16, 255, 256, 4096, 65535, 1 << 20])
    func roundTrip(count: Int) {
        let area = UnsafeMutablePointer<UInt8>.allocate(capacity: count + 64)
        defer { area.deallocate() }
        let payload = (0..<count).map { UInt8(truncatingIfNeeded: $0 &* 31) }
        var buffer = Buffer(area: area, capacity: count + 64)
        if count > 0 {
            #expect(ChunkEncoder.appendSize(UInt64(count), to: &buffer))
            #expect(buffer.count == ChunkEncoder.sizeLineLength(UInt64(count)))
            let line = Array(buffer.readable)
            payload.withUnsafeBufferPointer { _ = buffer.append($0) }
            #expect(ChunkEncoder.appendLineEnd(to: &buffer))
            // The same line, written backwards.
            let room = UnsafeMutablePointer<UInt8>.allocate(capacity: 32)
            defer { room.deallocate() }
            let start = ChunkEncoder.prependSize(UInt64(count), before: room + 32)
            #expect(Array(UnsafeBufferPointer(start: start, count: room + 32 - start)) == line)
        }
        #expect(ChunkEncoder.appendLastChunk(to: &buffer))
        let name = Array("X-Sum".utf8)
        let value = Array("abc".utf8)
        name.withUnsafeBufferPointer { name in
            value.withUnsafeBufferPointer { value in #expect(ChunkEncoder.appendTrailer(name, value, to: &buffer)) }
        }
        #expect(ChunkEncoder.appendLineEnd(to: &buffer))
        let decoded = decode(Array(buffer.readable))
        #expect(decoded == Body(payload: payload, trailers: ["x-sum=abc"], end: buffer.count))
    }
}
