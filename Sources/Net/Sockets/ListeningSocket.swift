// Net: a bound address and the descriptors that listen on it.
import Base
import CShims

/// One address of a `bind` line with its descriptors (`struct receiver` and its shards).
///
/// The start of a process goes bind, listen (``open(_:_:shards:inherited:)``) for all sockets, then ``publish()``: until
/// then the forerunner's UNIX sockets stay in place. Not thread-safe; the descriptors may be polled by any thread.
public final class ListeningSocket {
    /// How the socket came to be, which decides what may be done with it.
    public enum Origin: Sendable { case bound, handedOver, configured }

    /// The bound address; for `fd@` the one that the kernel tells.
    public let address: SocketAddress
    /// The address as configured, `fd@` and `sockpair@` included.
    public let configured: SocketAddress
    public let options: ListenOptions
    public let origin: Origin
    /// One descriptor a thread (``SO_REUSEPORT``), or a single one that all threads share. Empty once closed.
    public private(set) var descriptors: [Int32]
    /// Sentences of `warning` level about options that the kernel refused.
    public let warnings: [String]
    /// Connections arrive as descriptors in messages (`sockpair@`).
    public var passesConnections: Bool { configured.family == .socketPair }
    /// Listening was stopped by ``pause()``.
    public private(set) var isPaused = false

    private var temporaryPath: String?
    private var publishedFile: (device: UInt64, inode: UInt64)?

    private init(
        address: SocketAddress, configured: SocketAddress, options: ListenOptions, origin: Origin, descriptors: [Int32],
        warnings: [String] = [], temporaryPath: String? = nil
    ) {
        self.address = address
        self.configured = configured
        self.options = options
        self.origin = origin
        self.descriptors = descriptors
        self.warnings = warnings
        self.temporaryPath = temporaryPath
    }

    /// Binds and listens (`sock_inet_bind_receiver`, `sock_unix_bind_receiver`, `sockpair_bind_receiver`, `tcp_bind_listener`).
    /// - Parameters:
    ///   - shards: descriptors wanted; only TCP with ``ListenOptions/reusePort`` gets more than one.
    ///   - inherited: descriptors of the previous process (`-x`), used when they fit.
    public static func open(
        _ configured: SocketAddress, _ options: ListenOptions, shards: Int = 1, inherited: HandedSockets? = nil
    ) throws(BindFailure) -> ListeningSocket {
        switch configured.family {
        case .descriptor, .socketPair: try adopt(configured, options)
        case .ipv4, .ipv6: try openInternet(configured, options, shards: options.reusePort ? max(1, shards) : 1, inherited)
        case .unix, .abstract, .abstractTerminated: try UnixListening.open(configured, options, inherited)
        case .none: throw BindFailure("no address to bind")
        }
    }

    /// Used by ``UnixListening``.
    static func make(
        _ address: SocketAddress, _ options: ListenOptions, _ origin: Origin, _ fd: Int32, temporaryPath: String? = nil
    ) -> ListeningSocket {
        ListeningSocket(
            address: address, configured: address, options: options, origin: origin, descriptors: [fd], temporaryPath: temporaryPath)
    }

    private static func adopt(_ configured: SocketAddress, _ options: ListenOptions) throws(BindFailure) -> ListeningSocket {
        let fd = configured.descriptor ?? -1
        guard hs_fcntl(fd, F_GETFD, 0) >= 0 else {
            throw BindFailure("cannot use file descriptor '\(fd)' : \(errorText(hs_errno())).")
        }
        let address = SocketAddress.local(of: fd)
        if configured.family == .socketPair {
            guard SocketOption.get(fd, SOL_SOCKET, SO_DOMAIN) == AF_UNIX,
                SocketOption.get(fd, SOL_SOCKET, SO_TYPE) == Int32(SOCK_STREAM.rawValue)
            else { throw BindFailure("file descriptor '\(fd)' is not a UNIX stream socket for [\(configured.text)]") }
        } else {
            guard SocketOption.get(fd, SOL_SOCKET, SO_TYPE) == Int32(SOCK_STREAM.rawValue) else {
                throw BindFailure("file descriptor '\(fd)' is not a stream socket for [\(configured.text)]")
            }
            // Why: `fd@` sockets that a parent has only bound are made to listen, which HAProxy does too.
            if SocketOption.get(fd, SOL_SOCKET, SO_ACCEPTCONN) != 1, listen(fd, options.backlog) != 0 {
                throw BindFailure("cannot listen to socket (\(errorText(hs_errno()))) for [\(address.text)]")
            }
        }
        guard prepareDescriptor(fd) else {
            throw BindFailure("cannot make socket non-blocking (\(errorText(hs_errno()))) for [\(address.text)]")
        }
        let warnings = address.isInternet ? tune(fd, options, address) : []
        return ListeningSocket(
            address: address, configured: configured, options: options, origin: .configured, descriptors: [fd], warnings: warnings)
    }

    private static func openInternet(
        _ address: SocketAddress, _ options: ListenOptions, shards: Int, _ inherited: HandedSockets?
    ) throws(BindFailure) -> ListeningSocket {
        var descriptors: [Int32] = []
        var origin = Origin.bound
        var warnings: [String] = []
        do throws(BindFailure) {
            for shard in 0..<shards {
                let fd: Int32
                if let handed = inherited?.take(address, options) {
                    fd = handed
                    origin = .handedOver
                } else {
                    // Why: a handed-over socket without SO_REUSEPORT cannot be joined by a second one.
                    if shard > 0, origin == .handedOver,
                        SocketOption.get(descriptors[0], SOL_SOCKET, SO_REUSEPORT) != 1 { break }
                    fd = try bindOne(address.with(port: address.port == 0 && shard > 0
                        ? SocketAddress.local(of: descriptors[0]).port : address.port), options)
                }
                descriptors.append(fd)
                let told = tune(fd, options, address)
                if shard == 0 { warnings = told }
                // Why: a kernel that saves no SYN or knows no fast open still serves.
                guard listen(fd, options.backlog) == 0 else {
                    throw BindFailure("cannot listen to socket (\(errorText(hs_errno()))) for [\(address.text)]", isRetryable: true)
                }
            }
        } catch {
            for fd in descriptors { CShims.close(fd) }
            throw error
        }
        let bound = address.port == 0 ? SocketAddress.local(of: descriptors[0]) : address
        return ListeningSocket(
            address: bound, configured: address, options: options, origin: origin, descriptors: descriptors, warnings: warnings)
    }

    private static func bindOne(_ address: SocketAddress, _ options: ListenOptions) throws(BindFailure) -> Int32 {
        let place = "for [\(address.text)]"
        let fd = try NetworkNamespace.within(options.namespace) {
            socket(address.domain, Int32(SOCK_STREAM.rawValue | SOCK_NONBLOCK.rawValue | SOCK_CLOEXEC.rawValue), 0)
        }
        guard fd >= 0 else { throw BindFailure("cannot create receiving socket (\(errorText(hs_errno()))) \(place)", isRetryable: true) }
        SocketOption.set(fd, SOL_SOCKET, SO_REUSEADDR)
        if options.reusePort { SocketOption.set(fd, SOL_SOCKET, SO_REUSEPORT) }
        if options.transparent, !makeTransparent(fd, address) {
            let code = hs_errno()
            CShims.close(fd)
            throw BindFailure("cannot make receiving socket transparent (\(errorText(code))) \(place)")
        }
        if address.family == .ipv6, let only = options.onlyIPv6 {
            SocketOption.set(fd, SocketOption.ipv6, IPV6_V6ONLY, only ? 1 : 0)
        }
        // Why: bound before the device is, as HAProxy does; a wrong device is a warning there, but then the
        // socket would listen everywhere. Refusing is safer.
        if let interface = options.interface, !SocketOption.set(fd, SOL_SOCKET, SO_BINDTODEVICE, text: interface) {
            let code = hs_errno()
            CShims.close(fd)
            throw BindFailure("cannot bind receiver to device '\(interface)' (\(errorText(code))) \(place)")
        }
        guard address.withSockaddr({ hs_bind(fd, $0, $1) }) == 0 else {
            let code = hs_errno()
            CShims.close(fd)
            throw BindFailure("cannot bind socket (\(errorText(code))) \(place)", isRetryable: code == EADDRINUSE)
        }
        return fd
    }

    /// Lets a socket use addresses that the machine does not have (`sock_inet4_make_foreign`).
    static func makeTransparent(_ fd: Int32, _ address: SocketAddress) -> Bool {
        address.family == .ipv6
            ? SocketOption.set(fd, SocketOption.ipv6, IPV6_TRANSPARENT) : SocketOption.set(fd, SocketOption.ip, IP_TRANSPARENT)
    }

    /// Applies what HAProxy only warns about.
    private static func tune(_ fd: Int32, _ options: ListenOptions, _ address: SocketAddress) -> [String] {
        var warnings: [String] = []
        func need(_ accepted: Bool, _ what: String) {
            if !accepted { warnings.append("\(what) (\(errorText(hs_errno()))) for [\(address.text)]") }
        }
        if let wanted = options.maximumSegment {
            // Why: a negative value shortens what the kernel offers by itself.
            let value = wanted > 0 ? wanted : max(1, (SocketOption.get(fd, SocketOption.tcp, TCP_MAXSEG) ?? 1460) + wanted)
            need(SocketOption.set(fd, SocketOption.tcp, TCP_MAXSEG, value), "cannot set MSS to \(wanted)")
        }
        if let value = options.userTimeout {
            need(SocketOption.set(fd, SocketOption.tcp, TCP_USER_TIMEOUT, value), "cannot set TCP User Timeout")
        }
        if options.deferAccept {
            need(SocketOption.set(fd, SocketOption.tcp, TCP_DEFER_ACCEPT, 60), "cannot enable DEFER_ACCEPT")
        }
        if options.fastOpen {
            need(SocketOption.set(fd, SocketOption.tcp, TCP_FASTOPEN, options.backlog), "cannot enable TCP_FASTOPEN")
        }
        if options.saveSyn > 0 {
            need(SocketOption.set(fd, SocketOption.tcp, TCP_SAVE_SYN, options.saveSyn), "cannot set TCP_SAVE_SYN")
        }
        if let name = options.congestionControl {
            need(SocketOption.set(fd, SocketOption.tcp, TCP_CONGESTION, text: name), "cannot set congestion control algorithm '\(name)'")
        }
        if let size = options.receiveBuffer { SocketOption.set(fd, SOL_SOCKET, SO_RCVBUF, size) }
        if let size = options.sendBuffer { SocketOption.set(fd, SOL_SOCKET, SO_SNDBUF, size) }
        return warnings
    }

    // MARK: Life

    /// Puts a UNIX socket where its clients look for it, over the previous process's. No effect on other families.
    public func publish() throws(BindFailure) {
        guard let temporary = temporaryPath else { return }
        guard rename(temporary, address.path) == 0 else {
            throw BindFailure("cannot switch final and temporary UNIX sockets (\(errorText(hs_errno()))) [\(address.path)]")
        }
        temporaryPath = nil
        publishedFile = UnixListening.identity(of: address.path)
    }

    /// Stops listening but keeps the address, so that another process may listen (SIGTTOU; `tcp_suspend_receiver`).
    ///
    /// Sockets from the configuration (`fd@`) and UNIX sockets stay as they are: only polling should stop.
    /// - Returns: whether the kernel has stopped listening.
    @discardableResult
    public func pause() -> Bool {
        guard address.isInternet, origin != .configured, !isPaused else { return isPaused }
        // Why: dissolving an association that a listener does not have takes it out of LISTEN and keeps its
        // port (unless the kernel chose it), as nothing else does.
        var nowhere = sockaddr()
        nowhere.sa_family = sa_family_t(AF_UNSPEC)
        for fd in descriptors { _ = hs_connect(fd, &nowhere, socklen_t(MemoryLayout<sockaddr>.size)) }
        isPaused = true
        return true
    }

    /// Listens again after ``pause()`` (SIGTTIN; `tcp_resume_receiver`).
    /// - Returns: false when another process has the address now.
    public func resume() -> Bool {
        guard isPaused else { return true }
        for fd in descriptors where listen(fd, options.backlog) != 0 { return false }
        isPaused = false
        return true
    }

    /// Closes every descriptor. With `removingFile` a UNIX socket's file goes too, if it is still this socket's.
    public func close(removingFile: Bool = false) {
        for fd in descriptors { CShims.close(fd) }
        descriptors = []
        if let temporary = temporaryPath {
            unlink(temporary)
            temporaryPath = nil
        }
        if removingFile, let published = publishedFile {
            if let present = UnixListening.identity(of: address.path), present == published { unlink(address.path) }
            publishedFile = nil
        }
    }
}
