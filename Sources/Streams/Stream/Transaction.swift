// Streams: one HTTP exchange.
import Base
import HTTP

/// How far a message has come (`enum h1_state` as `http_msg` uses it).
public enum MessageState: UInt8, Comparable, Sendable {
    /// Nothing of the head yet (`RQBEFORE`, `RPBEFORE`).
    case before
    /// The head is known; the body may wait for analysers.
    case body
    /// The body is flowing.
    case data
    /// Everything was received, not everything sent.
    case ending
    /// Complete.
    case done
    /// Being closed.
    case closing
    case closed
    /// Bytes without messages, after CONNECT or an upgrade.
    case tunnel

    public static func < (a: Self, b: Self) -> Bool { a.rawValue < b.rawValue }
}

/// `TX_*`.
struct TransactionFlags: OptionSet {
    let rawValue: UInt16
    static let notFirst = Self(rawValue: 1)
    /// The connections become a tunnel after this exchange (`TX_CON_WANT_TUN`).
    static let wantsTunnel = Self(rawValue: 2)
    /// A copy of the request is kept for a replay (`TX_L7_RETRY`).
    static let replayable = Self(rawValue: 4)
    /// The client's connection must be closed after this exchange.
    static let closeClient = Self(rawValue: 8)
    /// The server's connection must be closed after this exchange.
    static let closeServer = Self(rawValue: 16)
    /// The answer is our own.
    static let localReply = Self(rawValue: 32)
    static let tarpitted = Self(rawValue: 64)
}

/// The HTTP side of a stream (`struct http_txn`).
public struct Transaction {
    public internal(set) var requestState = MessageState.before
    public internal(set) var responseState = MessageState.before
    var flags: TransactionFlags = []
    /// The request's method, kept although rules may change the line.
    public internal(set) var method = Method.other
    /// The status sent to the client; -1 while there is none.
    public var status: Int32 = -1
    /// The status as the server sent it; -1 without an answer.
    public internal(set) var serverStatus: Int32 = -1
    /// Persistence by cookie, for the log's third and fourth letters.
    public var clientCookie = CookieState.none
    public var serverCookie = ServerCookieAction.none
    /// Dates in the client's persistence cookie.
    var cookieDates = CookieDates()
    /// The server set the persistence cookie itself.
    var foundServerCookie = false
    public init() {}
}

/// What the client's persistence cookie was worth (`TX_CK_*`), in the log's letters.
public enum CookieState: UInt8, Sendable {
    case none = 78  // N
    case invalid = 73  // I
    case down = 68  // D
    case valid = 86  // V
    case expired = 69  // E
    case old = 79  // O
    case unused = 85  // U
}

/// What was done with the server's persistence cookie (`TX_SCK_*`), in the log's letters.
public enum ServerCookieAction: UInt8, Sendable {
    case none = 78  // N
    case passive = 80  // P
    case deleted = 68  // D
    case inserted = 73  // I
    case rewritten = 82  // R
    case updated = 85  // U
}
