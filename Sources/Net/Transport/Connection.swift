// Net: a connected (or connecting) stream socket.
import Base
import CShims

/// Why a connection failed (`CO_ER_*`).
public enum ConnectionError: UInt8, Sendable {
    case none
    /// Connection refused.
    case refused
    case reset
    case unreachable
    case timedOut
    case brokenPipe
    /// Descriptors or memory ran out.
    case resources
    /// No local port or address left.
    case noAddress
    case proxyHeaderEmpty, proxyHeaderAbort, proxyHeaderTimeout, proxyHeaderTruncated, proxyHeaderInvalid
    case cipEmpty, cipAbort, cipTimeout, cipTruncated, cipInvalid
    case other
}

/// The result of a read or write attempt.
@frozen
public enum Transfer: Equatable, Sendable {
    /// So many bytes moved; more than 0.
    case moved(Int)
    /// Nothing now; the observer is told when to try again.
    case wouldBlock
    /// The peer has closed its writing half (reads only).
    case endOfStream
    /// The connection is broken; ``Connection/error`` tells why.
    case failed
}

/// Who is told about a connection: its mux, or a handshake before there is one.
///
/// Calls come straight from the poller; the observer may close the connection inside.
open class ConnectionObserver {
    public init() {}
    /// The connect finished, or bytes, an end of stream or an error can be fetched.
    open func connectionReadable(_ connection: Connection) {}
    /// Writing may go on.
    open func connectionWritable(_ connection: Connection) {}
}

/// A layer between a connection and its socket, such as TLS (`xprt_ops`). `nil` on a connection means raw bytes.
public protocol Transport: AnyObject {
    func receive(_ connection: Connection, into area: UnsafeMutableBufferPointer<UInt8>) -> Transfer
    func send(_ connection: Connection, _ bytes: ByteView, more: Bool) -> Transfer
    func shutdownWrite(_ connection: Connection)
    func close(_ connection: Connection)
    /// The protocol that ALPN chose.
    var negotiatedProtocol: String? { get }
}

/// A stream socket with its readiness (`struct connection` and its control layer).
///
/// Registered once with epoll, edge-triggered: ``canReceive`` and ``canSend`` remember what the kernel last said.
public final class Connection: FDHandler {
    /// The descriptor, or -1 once closed.
    public private(set) var fd: Int32 = -1
    /// Receives readiness.
    public unowned(unsafe) var observer: ConnectionObserver?
    public var transport: (any Transport)?
    public let loop: EventLoop

    /// Bytes, an end or an error may be waiting in the kernel.
    public private(set) var canReceive = false
    /// The kernel may take bytes.
    public private(set) var canSend = false
    /// The connect has not finished yet (`CO_FL_WAIT_L4_CONN`).
    public private(set) var isConnecting = false
    /// The peer closed its writing half, seen by the poller; bytes may still be there to read.
    public private(set) var peerClosed = false
    /// We closed our writing half.
    public private(set) var writeShut = false
    /// Broken for good; reading what already arrived may still succeed.
    public private(set) var error = ConnectionError.none
    /// The poller has reported an error that no system call has fetched yet.
    public private(set) var errorPending = false
    /// Close with a reset instead of lingering (`CO_FL_NOLINGER`).
    public var noLinger = false

    /// The address of the peer, and the one it connected to, as the socket or a PROXY header tells.
    public var source: SocketAddress?
    public var destination: SocketAddress?

    public init(loop: EventLoop) { self.loop = loop }

    deinit { close() }

    /// Takes over a connected descriptor and starts watching it.
    /// - Parameter mayHaveData: try to read at once (accepted with TCP_DEFER_ACCEPT or not: a try is cheap).
    public func adopt(_ descriptor: Int32, mayHaveData: Bool) {
        reset(descriptor)
        canReceive = mayHaveData
        canSend = true
        loop.register(descriptor, self)
    }

    /// Takes over a descriptor whose connect is under way.
    public func adoptConnecting(_ descriptor: Int32) {
        reset(descriptor)
        isConnecting = true
        loop.register(descriptor, self)
    }

    private func reset(_ descriptor: Int32) {
        fd = descriptor
        canReceive = false
        canSend = false
        isConnecting = false
        peerClosed = false
        writeShut = false
        error = .none
        errorPending = false
        noLinger = false
        source = nil
        destination = nil
        transport = nil
    }

    public override func ready(_ events: IOEvents) {
        if isConnecting { finishConnecting(events) }
        if !events.isDisjoint(with: [.error, .hangUp]) { errorPending = true }
        if events.contains(.peerClosed) { peerClosed = true }
        let readable = !events.isDisjoint(with: [.readable, .error, .hangUp, .peerClosed])
        let mayWrite = events.contains(.writable) && !canSend
        if readable { canReceive = true }
        if events.contains(.writable) { canSend = true }
        if mayWrite, let observer { observer.connectionWritable(self) }
        if readable, fd >= 0, let observer { observer.connectionReadable(self) }
    }

    private func finishConnecting(_ events: IOEvents) {
        if !events.isDisjoint(with: [.error, .hangUp]) {
            var code: Int32 = 0
            var size = socklen_t(MemoryLayout<Int32>.size)
            getsockopt(fd, SOL_SOCKET, SO_ERROR, &code, &size)
            isConnecting = false
            if code != 0 { fail(code) }
        } else if events.contains(.writable) {
            isConnecting = false
        }
    }

    private func fail(_ code: Int32) {
        if error == .none { error = ConnectionError(errno: code) }
    }

    /// Reads once into `area`.
    ///
    /// A read shorter than `area` means that the socket is drained, unless the peer has closed.
    @inline(__always)
    public func receive(into area: UnsafeMutableBufferPointer<UInt8>) -> Transfer {
        guard canReceive else { return error == .none ? .wouldBlock : .failed }
        return receiveNow(into: area)
    }

    private func receiveNow(into area: UnsafeMutableBufferPointer<UInt8>) -> Transfer {
        if let transport {
            let result = transport.receive(self, into: area)
            if case .wouldBlock = result { canReceive = false }
            return result
        }
        while true {
            let count = recv(fd, area.baseAddress, area.count, 0)
            if count > 0 {
                if count < area.count && !peerClosed && !errorPending { canReceive = false }
                return .moved(count)
            }
            if count == 0 {
                peerClosed = true
                canReceive = false
                return .endOfStream
            }
            let code = hs_errno()
            if code == EINTR { continue }
            canReceive = false
            if code == EAGAIN { return error == .none ? .wouldBlock : .failed }
            fail(code)
            return .failed
        }
    }

    /// Writes once. `more`: further bytes follow at once, so a small segment may wait (`MSG_MORE`).
    public func send(_ bytes: ByteView, more: Bool = false) -> Transfer {
        guard canSend else { return error == .none ? .wouldBlock : .failed }
        if let transport {
            let result = transport.send(self, bytes, more: more)
            if case .wouldBlock = result { canSend = false }
            return result
        }
        while true {
            let flags = Int32(MSG_NOSIGNAL) | Int32(MSG_DONTWAIT) | (more ? Int32(MSG_MORE) : 0)
            let count = CShims.send(fd, bytes.baseAddress, bytes.count, flags)
            if count > 0 {
                if count < bytes.count { canSend = false }
                return .moved(count)
            }
            let code = hs_errno()
            if count < 0 && code == EINTR { continue }
            return sendFailed(code)
        }
    }

    /// Writes two runs of bytes with one system call.
    public func send(_ first: ByteView, _ second: ByteView) -> Transfer {
        guard canSend, transport == nil else {
            if transport != nil { return send(first.isEmpty ? second : first, more: !first.isEmpty && !second.isEmpty) }
            return error == .none ? .wouldBlock : .failed
        }
        var vector = (
            iovec(iov_base: UnsafeMutableRawPointer(mutating: first.baseAddress), iov_len: first.count),
            iovec(iov_base: UnsafeMutableRawPointer(mutating: second.baseAddress), iov_len: second.count)
        )
        while true {
            let count = withUnsafeMutablePointer(to: &vector) { pair in
                pair.withMemoryRebound(to: iovec.self, capacity: 2) { entries in
                    var header = msghdr()
                    header.msg_iov = entries
                    header.msg_iovlen = 2
                    return sendmsg(fd, &header, Int32(MSG_NOSIGNAL) | Int32(MSG_DONTWAIT))
                }
            }
            if count > 0 {
                if count < first.count + second.count { canSend = false }
                return .moved(count)
            }
            let code = hs_errno()
            if count < 0 && code == EINTR { continue }
            return sendFailed(code)
        }
    }

    private func sendFailed(_ code: Int32) -> Transfer {
        canSend = false
        if code == EAGAIN || code == ENOBUFS { return .wouldBlock }
        fail(code)
        return .failed
    }

    /// Closes the writing half: the peer reads an end of stream after what was sent.
    public func shutdownWrite() {
        guard fd >= 0, !writeShut else { return }
        writeShut = true
        transport?.shutdownWrite(self)
        shutdown(fd, Int32(SHUT_WR))
    }

    /// Marks the connection broken without a system call (handshake failures).
    public func markFailed(_ reason: ConnectionError) {
        if error == .none { error = reason }
    }

    /// Fetches the pending socket error, if the poller reported one.
    public func fetchError() {
        guard errorPending, error == .none, fd >= 0 else { return }
        var code: Int32 = 0
        var size = socklen_t(MemoryLayout<Int32>.size)
        getsockopt(fd, SOL_SOCKET, SO_ERROR, &code, &size)
        if code != 0 { fail(code) }
    }

    /// Closes the descriptor; with ``noLinger`` a reset is sent.
    public func close() {
        guard fd >= 0 else { return }
        transport?.close(self)
        transport = nil
        if noLinger {
            var linger = linger(l_onoff: 1, l_linger: 0)
            setsockopt(fd, SOL_SOCKET, SO_LINGER, &linger, socklen_t(MemoryLayout<CShims.linger>.size))
        }
        loop.unregister(fd)
        CShims.close(fd)
        fd = -1
        canReceive = false
        canSend = false
        isConnecting = false
    }

    /// The peer's address, asked from the socket at most once.
    public var sourceAddress: SocketAddress? {
        if source == nil, fd >= 0 { source = SocketAddress.peer(of: fd) }
        return source
    }

    /// Our own address as the peer sees it, asked from the socket at most once.
    public var destinationAddress: SocketAddress? {
        if destination == nil, fd >= 0 { destination = SocketAddress.local(of: fd) }
        return destination
    }

    /// Lets the kernel probe a silent peer (`SO_KEEPALIVE`).
    public func enableKeepAlive() {
        var one: Int32 = 1
        setsockopt(fd, SOL_SOCKET, SO_KEEPALIVE, &one, socklen_t(MemoryLayout<Int32>.size))
    }

    /// Sets a TCP option to 1; other families ignore it.
    public func setTCPOption(_ option: Int32) {
        var one: Int32 = 1
        setsockopt(fd, Int32(IPPROTO_TCP), option, &one, socklen_t(MemoryLayout<Int32>.size))
    }
}

extension ConnectionError {
    /// The failure that a system call's `errno` stands for.
    public init(errno code: Int32) {
        self = switch code {
        case ECONNREFUSED: .refused
        case ECONNRESET: .reset
        case EHOSTUNREACH, ENETUNREACH: .unreachable
        case ETIMEDOUT: .timedOut
        case EPIPE: .brokenPipe
        case EMFILE, ENFILE, ENOMEM, ENOBUFS: .resources
        case EADDRNOTAVAIL, EADDRINUSE: .noAddress
        default: .other
        }
    }
}
