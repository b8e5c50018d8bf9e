import Config

/// Parameters which HAProxy 3.4 knows and Harrier does not implement: they get an error of their own.
///
/// One list, kept by hand: an entry leaves it in the commit that gives it an effect.
public enum UnsupportedKeywords {
    /// Parameters of `bind` lines.
    public static let bind: Set<String> = bindTLS.union(NotYet.bind).union(["idle-ping", "nbconn", "quic-cc-algo", "quic-force-retry", "quic-socket", "tcp-md5sig"])

    /// Parameters of `server` lines.
    public static let server: Set<String> = serverTLS.union(NotYet.server).union([
        "check-pool-conn-name", "check-reuse-pool", "check-via-socks4", "healthcheck", "log-bufsize", "log-proto",
        "no-check-reuse-pool", "pool-conn-name", "quic-cc-algo", "resolve-net", "resolve-opts", "resolve-prefer",
        "set-proxy-v2-tlv-fmt", "shard", "tcp-md5sig", "usesrc", "ws",
    ])

    private static let bindTLS: Set<String> = [
        "allow-0rtt", "alpn", "ca-file", "ca-ignore-err", "ca-sign-file", "ca-sign-pass", "ca-verify-file", "ciphers",
        "ciphersuites", "client-sigalgs", "crl-file", "crt", "crt-ignore-err", "crt-list", "curves", "default-crt", "ecdhe",
        "force-sslv3", "force-tlsv10", "force-tlsv11", "force-tlsv12", "force-tlsv13", "generate-certificates", "ktls",
        "no-alpn", "no-ca-names", "no-sslv3", "no-strict-sni", "no-tls-tickets", "no-tlsv10", "no-tlsv11", "no-tlsv12",
        "no-tlsv13", "npn", "prefer-client-ciphers", "sigalgs", "ssl", "ssl-max-ver", "ssl-min-ver", "strict-sni",
        "tls-ticket-keys", "tls-tickets", "verify",
    ]

    private static let serverTLS: Set<String> = [
        "allow-0rtt", "alpn", "ca-file", "check-alpn", "check-sni", "check-sni-auto", "check-ssl", "ciphers", "ciphersuites",
        "client-sigalgs", "crl-file", "crt", "curves", "force-sslv3", "force-tlsv10", "force-tlsv11", "force-tlsv12",
        "force-tlsv13", "ktls", "no-check-sni-auto", "no-check-ssl", "no-renegotiate", "no-sni-auto", "no-ssl",
        "no-ssl-reuse", "no-sslv3", "no-tls-tickets", "no-tlsv10", "no-tlsv11", "no-tlsv12", "no-tlsv13", "npn",
        "renegotiate", "sigalgs", "sni", "sni-auto", "ssl", "ssl-max-ver", "ssl-min-ver", "ssl-reuse", "tls-tickets",
        "verify", "verifyhost",
    ]
}
