// Config: the kinds of sections of a configuration file.

/// A kind of section Harrier reads (HAProxy manual §2.1, "configuration file format").
public enum SectionKind: String, Sendable, CaseIterable {
    case global
    case defaults
    case frontend
    case backend
    case listen
    case userlist
    case httpErrors = "http-errors"

    /// Whether lines of this section describe a proxy (`frontend`, `backend` or `listen`) or its defaults.
    public var isProxy: Bool {
        switch self {
        case .defaults, .frontend, .backend, .listen: true
        case .global, .userlist, .httpErrors: false
        }
    }
    /// Whether the section accepts connections.
    public var hasFrontend: Bool { self == .frontend || self == .listen }
    /// Whether the section has servers.
    public var hasBackend: Bool { self == .backend || self == .listen }
}

extension Set<SectionKind> {
    /// `defaults`, `frontend`, `backend` and `listen`.
    public static var allProxies: Self { [.defaults, .frontend, .backend, .listen] }
    /// `defaults`, `frontend` and `listen`.
    public static var frontends: Self { [.defaults, .frontend, .listen] }
    /// `defaults`, `backend` and `listen`.
    public static var backends: Self { [.defaults, .backend, .listen] }
}
