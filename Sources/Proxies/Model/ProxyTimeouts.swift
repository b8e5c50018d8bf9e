/// Every `timeout` of a proxy, in milliseconds; `nil` is "not configured" (HAProxy manual §4.2).
///
/// A configured 0 means "never", exactly as an absent value, but silences the warning about absence.
public struct ProxyTimeouts: Sendable {
    /// Silence of a client which should act.
    public var client: Int64?
    /// Time for a client to complete its TLS or protocol handshake; unset: `client`.
    public var clientHandshake: Int64?
    /// Silence of a client after either side has closed.
    public var clientFin: Int64?
    /// Silence of a server which should act.
    public var server: Int64?
    /// Silence of a server after either side has closed.
    public var serverFin: Int64?
    /// Establishment of a connection to a server.
    public var connect: Int64?
    /// Wait for a free place on a server; unset: `connect`.
    public var queue: Int64?
    /// A check's time once it is connected; unset: the interval bounds it.
    public var check: Int64?
    /// Completion of a request head; unset: `client`.
    public var httpRequest: Int64?
    /// Wait for the next request of a kept connection; unset: `httpRequest`, then `client`.
    public var httpKeepAlive: Int64?
    /// Delay of a tarpitted answer; unset: `connect`.
    public var tarpit: Int64?
    /// Silence of both sides once they are switched to a tunnel.
    public var tunnel: Int64?

    public init() {}
}
