// Proxies: a `cookie` line ready for use.
import Base

/// What ``CookieSettings`` say, as bytes and seconds.
public struct PersistenceCookie: Sendable {
    public let settings: CookieSettings
    public let name: [UInt8]
    /// What follows the value in a `Set-Cookie` field.
    public let attributes: [UInt8]
    /// The whole field's value which makes a client forget the cookie, without the further attributes.
    public let removal: [UInt8]
    /// Seconds; 0: no limit.
    public let maxidle: Int64
    public let maxlife: Int64

    public init(_ settings: CookieSettings) {
        self.settings = settings
        name = Array(settings.name.utf8)
        maxidle = settings.maxidle / 1000
        maxlife = settings.maxlife / 1000
        removal = name + Array("=; Expires=Thu, 01-Jan-1970 00:00:01 GMT; path=/".utf8)
        var text = ""
        for domain in settings.domains { text += "; domain=\(domain)" }
        if settings.httponly { text += "; HttpOnly" }
        if settings.secure { text += "; Secure" }
        for attribute in settings.attributes { text += "; \(attribute)" }
        attributes = Array(text.utf8)
    }

    /// Logs tell what became of it.
    public var isLogged: Bool { settings.mode != .passive || settings.indirect }
    public var isDated: Bool { maxidle > 0 || maxlife > 0 }
    /// The server never sees the cookie.
    public var isHidden: Bool { settings.mode == .insert && settings.indirect }
}

extension Server {
    /// Derives the cookie's value from the backend's key and this server's address (`cookie … dynamic`;
    /// `srv_set_dyncookie`). A value on the server's line wins.
    public func setDynamicCookie() {
        guard settings.cookie == nil, proxy.settings.cookie?.dynamic == true, let key = proxy.settings.dynamicCookieKey,
            address.isInternet
        else { return }
        var bytes = Array(key.utf8)
        address.withAddressBytes { bytes += $0 }
        let port = UInt32(address.port)
        for shift in [24, 16, 8, 0] { bytes.append(UInt8(truncatingIfNeeded: port >> UInt32(shift))) }
        let hash = bytes.withUnsafeBufferPointer { XXHash.hash64($0, seed: 0) }
        let text = String(hash, radix: 16)
        cookie = Array((String(repeating: "0", count: 16 - text.utf8.count) + text).utf8)
    }
}
