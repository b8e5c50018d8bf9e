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
        "close-spread-time", "harden.reject-privileged-ports.tcp", "http-err-codes", "http-fail-codes", "server-state-base",
        "server-state-file", "setcap", "tune.max-checks-per-thread", "tune.notsent-lowat.client", "tune.notsent-lowat.server",
        "tune.pool-high-fd-ratio", "tune.pool-low-fd-ratio", "tune.renice.runtime", "tune.renice.startup", "tune.stick-counters",
        "tune.vars.check-max-size", "tune.vars.global-max-size", "tune.vars.proc-max-size", "tune.vars.reqres-max-size",
        "tune.vars.sess-max-size", "tune.vars.txn-max-size",
    ]
    /// Keywords of proxies.
    public static let proxy: Set<String> = [
        "clitcpka-cnt", "clitcpka-idle", "clitcpka-intvl", "http-send-name-header", "load-server-state-from-file",
        "max-keep-alive-queue", "option contstats", "option http-restrict-req-hdr-names", "option idle-close-on-response",
        "srvtcpka-cnt", "srvtcpka-idle", "srvtcpka-intvl",
        "server-state-file-name", "stats auth", "stats enable", "stats hide-version", "stats realm", "stats refresh",
        "stats scope", "stats show-desc", "stats show-legends", "stats show-modules", "stats show-node",
        "stats show-version", "stats uri",
    ]
    /// Parameters of `bind`.
    public static let bind: Set<String> = ["guid-prefix", "namespace"]
    /// Parameters of `server`.
    public static let server: Set<String> = [
        "agent-addr", "agent-check", "check-proto", "agent-inter", "agent-port", "agent-send", "no-agent-check", "idle-ping", "namespace",
        "non-stick", "redir", "resolvers", "socks4", "stick",
        "strict-maxconn",
    ]
}
