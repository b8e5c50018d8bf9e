// Streams: why a stream ended.

/// First letter of the termination code (`SF_ERR_*`).
public enum ErrorCode: UInt8, Sendable {
    case none = 45  // -
    case local = 76  // L
    case clientTimeout = 99  // c
    case clientClosed = 67  // C
    case serverTimeout = 115  // s
    case serverClosed = 83  // S
    case proxyCondition = 80  // P
    case resource = 82  // R
    case internalError = 73  // I
    case down = 68  // D
    case killed = 75  // K
    case up = 85  // U
}

/// Second letter (`SF_FINST_*`).
public enum FinishCode: UInt8, Sendable {
    case none = 45  // -
    case request = 82  // R
    case connect = 67  // C
    case headers = 72  // H
    case data = 68  // D
    case last = 76  // L
    case queue = 81  // Q
    case tarpit = 84  // T
}

/// Why a connection to a server could not be had (`STRM_ET_*`), most important first.
struct AttemptFailure: OptionSet {
    let rawValue: UInt16
    static let queueAbort = Self(rawValue: 1)
    static let connectAbort = Self(rawValue: 2)
    static let queueTimeout = Self(rawValue: 4)
    static let queueError = Self(rawValue: 8)
    static let connectTimeout = Self(rawValue: 16)
    static let connectError = Self(rawValue: 32)
    static let connectResources = Self(rawValue: 64)
    static let other = Self(rawValue: 128)
    /// The failed connection had been reused.
    static let dataAborted = Self(rawValue: 256)
}
