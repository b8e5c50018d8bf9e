import Base
import Config

extension Keyword<ProxySettings> {
    /// How long each side of a proxy may stay silent (HAProxy manual §4.2).
    public static var timeouts: [Self] { [
        timeout("client", in: .frontends, \.client, "30s", "Maximum silence of a client which should send or acknowledge data."),
        timeout("client-hs", in: .frontends, \.clientHandshake, "5s", "Maximum duration of a client's handshake, TLS or PROXY protocol; the client timeout when unset."),
        timeout("client-fin", in: .frontends, \.clientFin, "10s", "Maximum silence of a client once one side has closed."),
        timeout("server", in: .backends, \.server, "30s", "Maximum silence of a server which should send or acknowledge data."),
        timeout("server-fin", in: .backends, \.serverFin, "10s", "Maximum silence of a server once one side has closed."),
        timeout("connect", in: .backends, \.connect, "4s", "Maximum duration of a connection attempt to a server."),
        timeout("queue", in: .backends, \.queue, "10s", "Maximum wait for a free place on a server; the connect timeout when unset."),
        timeout("check", in: .backends, \.check, "2s", "Maximum duration of a health check once it is connected."),
        timeout("tunnel", in: .backends, \.tunnel, "1h", "Maximum silence of both sides of a tunnel, such as a WebSocket."),
        timeout("http-request", in: .allProxies, \.httpRequest, "10s", "Maximum duration of a request head, from its first byte awaited to its last."),
        timeout("http-keep-alive", in: .allProxies, \.httpKeepAlive, "5s", "Maximum wait for the next request of a kept connection."),
        timeout("tarpit", in: .allProxies, \.tarpit, "20s", "How long a tarpitted client waits for its answer; the connect timeout when unset."),
    ] }

    private static func timeout(
        _ name: String, in sections: Set<SectionKind>, _ field: WritableKeyPath<ProxyTimeouts, Int64?> & Sendable,
        _ value: String, _ help: String
    ) -> Self {
        Keyword(
            "timeout \(name) <time>", in: sections, help, manual: "4.2", example: "timeout \(name) \(value)"
        ) { words, settings throws(ConfigError) in
            guard !words.isAtEnd else { throw words.failNext("'timeout \(name)' expects an integer value (in milliseconds)") }
            // Why: a bare number means milliseconds here but seconds elsewhere, and people mix them up (since HAProxy 3.0).
            if let text = words.peek, let number = Int(text), (1..<100).contains(number) {
                words.warn("'timeout \(name) \(text)' in \(words.section.rawValue) '\(words.sectionName)' is suspiciously small for a value in milliseconds. Please use an explicit unit ('\(text)ms') if that was the intent.")
            }
            settings.timeouts[keyPath: field] = try words.duration(bareUnit: .milliseconds)
            if let extra = words.peek {
                throw words.failNext("'timeout \(name)' : unexpected extra argument '\(extra)' after value '\(words.current ?? "")'.")
            }
        }
    }
}
