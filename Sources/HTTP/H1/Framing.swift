// HTTP: where a body ends.

import Base

/// Where a message's body ends and what the message asks of its connection (RFC 9112 §6 and §9).
@frozen
public struct Framing: Equatable, Sendable {
    /// How the body is delimited.
    @frozen
    public enum Body: Equatable, Sendable {
        /// No body follows.
        case none
        /// So many bytes follow.
        case length(UInt64)
        /// Chunks follow.
        case chunked
        /// The body of a response ends with its connection.
        case untilClose
        /// Not HTTP any more: CONNECT was accepted or the protocol switched.
        case tunnel
    }

    public var body = Body.none
    /// The sender keeps its connection open behind this message, as far as the message itself says
    /// (version and `Connection`). The field itself is stripped of `close` and `keep-alive`.
    public var keepAlive = true
    /// The message lists `upgrade` in `Connection` and has an `Upgrade` field.
    public var isUpgrade = false
    /// The upgrade is to WebSocket.
    public var isWebSocket = false
    /// The request waits for `100 (Continue)`.
    public var expectsContinue = false
    /// Content-Length and Transfer-Encoding came together: the connection must close behind this exchange
    /// unless `h1-do-not-close-on-insecure-transfer-encoding`.
    public var isInsecure = false
    /// The message lists `close` in `Connection`.
    public var hasClose = false
    /// The message lists `keep-alive` in `Connection`.
    public var hasKeepAlive = false

    @inlinable public init() {}

    /// Whether bytes of a body may follow.
    @inlinable public var hasBody: Bool {
        switch body {
        case .none: false
        case .length(let count): count > 0
        case .chunked, .untilClose, .tunnel: true
        }
    }
}

/// What the administrator allows beyond the grammar, and limits.
public struct ParseOptions: Sendable {
    /// `option accept-unsafe-violations-in-http-request` or `-response`, whichever kind is parsed.
    public var acceptsViolations = false
    /// `h1-accept-payload-with-any-method`.
    public var acceptsPayloadWithAnyMethod = false
    /// `h1-do-not-close-on-insecure-transfer-encoding`.
    public var keepsOnInsecureTransferEncoding = false
    /// Bytes a head may have: `tune.bufsize - tune.maxrewrite`.
    public var maximalSize = 16384 - 1024
    /// Fields a head may have: `tune.http.maxhdr - 1`.
    public var maximalFields = 100

    public init() {}
}

/// Why a head is refused.
public struct HeadFailure: Error, Equatable, Sendable {
    public enum Reason: UInt8, Sendable, CaseIterable {
        /// The grammar does not allow this byte at this place.
        case unexpectedByte
        /// CR without LF.
        case bareCarriageReturn
        /// NUL inside a field.
        case nul
        /// Not `HTTP/` digit `.` digit, or a version that is not spoken.
        case badVersion
        /// A status code that is not three digits from 100 to 599.
        case badStatus
        /// A form of target that the method does not allow, or a byte that no target has.
        case badTarget
        /// A field line without a name, or a folded line without one before.
        case badFieldName
        /// More fields than `tune.http.maxhdr` allows.
        case tooManyFields
        /// The request line does not fit.
        case targetTooLong
        /// The head does not fit.
        case headTooLarge
        /// Content-Length is empty, not a number, too large, or differs from another.
        case badContentLength
        /// Transfer-Encoding is empty, repeats or misplaces `chunked`, or comes in HTTP/1.0.
        case badTransferEncoding
        /// A coding besides `chunked`, which the proxy does not know.
        case unknownTransferCoding
        /// Host names nothing that could be a host.
        case badHost
        /// Several Host fields differ.
        case severalHosts
        /// The target's authority and Host disagree.
        case authorityMismatch
        /// A body where HTTP/1.0 has none.
        case unexpectedBody
        /// A WebSocket handshake without its key or accept field.
        case badWebSocket
        /// 101 that nobody asked for.
        case unexpectedUpgrade
    }

    public var reason: Reason
    /// Offset in the bytes given to the parser (`show errors`).
    public var position: Int
    /// Came from a client (`true`) or a server.
    public var isRequest: Bool

    public init(_ reason: Reason, at position: Int, isRequest: Bool) {
        self.reason = reason
        self.position = position
        self.isRequest = isRequest
    }

    /// The status of the error page: 400, 413, 414, 422 or 431 for requests, 502 for responses.
    public var status: UInt16 {
        guard isRequest else { return 502 }
        return switch reason {
        case .targetTooLong: 414
        case .headTooLarge: 431
        case .unknownTransferCoding: 422
        case .unexpectedBody: 413
        default: 400
        }
    }
}
