// Proxies: the bytes of a request that balancing algorithms look at.
import Base

/// Finds the key of `balance uri`, `url_param`, `hdr` and `rdp-cookie` in raw bytes (spec/balancing.md 1.7).
///
/// Pure; results are parts of the input. `nil`: the key is absent, and the request takes its turn instead.
public enum KeyExtraction {
    /// The part of a request target that `balance uri` hashes (`get_server_uh`): cut to `len`, then before the
    /// slash behind `depth` directories, and before the query unless `whole`.
    public static func uri(_ target: ByteView, _ options: BalanceAlgorithm.URIHash) -> ByteView {
        var key = options.pathOnly ? path(target) : target
        if options.length > 0, key.count > options.length { key = ByteView(rebasing: key[..<options.length]) }
        var slashes = 0
        var end = 0
        while end < key.count {
            if key[end] == UInt8(ascii: "/") {
                slashes += 1
                if options.depth > 0, slashes == options.depth + 1 { break }
            } else if key[end] == UInt8(ascii: "?"), !options.whole {
                break
            }
            end += 1
        }
        return ByteView(rebasing: key[..<end])
    }

    /// A target without scheme and authority.
    static func path(_ target: ByteView) -> ByteView {
        guard let first = target.first, first != UInt8(ascii: "/") else { return target }
        var at = 0
        while at + 2 < target.count {
            if target[at] == UInt8(ascii: "?") { return target }
            if target[at] == UInt8(ascii: ":"), target[at + 1] == UInt8(ascii: "/"), target[at + 2] == UInt8(ascii: "/") {
                at += 3
                while at < target.count, target[at] != UInt8(ascii: "/"), target[at] != UInt8(ascii: "?") { at += 1 }
                return ByteView(rebasing: target[at...])
            }
            at += 1
        }
        return target
    }

    /// The value of a query parameter (`get_server_ph`): the first with exactly this name, undecoded, perhaps empty.
    public static func parameter(_ name: ByteView, ofTarget target: ByteView) -> ByteView? {
        guard let question = target.firstIndex(of: UInt8(ascii: "?")) else { return nil }
        return value(name, in: ByteView(rebasing: target[(question + 1)...]))
    }

    /// The value of a form field at the start of a POST body (`get_server_ph_post`).
    ///
    /// The value ends at a blank; another byte that no token has makes the key absent, as in 3.4.
    public static func parameter(_ name: ByteView, ofBody body: ByteView) -> ByteView? {
        guard let raw = value(name, in: body) else { return nil }
        var end = 0
        while end < raw.count {
            let byte = raw[end]
            if byte == 32 || byte == 9 || byte == 13 || byte == 10 { break }
            guard isToken(byte) else { return nil }
            end += 1
        }
        return ByteView(rebasing: raw[..<end])
    }

    private static func value(_ name: ByteView, in query: ByteView) -> ByteView? {
        var start = 0
        while start < query.count {
            var end = start
            while end < query.count, query[end] != UInt8(ascii: "&") { end += 1 }
            if end - start > name.count, query[start + name.count] == UInt8(ascii: "="),
                ByteView(rebasing: query[start..<start + name.count]).equals(name) {
                return ByteView(rebasing: query[(start + name.count + 1)..<end])
            }
            start = end + 1
        }
        return nil
    }

    /// A byte of a token (RFC 9110 §5.6.2).
    private static func isToken(_ byte: UInt8) -> Bool {
        if ASCII.isLetter(byte) || ASCII.isDigit(byte) { return true }
        switch byte {
        case UInt8(ascii: "!"), UInt8(ascii: "#"), UInt8(ascii: "$"), UInt8(ascii: "%"), UInt8(ascii: "&"), UInt8(ascii: "'"),
            UInt8(ascii: "*"), UInt8(ascii: "+"), UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "^"), UInt8(ascii: "_"),
            UInt8(ascii: "`"), UInt8(ascii: "|"), UInt8(ascii: "~"):
            return true
        default:
            return false
        }
    }

    /// The key in a header's value (`get_server_hh`): its first element, trimmed.
    /// - Parameter useDomainOnly: take the label before the last dot instead: `www.example.com:80` gives `example`.
    public static func header(_ value: ByteView, useDomainOnly: Bool) -> ByteView? {
        var end = value.firstIndex(of: UInt8(ascii: ",")) ?? value.count
        var start = 0
        while start < end, value[start] == 32 || value[start] == 9 { start += 1 }
        while end > start, value[end - 1] == 32 || value[end - 1] == 9 { end -= 1 }
        guard end > start else { return nil }
        let trimmed = ByteView(rebasing: value[start..<end])
        guard useDomainOnly, let dot = trimmed.lastIndex(of: UInt8(ascii: ".")) else { return trimmed }
        var first = dot
        while first > 0, trimmed[first - 1] != UInt8(ascii: ".") { first -= 1 }
        return ByteView(rebasing: trimmed[first..<dot])
    }

    /// The value of a cookie in an RDP connection request (`fetch_rdp_cookie_name`; MS-RDPBCGR 2.2.1.1).
    /// - Parameter name: the cookie's name, in lower case; empty: any.
    public static func rdpCookie(_ name: ByteView, in bytes: ByteView) -> ByteView? {
        // TPKT header (4 bytes: version 3), then the X.224 connection request (7 bytes: length, 0xE0, …).
        guard bytes.count > 11, bytes[0] == 3, bytes[5] == 0xE0 else { return nil }
        var at = 11
        let prefix: StaticString = "cookie:"
        guard bytes.count >= at + 7,
            ByteView(rebasing: bytes[at..<at + 7]).equalsIgnoringCase(lowercase: prefix) else { return nil }
        at += 7
        while at < bytes.count, bytes[at] == 32 { at += 1 }
        let nameStart = at
        while at < bytes.count, bytes[at] != UInt8(ascii: "="), bytes[at] != 13 { at += 1 }
        guard at < bytes.count, bytes[at] == UInt8(ascii: "=") else { return nil }
        if !name.isEmpty {
            guard at - nameStart == name.count,
                (0..<name.count).allSatisfy({ ASCII.lowered(bytes[nameStart + $0]) == ASCII.lowered(name[$0]) })
            else { return nil }
        }
        at += 1
        let valueStart = at
        while at + 1 < bytes.count, !(bytes[at] == 13 && bytes[at + 1] == 10) { at += 1 }
        guard at + 1 < bytes.count else { return nil }
        return ByteView(rebasing: bytes[valueStart..<at])
    }
}
