/// The yes-or-no `option`s of a proxy (HAProxy manual §4.2), named as on the line.
public struct ProxyOptions: OptionSet, Sendable, Hashable {
    public let rawValue: UInt64
    @inlinable public init(rawValue: UInt64) { self.rawValue = rawValue }

    @inlinable public static var abortonclose: Self { Self(rawValue: 1 << 0) }
    @inlinable public static var acceptUnsafeViolationsInRequest: Self { Self(rawValue: 1 << 1) }
    @inlinable public static var acceptUnsafeViolationsInResponse: Self { Self(rawValue: 1 << 2) }
    @inlinable public static var allbackups: Self { Self(rawValue: 1 << 3) }
    @inlinable public static var checkcache: Self { Self(rawValue: 1 << 4) }
    @inlinable public static var clitcpka: Self { Self(rawValue: 1 << 5) }
    @inlinable public static var contstats: Self { Self(rawValue: 1 << 6) }
    @inlinable public static var disableH2Upgrade: Self { Self(rawValue: 1 << 7) }
    @inlinable public static var dontlogNormal: Self { Self(rawValue: 1 << 8) }
    @inlinable public static var dontlognull: Self { Self(rawValue: 1 << 9) }
    @inlinable public static var h1CaseAdjustBogusClient: Self { Self(rawValue: 1 << 10) }
    @inlinable public static var h1CaseAdjustBogusServer: Self { Self(rawValue: 1 << 11) }
    @inlinable public static var httpBufferRequest: Self { Self(rawValue: 1 << 12) }
    @inlinable public static var httpDropRequestTrailers: Self { Self(rawValue: 1 << 13) }
    @inlinable public static var httpDropResponseTrailers: Self { Self(rawValue: 1 << 14) }
    @inlinable public static var httpIgnoreProbes: Self { Self(rawValue: 1 << 15) }
    @inlinable public static var httpNoDelay: Self { Self(rawValue: 1 << 16) }
    @inlinable public static var httpPretendKeepalive: Self { Self(rawValue: 1 << 17) }
    @inlinable public static var httpUseProxyHeader: Self { Self(rawValue: 1 << 18) }
    @inlinable public static var idleCloseOnResponse: Self { Self(rawValue: 1 << 19) }
    @inlinable public static var independentStreams: Self { Self(rawValue: 1 << 20) }
    @inlinable public static var logHealthChecks: Self { Self(rawValue: 1 << 21) }
    @inlinable public static var logSeparateErrors: Self { Self(rawValue: 1 << 22) }
    @inlinable public static var logasap: Self { Self(rawValue: 1 << 23) }
    @inlinable public static var nolinger: Self { Self(rawValue: 1 << 24) }
    @inlinable public static var persist: Self { Self(rawValue: 1 << 25) }
    @inlinable public static var preferLastServer: Self { Self(rawValue: 1 << 26) }
    @inlinable public static var socketStats: Self { Self(rawValue: 1 << 27) }
    @inlinable public static var spliceAuto: Self { Self(rawValue: 1 << 28) }
    @inlinable public static var spliceRequest: Self { Self(rawValue: 1 << 29) }
    @inlinable public static var spliceResponse: Self { Self(rawValue: 1 << 30) }
    @inlinable public static var srvtcpka: Self { Self(rawValue: 1 << 31) }
    @inlinable public static var tcpSmartAccept: Self { Self(rawValue: 1 << 32) }
    @inlinable public static var tcpSmartConnect: Self { Self(rawValue: 1 << 33) }
    @inlinable public static var transparent: Self { Self(rawValue: 1 << 34) }
}

/// When a client's and a server's connection end after a response (HAProxy manual §4.2).
///
/// Of a frontend's and a backend's modes the stricter one holds.
public enum HTTPConnectionMode: Int, Sendable, Comparable {
    /// Both are kept (`option http-keep-alive`, the default).
    case keepAlive
    /// The server's is closed (`option http-server-close`).
    case serverClose
    /// Both are closed (`option httpclose`).
    case close
    public static func < (a: Self, b: Self) -> Bool { a.rawValue < b.rawValue }
}

/// When requests share idle server connections (`http-reuse`).
public enum HTTPReuse: Int, Sendable { case never, safe, aggressive, always }

/// What `retry-on` accepts as a reason to send a request again.
public struct RetryOn: OptionSet, Sendable, Hashable {
    public let rawValue: UInt32
    @inlinable public init(rawValue: UInt32) { self.rawValue = rawValue }
    @inlinable public static var connFailure: Self { Self(rawValue: 1 << 0) }
    @inlinable public static var emptyResponse: Self { Self(rawValue: 1 << 1) }
    @inlinable public static var junkResponse: Self { Self(rawValue: 1 << 2) }
    @inlinable public static var responseTimeout: Self { Self(rawValue: 1 << 3) }
    @inlinable public static var zeroRTTRejected: Self { Self(rawValue: 1 << 4) }
    /// The statuses that may be named, each with its bit.
    public static let statuses: [(status: Int, condition: RetryOn)] = [
        (401, Self(rawValue: 1 << 8)), (403, Self(rawValue: 1 << 9)), (404, Self(rawValue: 1 << 10)),
        (408, Self(rawValue: 1 << 11)), (421, Self(rawValue: 1 << 12)), (425, Self(rawValue: 1 << 13)),
        (429, Self(rawValue: 1 << 14)), (500, Self(rawValue: 1 << 15)), (501, Self(rawValue: 1 << 16)),
        (502, Self(rawValue: 1 << 17)), (503, Self(rawValue: 1 << 18)), (504, Self(rawValue: 1 << 19)),
    ]
    /// What `all-retryable-errors` stands for.
    public static let allRetryableErrors: Self = [
        .connFailure, .emptyResponse, .junkResponse, .responseTimeout, .zeroRTTRejected,
        status(500), status(502), status(503), status(504),
    ]
    /// The condition for a response status; empty when it cannot be a reason.
    @inlinable
    public static func status(_ status: Int) -> Self {
        switch status {
        case 401: Self(rawValue: 1 << 8)
        case 403: Self(rawValue: 1 << 9)
        case 404: Self(rawValue: 1 << 10)
        case 408: Self(rawValue: 1 << 11)
        case 421: Self(rawValue: 1 << 12)
        case 425: Self(rawValue: 1 << 13)
        case 429: Self(rawValue: 1 << 14)
        case 500: Self(rawValue: 1 << 15)
        case 501: Self(rawValue: 1 << 16)
        case 502: Self(rawValue: 1 << 17)
        case 503: Self(rawValue: 1 << 18)
        case 504: Self(rawValue: 1 << 19)
        default: []
        }
    }
    /// Whether any condition needs the request to be kept for replay.
    @inlinable public var needsReplay: Bool { !subtracting(.connFailure).isEmpty }
}
