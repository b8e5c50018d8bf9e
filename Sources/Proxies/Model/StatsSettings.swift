/// The statistics page of a proxy (`stats …`, HAProxy manual §4.2).
public struct StatsSettings: Sendable {
    /// Where it is found (`stats uri`).
    public var uri = "/haproxy?stats"
    /// What a browser shows when it asks for a password (`stats realm`).
    public var realm = "HAProxy Statistics"
    /// Seconds between reloads of the page (`stats refresh`); 0: none.
    public var refresh = 0
    /// `stats auth`: user and password in clear.
    public var users: [(user: String, password: String)] = []
    /// Whether the page tells the version (`stats show-version`).
    public var showVersion = false
    /// Whether it tells the node's name (`stats show-node`), and which.
    public var showNode = false
    public var node: String?
    /// Whether it shows a description (`stats show-desc`), and which.
    public var showDescription = false
    public var description: String?
    /// Whether it shows addresses and details (`stats show-legends`).
    public var showLegends = false
    /// Whether it shows columns of modules (`stats show-modules`).
    public var showModules = false
    /// The proxies it shows (`stats scope`); empty: all.
    public var scopes: [String] = []

    public init() {}
}
