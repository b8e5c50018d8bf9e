// Streams: what comes before the first request on a connection (`accept-proxy`, `accept-netscaler-cip`).
import Base
import CShims
import Net
import Proxies

/// Waits for the headers that a `bind` line wants in front of everything, then completes the session
/// (`conn_recv_proxy`, `conn_recv_netscaler_cip`, `session_expire_embryonic`).
///
/// Bytes are only looked at (`MSG_PEEK`) until a header is complete, so that what follows it stays for the mux.
final class Handshake: Task {
    /// A header to expect.
    private enum Step { case netscaler(UInt32), proxy }

    /// Passes readiness on: a task cannot be an observer, too.
    private final class Observer: ConnectionObserver {
        unowned(unsafe) var handshake: Handshake?
        override func connectionReadable(_ connection: Connection) { handshake?.look() }
    }

    private let observer = Observer()
    // Why strong: until a mux takes over, nobody else holds them.
    private var session: Session?
    private var connection: Connection?
    private var steps: [Step] = []

    private init(worker: Worker) {
        super.init(loop: worker.loop)
        observer.handshake = self
        steps.reserveCapacity(2)
    }

    /// Begins with what has arrived already; comes back when more does, or at the end of `timeout client-hs` (else `client`).
    static func start(_ session: Session, _ connection: Connection) {
        let worker = session.worker
        let handshake = worker.handshakes.take { Handshake(worker: worker) }
        handshake.session = session
        handshake.connection = connection
        handshake.steps.removeAll(keepingCapacity: true)
        if let settings = session.listener?.settings {
            // The last one comes first on the wire of `removeLast`.
            if settings.acceptProxy { handshake.steps.append(.proxy) }
            if let magic = settings.netscalerMagic { handshake.steps.append(.netscaler(magic)) }
        }
        connection.observer = handshake.observer
        let timeouts = session.frontend.settings.timeouts
        if let limit = timeouts.clientHandshake ?? timeouts.client {
            handshake.expire = worker.loop.now + limit
            worker.loop.schedule(handshake)
        }
        // Why: keeps the handshake while nobody else holds it; ended by `finish`.
        handshake.own = handshake
        handshake.look()
    }
    private var own: Handshake?

    // MARK: Progress

    private func look() {
        guard let session, let connection else { return }
        let worker = session.worker
        while let step = steps.last {
            var buffer = worker.buffers.take()
            defer { worker.buffers.give(&buffer) }
            let area = buffer.writable
            let count = peek(connection.fd, area)
            guard count > 0 else {
                // Nothing now is no failure; an end or an error is.
                if count == 0 { return fail(.closed) }
                if hs_errno() != EAGAIN { return fail(.broken) }
                return
            }
            let view = ByteView(start: area.baseAddress, count: count)
            guard let length = accept(view, step, connection, limit: area.count) else { return }
            if length == 0 {
                // The rest can no longer come when the client has closed.
                if connection.peerClosed, peekEnded(connection.fd, beyond: count) { return fail(.truncated) }
                return
            }
            recv(connection.fd, area.baseAddress, length, 0)
            steps.removeLast()
        }
        finish()
        worker.complete(session)
    }

    private func peek(_ fd: Int32, _ area: UnsafeMutableBufferPointer<UInt8>) -> Int {
        while true {
            let count = recv(fd, area.baseAddress, area.count, Int32(MSG_PEEK))
            if count >= 0 || hs_errno() != EINTR { return count }
        }
    }

    /// Whether the kernel holds no more than what was seen, which with a closed peer means that no more will come.
    private func peekEnded(_ fd: Int32, beyond count: Int) -> Bool {
        var waiting: Int32 = 0
        return hs_ioctl_int(fd, UInt(FIONREAD), &waiting) == 0 && Int(waiting) <= count
    }

    /// - Returns: the header's length, 0 while it is incomplete, `nil` when the connection has been ended.
    private func accept(_ bytes: ByteView, _ step: Step, _ connection: Connection, limit: Int) -> Int? {
        switch step {
        case .proxy:
            do throws(ProxyHeader.Failure) {
                guard let header = try ProxyHeader.parse(bytes, limit: limit) else { return 0 }
                if header.source.isInternet {
                    connection.source = header.source
                    connection.destination = header.destination
                }
                return header.length
            } catch {
                fail(.proxy(error))
                return nil
            }
        case .netscaler(let magic):
            do throws(NetScalerHeader.Failure) {
                guard let header = try NetScalerHeader.parse(bytes, magic: magic, limit: limit) else { return 0 }
                connection.source = header.source
                connection.destination = header.destination
                return header.length
            } catch {
                fail(.netscaler(error))
                return nil
            }
        }
    }

    // MARK: Ends

    /// Why there will be no session.
    private enum Failure {
        case closed, broken, timeout, truncated
        case proxy(ProxyHeader.Failure), netscaler(NetScalerHeader.Failure)
    }

    override func run(_ reasons: WakeReasons) {
        guard session != nil, loop.now >= expire else { return }
        fail(.timeout)
    }

    private func fail(_ failure: Failure) {
        guard let session, let connection else { return }
        let (error, text) = describe(failure)
        connection.markFailed(error)
        let isSilent: Bool = if case .closed = failure { session.frontend.settings.options.contains(.dontlognull) } else { false }
        if !isSilent { session.logConnectionError(text) }
        let worker = session.worker
        finish()
        worker.give(connection)
        session.free()
    }

    /// The error and its sentence in the log (`conn_err_code_str`).
    private func describe(_ failure: Failure) -> (ConnectionError, StaticString) {
        let isProxy = if case .netscaler? = steps.last { false } else { true }
        switch failure {
        case .closed:
            return isProxy ? (.proxyHeaderEmpty, "Connection closed while waiting for PROXY protocol header")
                : (.cipEmpty, "Connection closed while waiting for NetScaler Client IP header")
        case .broken:
            return isProxy ? (.proxyHeaderAbort, "Connection error while waiting for PROXY protocol header")
                : (.cipAbort, "Connection error while waiting for NetScaler Client IP header")
        case .timeout:
            return isProxy ? (.proxyHeaderTimeout, "Timeout while waiting for PROXY protocol header")
                : (.cipTimeout, "Timeout while waiting for a NetScaler Client IP header")
        case .truncated:
            return isProxy ? (.proxyHeaderTruncated, "Truncated PROXY protocol header received")
                : (.cipTruncated, "Truncated NetScaler Client IP header received")
        case .proxy(.notHeader): return (.proxyHeaderInvalid, "Received something which does not look like a PROXY protocol header")
        case .proxy(.badHeader): return (.proxyHeaderInvalid, "Received an invalid PROXY protocol header")
        case .proxy(.badProtocol): return (.proxyHeaderInvalid, "Received an unhandled protocol in the PROXY protocol header")
        case .netscaler(.badMagic): return (.cipInvalid, "Received an invalid NetScaler Client IP magic number")
        case .netscaler(.badProtocol): return (.cipInvalid, "Received an unhandled protocol in the NetScaler Client IP header")
        case .netscaler(.truncated): return (.cipTruncated, "Truncated NetScaler Client IP header received")
        }
    }

    private func finish() {
        guard let session else { return }
        cancel()
        connection?.observer = nil
        self.session = nil
        connection = nil
        session.worker.handshakes.give(self)
        own = nil
    }
}
