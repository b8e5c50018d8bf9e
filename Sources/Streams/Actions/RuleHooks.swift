// Streams: where rules are evaluated; see Proxies/Rules for the rules themselves.
import Base
import HTTP
import Net
import Proxies

/// What rules leave behind in a stream.
struct RuleState {
    /// Status of the answer at the end of a tarpit.
    var tarpitStatus = 500
    /// `set-retries`.
    var retries: Int32?
}

extension Stream {
    func inspectRequest(_ proxy: Proxy) -> Verdict { .next }
    func inspectResponse() -> Verdict { .next }
    func evaluateRequestRules(of proxy: Proxy) -> Verdict { .next }
    func evaluateSwitchingRules() -> Verdict { .next }
    func evaluateServerRules() {}
    func evaluatePersistenceRules() {}
    func evaluateResponseRules() -> Verdict { .next }
    /// `http-response` and `http-after-response` rules that act on interim responses.
    func evaluateInterimResponse() -> Bool { true }
    /// `http-after-response` on replies of our own.
    /// - Returns: false when the stream was ended instead.
    func evaluateAfterResponseRules() -> Bool { true }
    func persistByCookie() {}
    func persistInResponse(_ message: Message) {}
    func persistRDPCookie() -> Verdict { .next }
}

extension Proxy {
    var hasContentRules: Bool { false }
    var hasResponseContentRules: Bool { false }
    func monitorFails(_ stream: Stream) -> Bool { false }
}

extension Worker {
    /// `tcp-request connection`.
    /// - Returns: false to close the connection at once.
    func evaluateConnectionRules(_ session: Session) -> Bool { true }
    /// `tcp-request session`.
    func evaluateSessionRules(_ session: Session) -> Bool { true }
}
