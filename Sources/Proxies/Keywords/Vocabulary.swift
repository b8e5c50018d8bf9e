import Config

extension Keyword<GlobalSettings> {
    /// Every entry of this folder for `global`.
    public static var globalVocabulary: [Self] {
        (process + limits + statsSocket + http1 + tuning + hints).filter { !NotYet.global.contains($0.name) }
    }
}

extension Keyword<ProxySettings> {
    /// Every entry of this folder for `defaults`, `frontend`, `backend` and `listen`.
    public static var proxyVocabulary: [Self] {
        (listening + timeouts + options + connectionOptions + servers + balancing + persistence + checks + errorPages + stats)
            .filter { !NotYet.proxy.contains($0.name) }
    }
}

/// Entries which exist but have no effect in the engine yet: they are left out of the vocabulary, so that using them
/// gets the error `known to HAProxy 3.4 but not supported`. An entry leaves these lists in the commit that gives it an effect.
public enum NotYet {
    /// Keywords of `global`.
    public static let global: Set<String> = [
        "close-spread-time", "pp2-never-send-local", "server-state-base", "server-state-file", "tune.stick-counters",
        "http-err-codes", "http-fail-codes", "setcap", "tune.renice.runtime", "tune.renice.startup",
    ]
    /// Keywords of proxies.
    public static let proxy: Set<String> = [
        "http-send-name-header", "load-server-state-from-file", "server-state-file-name", "stats auth", "stats enable", "stats hide-version", "stats realm", "stats refresh",
        "stats scope", "stats show-desc", "stats show-legends", "stats show-modules", "stats show-node",
        "stats show-version", "stats uri",
    ]
    /// Parameters of `bind`.
    public static let bind: Set<String> = ["namespace"]
    /// Parameters of `server`.
    public static let server: Set<String> = [
        "agent-addr", "agent-check", "agent-inter", "agent-port", "agent-send", "no-agent-check", "idle-ping", "namespace",
        "non-stick", "redir", "resolvers", "socks4", "stick",
    ]
}
