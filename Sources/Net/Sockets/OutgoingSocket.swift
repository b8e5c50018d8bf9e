// Net: connecting to servers.
import Base
import CShims

/// Settings of an outgoing connection (`struct conn_src`, `tcp_connect_server`).
public struct ConnectOptions: Sendable, Equatable {
    /// Address to bind before connecting (`source`).
    public var source: SocketAddress?
    /// Bind addresses that the machine does not have (`source … usesrc`).
    public var transparent = false
    /// Network device (`source … interface`).
    public var interface: String?
    /// Network namespace (`namespace`).
    public var namespace: String?
    /// Send small segments at once (`TCP_NODELAY`).
    public var noDelay = true
    /// TCP keep-alive probes (`option srvtcpka`).
    public var keepAlive = false
    /// `srvtcpka-cnt`, `srvtcpka-idle` and `srvtcpka-intvl`; seconds.
    public var keepAliveCount: Int32?
    public var keepAliveIdle: Int32?
    public var keepAliveInterval: Int32?
    /// Milliseconds that sent data may stay unacknowledged (`tcp-ut`).
    public var userTimeout: Int32?
    /// Type of service and packet mark.
    public var typeOfService: UInt8?
    public var mark: UInt32?
    /// TCP fast open (`tfo`).
    public var fastOpen = false
    /// Delay the last acknowledgement of the handshake so that it carries data (`TCP_QUICKACK` off); set when the client's data is known.
    public var delayAcknowledgement = false
    /// Segment size to announce.
    public var maximumSegment: Int32?
    /// Congestion control algorithm (`cc`).
    public var congestionControl: String?
    /// Bytes of the kernel's buffers (`tune.rcvbuf.server`, `tune.sndbuf.server`).
    public var receiveBuffer: Int32?
    public var sendBuffer: Int32?

    public init() {}
}

/// Why a connection could not even be started.
public enum ConnectFailure: Error, Equatable, Sendable {
    /// The process has no descriptor left; worth an `emerg` log.
    case processLimit
    /// The system has no descriptor or memory left; worth an `emerg` log.
    case systemLimit(Int32)
    /// `source` could not be bound.
    case source(Int32)
    /// No local port is left.
    case noPort
    /// The kernel refused at once: `errno`.
    case refused(Int32)
}

/// Starts connections (`tcp_connect_server`, `uxst_connect_server`, `sockpair_connect_server`).
public enum OutgoingSocket {
    /// A descriptor, non-blocking and closed on exec.
    public struct Started: Equatable, Sendable {
        public let fd: Int32
        /// The connection is established already (UNIX sockets, socket pairs).
        public let isConnected: Bool
    }

    /// Connects without waiting.
    public static func connect(
        to address: SocketAddress, _ options: ConnectOptions = ConnectOptions()
    ) throws(ConnectFailure) -> Started {
        if address.family == .socketPair {
            guard let fd = connectOverSocketPair(address.descriptor ?? -1) else { throw limit(hs_errno()) }
            return Started(fd: fd, isConnected: true)
        }
        let flags = Int32(SOCK_STREAM.rawValue | SOCK_NONBLOCK.rawValue | SOCK_CLOEXEC.rawValue)
        let made: Int32?
        if options.namespace == nil {
            made = socket(address.domain, flags, 0)
        } else {
            made = try? NetworkNamespace.within(options.namespace) { socket(address.domain, flags, 0) }
        }
        guard let fd = made, fd >= 0 else { throw limit(hs_errno()) }
        do throws(ConnectFailure) {
            if address.isInternet {
                tune(fd, options)
                try bind(fd, address, options)
            }
            return try start(fd, address)
        } catch {
            close(fd)
            throw error
        }
    }

    private static func start(_ fd: Int32, _ address: SocketAddress) throws(ConnectFailure) -> Started {
        while address.withSockaddr({ hs_connect(fd, $0, $1) }) != 0 {
            let code = hs_errno()
            switch code {
            case EINTR: continue
            case EINPROGRESS, EALREADY: return Started(fd: fd, isConnected: false)
            case EISCONN: return Started(fd: fd, isConnected: true)
            // Why: EAGAIN means no free local port for TCP, and a full accept queue for UNIX sockets.
            case EAGAIN, EADDRINUSE, EADDRNOTAVAIL:
                throw address.isInternet ? .noPort : .refused(code)
            default: throw .refused(code)
            }
        }
        // Why: TCP may still have something to say (fast open); only local sockets are done for sure.
        return Started(fd: fd, isConnected: !address.isInternet)
    }

    private static func tune(_ fd: Int32, _ options: ConnectOptions) {
        if options.noDelay { SocketOption.set(fd, SocketOption.tcp, TCP_NODELAY) }
        if options.keepAlive {
            SocketOption.set(fd, SOL_SOCKET, SO_KEEPALIVE)
            if let value = options.keepAliveCount { SocketOption.set(fd, SocketOption.tcp, TCP_KEEPCNT, value) }
            if let value = options.keepAliveIdle { SocketOption.set(fd, SocketOption.tcp, TCP_KEEPIDLE, value) }
            if let value = options.keepAliveInterval { SocketOption.set(fd, SocketOption.tcp, TCP_KEEPINTVL, value) }
        }
        if let value = options.userTimeout { SocketOption.set(fd, SocketOption.tcp, TCP_USER_TIMEOUT, value) }
        if let value = options.maximumSegment { SocketOption.set(fd, SocketOption.tcp, TCP_MAXSEG, value) }
        if let name = options.congestionControl { SocketOption.set(fd, SocketOption.tcp, TCP_CONGESTION, text: name) }
        if let value = options.receiveBuffer { SocketOption.set(fd, SOL_SOCKET, SO_RCVBUF, value) }
        if let value = options.sendBuffer { SocketOption.set(fd, SOL_SOCKET, SO_SNDBUF, value) }
        if options.fastOpen { SocketOption.set(fd, SocketOption.tcp, TCP_FASTOPEN_CONNECT) }
        if options.delayAcknowledgement { SocketOption.set(fd, SocketOption.tcp, TCP_QUICKACK, 0) }
        if let value = options.mark { SocketOption.set(fd, SOL_SOCKET, SO_MARK, Int32(bitPattern: value)) }
        if let value = options.typeOfService { setTypeOfService(fd, value) }
    }

    /// Sets the type of service of an IPv4 or IPv6 connection (`conn_set_tos`).
    public static func setTypeOfService(_ fd: Int32, _ value: UInt8) {
        SocketOption.set(fd, SocketOption.ip, IP_TOS, Int32(value))
        SocketOption.set(fd, SocketOption.ipv6, IPV6_TCLASS, Int32(value))
    }

    /// Sets the mark that the kernel's packet filter sees (`conn_set_mark`).
    public static func setMark(_ fd: Int32, _ value: UInt32) {
        SocketOption.set(fd, SOL_SOCKET, SO_MARK, Int32(bitPattern: value))
    }

    private static func bind(_ fd: Int32, _ address: SocketAddress, _ options: ConnectOptions) throws(ConnectFailure) {
        if let interface = options.interface, !SocketOption.set(fd, SOL_SOCKET, SO_BINDTODEVICE, text: interface) {
            throw .source(hs_errno())
        }
        guard let source = options.source, source.family == address.family else { return }
        if options.transparent, !ListeningSocket.makeTransparent(fd, source) { throw .source(hs_errno()) }
        SocketOption.set(fd, SOL_SOCKET, SO_REUSEADDR)
        // Why: without it the kernel picks the port at bind, out of far fewer.
        if source.port == 0 { SocketOption.set(fd, SocketOption.ip, IP_BIND_ADDRESS_NO_PORT) }
        guard source.withSockaddr({ hs_bind(fd, $0, $1) }) == 0 else {
            let code = hs_errno()
            throw code == EADDRINUSE ? .noPort : .source(code)
        }
    }

    private static func limit(_ code: Int32) -> ConnectFailure {
        switch code {
        case EMFILE: .processLimit
        case ENFILE, ENOBUFS, ENOMEM: .systemLimit(code)
        default: .refused(code)
        }
    }
}
