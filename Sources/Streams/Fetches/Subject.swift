// Streams: what an expression looks at, turned back from the opaque context. The only place that knows.
import Base
import HTTP
import Net
import Proxies
import Samples

extension EvaluationContext {
    /// For expressions that look at a stream.
    init(_ stream: Stream, response: Bool = false, final: Bool = true) {
        var options: Options = stream.isHTTP ? [.stream, .http] : .stream
        if response { options.insert(.response) }
        if final { options.insert(.final) }
        self.init(subject: Unmanaged<AnyObject>.passUnretained(stream), scratch: stream.worker.scratch, options: options)
    }

    /// For expressions that look at a session without a stream.
    init(_ session: Session) {
        self.init(subject: Unmanaged<AnyObject>.passUnretained(session), scratch: session.worker.scratch, options: .final)
    }

    /// Calls `body` with the stream; `nil` when there is only a session. Availability makes that impossible where a stream is needed.
    @inline(__always)
    func withStream<Result>(_ body: (Stream) -> Result?) -> Result? {
        guard options.contains(.stream) else { return nil }
        return Unmanaged<Stream>.fromOpaque(subject.toOpaque())._withUnsafeGuaranteedRef(body)
    }

    /// Calls `body` with the session, the stream's own where there is a stream.
    @inline(__always)
    func withSession<Result>(_ body: (Session) -> Result?) -> Result? {
        if options.contains(.stream) {
            return Unmanaged<Stream>.fromOpaque(subject.toOpaque())._withUnsafeGuaranteedRef { body($0.session) }
        }
        return Unmanaged<Session>.fromOpaque(subject.toOpaque())._withUnsafeGuaranteedRef(body)
    }

    /// Calls `body` with the request's head.
    @inline(__always)
    mutating func withRequest(_ body: (Message) -> Sample?) -> Sample? {
        let sample = withStream { stream -> Sample? in
            guard stream.isHTTP, let message = stream.requestHead else { return nil }
            return body(message)
        }
        return sample
    }

    /// Calls `body` with the response's head.
    @inline(__always)
    mutating func withResponse(_ body: (Message) -> Sample?) -> Sample? {
        withStream { stream -> Sample? in
            guard stream.isHTTP, let message = stream.responseHead, !message.isRequest else { return nil }
            return body(message)
        }
    }

    /// The proxy a `fe_…`, `be_…` fetch names, or the one at hand.
    func proxy(_ arguments: Arguments, _ index: Int = 0, frontend: Bool = false) -> Proxy? {
        if let object = arguments.object(index) { return Unmanaged<Proxy>.fromOpaque(object.toOpaque()).takeUnretainedValue() }
        if frontend { return withSession { $0.frontend } }
        return withStream { $0.backend }
    }
}
