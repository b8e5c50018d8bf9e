// Net: what a `bind` line asks of its sockets.

/// Settings of a listening socket (`bind_conf`, `rx_settings`). Defaults are HAProxy's.
public struct ListenOptions: Sendable, Equatable {
    /// Length of the kernel's accept queue (`backlog`).
    public var backlog: Int32 = 1024
    /// `SO_REUSEPORT`, which several sockets of one address and a take-over by the next process need.
    public var reusePort = true
    /// `IPV6_V6ONLY`: true for `v6only`, false for `v4v6`, `nil` for the kernel's setting.
    public var onlyIPv6: Bool?
    /// Bind addresses that no interface has (`transparent`).
    public var transparent = false
    /// Network device to listen on (`interface`).
    public var interface: String?
    /// Network namespace to create the socket in (`namespace`).
    public var namespace: String?
    /// Report a connection only once it has data (`defer-accept`).
    public var deferAccept = false
    /// TCP fast open (`tfo`).
    public var fastOpen = false
    /// Segment size to announce (`mss`); negative: relative to the kernel's.
    public var maximumSegment: Int32?
    /// Milliseconds that sent data may stay unacknowledged (`tcp-ut`).
    public var userTimeout: Int32?
    /// `tcp-ss`: how much of the SYN the kernel saves.
    public var saveSyn: Int32 = 0
    /// Congestion control algorithm (`cc`).
    public var congestionControl: String?
    /// Bytes of the kernel's receive buffer (`tune.rcvbuf.client`).
    public var receiveBuffer: Int32?
    /// Bytes of the kernel's send buffer (`tune.sndbuf.client`).
    public var sendBuffer: Int32?
    /// Permissions of a UNIX socket's file (`mode`); `nil`: by the umask.
    public var mode: UInt16?
    /// Owner of a UNIX socket's file (`user`, `uid`).
    public var owner: UInt32?
    /// Group of a UNIX socket's file (`group`, `gid`).
    public var group: UInt32?

    public init() {}
}

/// Why a socket could not be bound. ``text`` goes behind `Binding [file:line] for proxy X: ` in HAProxy's messages.
public struct BindFailure: Error, Equatable, Sendable {
    /// The sentence, with the address.
    public let text: String
    /// Trying again may help: another process still holds the address (`ERR_RETRYABLE`).
    public let isRetryable: Bool
    public init(_ text: String, isRetryable: Bool = false) {
        self.text = text
        self.isRetryable = isRetryable
    }
}
