// HTTP: the parts of a request target.

import Base

/// A request target in its parts (RFC 9112 §3.2; `http_uri_parser`). Offsets count from the target's first byte;
/// nothing is copied, decoded or allocated.
@frozen
public struct RequestTarget: Equatable, Sendable {
    @frozen
    public enum Form: UInt8, Sendable {
        /// `/path?query`.
        case origin
        /// `scheme://authority/path?query`.
        case absolute
        /// `host:port`.
        case authority
        /// `*`.
        case asterisk
    }

    public var form: Form
    /// Without `://`; empty unless ``Form/absolute``.
    public var scheme = Slice()
    /// Host, port and user information as written; empty in origin and asterisk form.
    public var authority = Slice()
    /// From the first `/` on, up to `?`; `*` in asterisk form; may be empty in absolute form (`http_get_path`).
    public var path = Slice()
    /// Behind the first `?`; empty without one.
    public var query = Slice()
    /// Whether there is a `?`.
    public var hasQuery = false

    /// Splits a target. Every text yields some form; what is neither `/…`, `*` nor has `://` counts as authority form.
    public init(_ target: ByteView) {
        guard let first = target.first else {
            form = .authority
            return
        }
        if first == 47 {
            form = .origin
            splitPath(target, 0)
            return
        }
        if first == 42, target.count == 1 {
            form = .asterisk
            path = Slice(offset: 0, length: 1)
            return
        }
        // A scheme is a letter, then letters, digits, `+`, `-`, `.` (RFC 3986 §3.1).
        var at = 0
        if ASCII.isLetter(first) {
            while at < target.count {
                let byte = target[at]
                guard ASCII.isLetter(byte) || ASCII.isDigit(byte) || byte == 43 || byte == 45 || byte == 46 else { break }
                at += 1
            }
        }
        if at > 0, at + 2 < target.count, target[at] == 58, target[at + 1] == 47, target[at + 2] == 47 {
            form = .absolute
            scheme = Slice(offset: 0, length: at)
            let start = at + 3
            at = start
            while at < target.count, target[at] != 47, target[at] != 63, target[at] != 35 { at += 1 }
            authority = Slice(offset: start, length: at - start)
            splitPath(target, at)
            return
        }
        form = .authority
        authority = Slice(offset: 0, length: target.count)
    }

    private mutating func splitPath(_ target: ByteView, _ start: Int) {
        var at = start
        while at < target.count, target[at] != 63 { at += 1 }
        path = Slice(offset: start, length: at - start)
        if at < target.count {
            hasQuery = true
            query = Slice(offset: at + 1, length: target.count - at - 1)
        }
    }

    /// Path and query together, as HAProxy's `pathq`.
    public var pathAndQuery: Slice {
        hasQuery ? Slice(offset: path.start, length: query.end - path.start) : path
    }
}

/// A `host[:port]` in its parts.
@frozen
public struct HostAndPort {
    /// Without user information and port; brackets of an IPv6 literal included.
    public var host: ByteView
    /// Digits behind the colon; `nil` without a colon.
    public var port: ByteView?

    public init(_ authority: ByteView) {
        var start = 0
        var index = authority.count
        while index > 0 {
            index -= 1
            if authority[index] == 64 {
                start = index + 1
                break
            }
        }
        var colon = authority.count
        index = authority.count
        while index > start {
            index -= 1
            if authority[index] == 58 {
                colon = index
                break
            }
            if !ASCII.isDigit(authority[index]) { break }
        }
        host = ByteView(rebasing: authority[start..<colon])
        port = colon < authority.count ? ByteView(rebasing: authority[(colon + 1)...]) : nil
    }

    /// Whether the port is absent, empty or the default of `scheme` (80 for http, 443 for https).
    public func hasDefaultPort(scheme: ByteView) -> Bool {
        guard let port, port.count > 0 else { return true }
        if scheme.equalsIgnoringCase(lowercase: "http") {
            return port.equalsIgnoringCase(lowercase: "80")
        }
        if scheme.equalsIgnoringCase(lowercase: "https") {
            return port.equalsIgnoringCase(lowercase: "443")
        }
        return false
    }
}
