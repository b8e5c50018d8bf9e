import Base
import HTTP

/// A message with a block of its own, for tests.
final class Held {
    let message = Message()
    private let area: UnsafeMutablePointer<UInt8>

    init(capacity: Int = 16384) {
        area = .allocate(capacity: capacity)
        message.block = Buffer(area: area, capacity: capacity)
    }
    deinit { area.deallocate() }

    /// Start line and fields as they would be sent.
    var written: String {
        let room = UnsafeMutablePointer<UInt8>.allocate(capacity: message.block.capacity)
        defer { room.deallocate() }
        var buffer = Buffer(area: room, capacity: message.block.capacity)
        guard message.write(into: &buffer) else { return "does not fit" }
        return String(decoding: buffer.readable, as: UTF8.self)
    }
}

/// What became of a head.
enum Outcome: Equatable, CustomStringConvertible {
    case incomplete
    case refused(UInt16, HeadFailure.Reason, Int)
    case read(String, Framing, Int)

    var description: String {
        switch self {
        case .incomplete: "incomplete"
        case .refused(let status, let reason, let position): "\(status) \(reason) at \(position)"
        case .read(let head, let framing, let length): "\(length) bytes, \(framing): \(head)"
        }
    }
}

/// Reads `bytes` in one piece, or first only `split` of them.
func read(_ bytes: [UInt8], with parser: HeadParser, splits: [Int] = []) -> Outcome {
    var parser = parser
    let held = Held()
    do {
        for split in splits + [bytes.count] {
            // A copy, so that the base address moves as a real buffer's does.
            let part = Array(bytes[..<split])
            if let length = try part.withUnsafeBufferPointer({ view throws(HeadFailure) in try parser.parse(view, into: held.message) }) {
                return .read(held.written, held.message.framing, length)
            }
        }
        return .incomplete
    } catch {
        return .refused(error.status, error.reason, error.position)
    }
}

func request(_ text: String, options: ParseOptions = ParseOptions(), splits: [Int] = []) -> Outcome {
    read(Array(text.utf8), with: HeadParser(isRequest: true, options: options), splits: splits)
}

func response(_ text: String, to method: Method = .get, options: ParseOptions = ParseOptions(), splits: [Int] = []) -> Outcome {
    var parser = HeadParser(isRequest: false, options: options)
    parser.requestMethod = method
    return read(Array(text.utf8), with: parser, splits: splits)
}
