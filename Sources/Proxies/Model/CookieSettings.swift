/// Persistence through a cookie (`cookie`, HAProxy manual §4.2).
public struct CookieSettings: Sendable, Equatable {
    /// Who makes the cookie.
    public enum Mode: Sendable {
        /// The application; the proxy only looks at it.
        case passive
        /// The proxy, in each response to a client without the right one (`insert`).
        case insert
        /// The application; the proxy replaces its value (`rewrite`).
        case rewrite
        /// The application; the proxy prepends the server's value (`prefix`).
        case prefix
    }

    /// When SameSite-like free attributes are wanted (`attr`), each as written.
    public var attributes: [String] = []
    public var name: String
    public var mode = Mode.passive
    /// Hidden from the server; no new cookie for a client who has the right one (`indirect`).
    public var indirect = false
    /// A response with the cookie forbids shared caches (`nocache`).
    public var nocache = false
    /// Only responses to POST get it (`postonly`).
    public var postonly = false
    /// A cookie set by the server wins (`preserve`).
    public var preserve = false
    public var httponly = false
    public var secure = false
    /// Domains of the cookie, each gives a `domain=` attribute.
    public var domains: [String] = []
    /// Milliseconds without use after which it is worthless (`maxidle`); 0: no limit.
    public var maxidle: Int64 = 0
    /// Milliseconds after its creation when it becomes worthless (`maxlife`); 0: no limit.
    public var maxlife: Int64 = 0
    /// Whether values of servers come from `dynamic-cookie-key` and their address (`dynamic`).
    public var dynamic = false

    public init(name: String) { self.name = name }
}
