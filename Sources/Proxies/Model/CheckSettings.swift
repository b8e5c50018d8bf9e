/// How a backend's servers are checked (`option httpchk`, `http-check`, `tcp-check`…; HAProxy manual §4.2).
public struct CheckSettings: Sendable {
    /// The conversation of a check.
    public enum Kind: Sendable { case connect, http, tcpCheck, ssl, smtp, mysql, postgresql, redis, ldap, spop }

    /// What a matching `http-check expect` compares.
    public struct HTTPExpect: Sendable {
        public enum What: Sendable, Equatable {
            /// Status ranges, such as `200-399`.
            case status([ClosedRange<Int>])
            /// A regular expression over the status.
            case statusRegex(String)
            /// Text in the body.
            case string(String)
            /// A regular expression over the body.
            case regex(String)
        }
        public var what: What
        /// Whether a match is the failure (`!`).
        public var negated = false
        public init(what: What) { self.what = what }
    }

    public var kind = Kind.connect
    /// The request of `option httpchk` and `http-check send`.
    public var httpMethod = "OPTIONS"
    public var httpURI = "/"
    public var httpVersion = "HTTP/1.0"
    /// Value of Host (fourth argument of `option httpchk` or `hdr Host`), a log-format.
    public var httpHost: String?
    /// Headers of `http-check send`: name and value.
    public var httpHeaders: [(name: String, value: String)] = []
    /// Body of `http-check send`.
    public var httpBody: String?
    /// The answer that counts as healthy; unset: 200 to 399.
    public var httpExpect: HTTPExpect?
    /// A 404 means "no new sessions" (`http-check disable-on-404`).
    public var disableOn404 = false
    /// Whether `http-check send` or `expect` occurs: without `option httpchk` they do nothing.
    public var hasHTTPRules = false
    /// Whether checks carry the server's state (`http-check send-state`).
    public var sendState = false

    public init() {}
}
