import Base
import HTTP

// Fuzzes heads, chunked bodies and the small parsers of the HTTP module. What must hold for every input:
// no trap; the same outcome however the input is split; what is forwarded is accepted again, unchanged, with the same
// framing (or else the next hop may read another message than we did).

/// One message whose block lives as long as the process.
final class Holder {
    let message = Message()
    init() {
        message.block = Buffer(area: .allocate(capacity: 8192), capacity: 8192)
    }
}

struct Result: Equatable {
    var failure: HeadFailure?
    var length: Int?
    var written: [UInt8] = []
    var body = Framing.Body.none
    var isUpgrade = false
}

nonisolated(unsafe) let holder = Holder()
nonisolated(unsafe) let room = UnsafeMutablePointer<UInt8>.allocate(capacity: 8192)

func parse(_ bytes: [UInt8], _ first: HeadParser, splits: [Int]) -> Result {
    var parser = first
    var result = Result()
    do throws(HeadFailure) {
        for split in splits + [bytes.count] {
            let part = Array(bytes[..<split])
            let length = try part.withUnsafeBufferPointer { view throws(HeadFailure) in try parser.parse(view, into: holder.message) }
            if let length {
                result.length = length
                break
            }
        }
    } catch {
        result.failure = error
        return result
    }
    if result.length != nil {
        var buffer = Buffer(area: room, capacity: 8192)
        guard holder.message.write(into: &buffer) else { fatalError("a head outgrew its block") }
        guard buffer.count + 2 == holder.message.wireSize else { fatalError("wireSize \(holder.message.wireSize), written \(buffer.count)") }
        result.written = Array(buffer.readable) + [13, 10]
        result.body = holder.message.framing.body
        result.isUpgrade = holder.message.framing.isUpgrade
    }
    return result
}

struct Body: Equatable {
    var payload: [UInt8] = []
    var trailers: [[UInt8]] = []
    var end: Int?
    var failure: ChunkDecoder.Failure.Reason?
}

func decode(_ bytes: [UInt8], splits: [Int], room: Int) -> Body {
    var decoder = ChunkDecoder()
    decoder.maximalLine = 512
    var body = Body()
    var done = 0
    for split in splits + [bytes.count] {
        guard split >= done else { continue }
        let part = Array(bytes[done..<split])
        part.withUnsafeBufferPointer { view in
            var at = 0
            do throws(ChunkDecoder.Failure) {
                steps: while true {
                    switch try decoder.next(view, from: at, room: room) {
                    case .needMore(let offset):
                        at = offset
                        break steps
                    case .payload(let range):
                        body.payload += view[range]
                        at = range.upperBound
                    case .trailer(let name, let value, let next):
                        body.trailers.append(Array(view[name]))
                        body.trailers.append(Array(view[value]))
                        at = next
                    case .end(let offset):
                        body.end = done + offset
                        break steps
                    }
                }
            } catch {
                body.failure = error.reason
            }
            done += at
        }
        if body.failure != nil || body.end != nil { break }
    }
    return body
}

@_cdecl("LLVMFuzzerTestOneInput")
public func fuzz(_ start: UnsafePointer<UInt8>, _ count: Int) -> CInt {
    guard count >= 4 else { return 0 }
    let flags = start[0]
    let bytes = Array(UnsafeBufferPointer(start: start + 3, count: count - 3))
    let one = Int(start[1]) * bytes.count / 256
    let two = Int(start[2]) * bytes.count / 256
    let splits = [min(one, two), max(one, two)]

    var options = ParseOptions()
    options.acceptsViolations = flags & 2 != 0
    options.maximalSize = flags & 4 != 0 ? 256 : 4096
    options.maximalFields = flags & 8 != 0 ? 4 : 100
    var parser = HeadParser(isRequest: flags & 1 == 0, options: options)
    parser.requestMethod = Method.allCases[Int(flags >> 4) % Method.allCases.count]
    parser.requestAskedUpgrade = flags & 128 != 0

    let whole = parse(bytes, parser, splits: [])
    guard parse(bytes, parser, splits: splits) == whole else { fatalError("split at \(splits) differs") }
    if bytes.count < 200 {
        guard parse(bytes, parser, splits: Array(0..<bytes.count)) == whole else { fatalError("byte by byte differs") }
    }
    if whole.length != nil, !options.acceptsViolations {
        parser.options.maximalSize = 8000
        let again = parse(whole.written, parser, splits: [])
        guard again.written == whole.written, again.body == whole.body, again.isUpgrade == whole.isUpgrade else {
            fatalError("the next hop reads another message: \(whole) \(again)")
        }
        // Nothing that could hide a second message.
        for (index, byte) in whole.written.enumerated() {
            if byte == 0 || (byte == 13 && (index + 1 == whole.written.count || whole.written[index + 1] != 10))
                || (byte == 10 && (index == 0 || whole.written[index - 1] != 13))
            {
                fatalError("forwarded a bare line end or NUL")
            }
        }
    }

    let body = Array(bytes[(whole.length ?? 0)...])
    let decoded = decode(body, splits: [], room: .max)
    guard decode(body, splits: splits.map { min($0, body.count) }, room: 3) == decoded else { fatalError("chunks split differently") }
    if body.count < 200 {
        guard decode(body, splits: Array(0..<body.count), room: 1) == decoded else { fatalError("chunks byte by byte differ") }
    }

    bytes.withUnsafeBufferPointer { view in
        var cookies = CookieScanner(view)
        while let cookie = cookies.next() {
            guard cookie.whole.end <= view.count, cookie.value.end <= cookie.whole.end, cookie.name.end <= cookie.value.start else { fatalError("cookie") }
        }
        if let set = SetCookie(view) {
            guard set.attributes.end == view.count, set.value.end <= set.attributes.start else { fatalError("set-cookie") }
        }
        var list = ValueList(view)
        while list.next() != nil {}
        let target = RequestTarget(view)
        guard target.query.end <= view.count, target.path.end <= view.count, target.authority.end <= view.count else { fatalError("target") }
        _ = HostAndPort(view)
        if let seconds = HTTPDate.parse(view), seconds >= 0 {
            var buffer = Buffer(area: room, capacity: 64)
            guard HTTPDate.append(seconds, to: &buffer), HTTPDate.parse(buffer.readable) == seconds else { fatalError("date") }
        }
    }
    return 0
}
