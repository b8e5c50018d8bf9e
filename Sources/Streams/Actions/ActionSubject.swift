// Streams: what an action acts on, turned back from the opaque context.
import Base
import HTTP
import Proxies
import Samples

extension RuleContext {
    /// Calls `body` with the stream. Actions of connection and session rules have none.
    @inline(__always)
    func withStream<Result>(_ body: (Stream) -> Result) -> Result? { evaluation.withStream { body($0) } }

    /// The stream; for actions beside the path.
    var stream: Stream? { withStream { $0 } }

    /// Evaluates a format; `nil` when there is no room for its text.
    @inline(__always)
    mutating func text(_ format: FieldFormat) -> ByteView? {
        if let constant = format.constant { return constant }
        let subject = evaluation.subject
        return format.evaluate(&evaluation) { Unmanaged<Stream>.fromOpaque(subject.toOpaque()).takeUnretainedValue() }
    }

    /// Calls `body` with the head that this rule set looks at.
    @inline(__always)
    func withMessage(_ body: (Message) -> RuleVerdict) -> RuleVerdict {
        withStream { stream in
            guard let message = set.isResponse ? stream.responseHead : stream.requestHead else { return .proceed }
            return body(message)
        } ?? .proceed
    }
}

extension Message {
    /// `Content-Length` and `Transfer-Encoding` say how the body is framed; rules cannot change that, so their fields are
    /// made again from what the body really is.
    ///
    /// Why: a head that disagrees with its body is a smuggling hole.
    func restoreFraming() -> Bool {
        removeAll(.contentLength)
        removeAll(.transferEncoding)
        switch framing.body {
        case .length(let count):
            return withUnsafeTemporaryAllocation(of: UInt8.self, capacity: 20) { digits in
                var buffer = Buffer(area: digits.baseAddress.unsafelyUnwrapped, capacity: 20)
                buffer.append(decimal: count)
                return add(.contentLength, buffer.readable)
            }
        case .chunked: return add(.transferEncoding, "chunked")
        case .none, .untilClose, .tunnel: return true
        }
    }
}
