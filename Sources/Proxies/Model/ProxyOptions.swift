/// The yes-or-no `option`s of a proxy (HAProxy manual §4.2), named as on the line.
public struct ProxyOptions: OptionSet, Sendable, Hashable {
    public let rawValue: UInt64
    public init(rawValue: UInt64) { self.rawValue = rawValue }

    private init(bit: UInt64) { rawValue = 1 << bit }

    public static let abortonclose = Self(bit: 0)
    public static let acceptUnsafeViolationsInRequest = Self(bit: 1)
    public static let acceptUnsafeViolationsInResponse = Self(bit: 2)
    public static let allbackups = Self(bit: 3)
    public static let checkcache = Self(bit: 4)
    public static let clitcpka = Self(bit: 5)
    public static let contstats = Self(bit: 6)
    public static let disableH2Upgrade = Self(bit: 7)
    public static let dontlogNormal = Self(bit: 8)
    public static let dontlognull = Self(bit: 9)
    public static let h1CaseAdjustBogusClient = Self(bit: 10)
    public static let h1CaseAdjustBogusServer = Self(bit: 11)
    public static let httpBufferRequest = Self(bit: 12)
    public static let httpDropRequestTrailers = Self(bit: 13)
    public static let httpDropResponseTrailers = Self(bit: 14)
    public static let httpIgnoreProbes = Self(bit: 15)
    public static let httpNoDelay = Self(bit: 16)
    public static let httpPretendKeepalive = Self(bit: 17)
    public static let httpUseProxyHeader = Self(bit: 18)
    public static let idleCloseOnResponse = Self(bit: 19)
    public static let independentStreams = Self(bit: 20)
    public static let logHealthChecks = Self(bit: 21)
    public static let logSeparateErrors = Self(bit: 22)
    public static let logasap = Self(bit: 23)
    public static let nolinger = Self(bit: 24)
    public static let persist = Self(bit: 25)
    public static let preferLastServer = Self(bit: 26)
    public static let socketStats = Self(bit: 27)
    public static let spliceAuto = Self(bit: 28)
    public static let spliceRequest = Self(bit: 29)
    public static let spliceResponse = Self(bit: 30)
    public static let srvtcpka = Self(bit: 31)
    public static let tcpSmartAccept = Self(bit: 32)
    public static let tcpSmartConnect = Self(bit: 33)
    public static let transparent = Self(bit: 34)
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
    public init(rawValue: UInt32) { self.rawValue = rawValue }
    public static let connFailure = Self(rawValue: 1 << 0)
    public static let emptyResponse = Self(rawValue: 1 << 1)
    public static let junkResponse = Self(rawValue: 1 << 2)
    public static let responseTimeout = Self(rawValue: 1 << 3)
    public static let zeroRTTRejected = Self(rawValue: 1 << 4)
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
