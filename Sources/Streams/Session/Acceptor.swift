// Streams: taking connections in.
import Base
import CShims
import Net
import Proxies

/// Accepts connections of one listening descriptor on one thread (`listener_accept`).
///
/// Excess connections wait in the kernel's backlog: a listener whose own limit, frontend's or process's limit is reached
/// stops accepting until a place is free.
public final class Acceptor: FDHandler {
    public let listener: Listener
    public let fd: Int32
    let worker: Worker
    private let maxAccept: Int
    private var timer: AcceptTimer!
    /// Waits for a place or a moment.
    private var isWaiting = false
    private var registered = false

    /// - Parameter fd: listening and non-blocking.
    public init(_ listener: Listener, fd: Int32, worker: Worker) {
        self.listener = listener
        self.fd = fd
        self.worker = worker
        let limit = worker.configuration.global.tune.maxaccept
        maxAccept = limit < 0 ? Int.max : max(1, limit)
        super.init()
        timer = AcceptTimer(self, loop: worker.loop)
    }

    /// Starts accepting.
    public func start() {
        guard !registered else { return }
        registered = true
        // Why: level-triggered, so that a batch smaller than the backlog goes on in the next round.
        worker.loop.register(fd, self, readOnly: true, levelTriggered: true)
        listener.state.store(.ready, ordering: .relaxed)
    }

    /// Stops accepting; the descriptor stays open.
    public func stop() {
        timer.expire = .eternity
        guard registered else { return }
        registered = false
        worker.loop.unregister(fd, stillOpen: true)
    }

    /// Takes in what waits in the kernel's queue, as far as limits allow: closing the descriptor would reset it.
    func drain() {
        var waiting = pollfd(fd: fd, events: Int16(POLLIN), revents: 0)
        for _ in 0..<4096 where registered {
            guard poll(&waiting, 1, 0) == 1, waiting.revents & Int16(POLLIN) != 0 else { return }
            ready(.readable)
        }
    }

    public override func ready(_ events: IOEvents) {
        var left = maxAccept
        let frontend = listener.proxy
        let process = worker.process
        while left > 0 {
            left -= 1
            if let wait = rateWait(frontend) {
                pause(.limited, milliseconds: wait)
                return
            }
            guard listener.takeConnection() else {
                pause(.full, milliseconds: nil)
                return
            }
            guard frontend.takeConnection() else {
                listener.releaseConnection()
                pause(.limited, milliseconds: nil)
                return
            }
            // Why: the CLI must answer when traffic has used everything up (`LI_O_UNLIMITED`).
            let isInternal = frontend.makeApplet != nil
            let limit = process.maxconn.load(ordering: .relaxed)
            if !isInternal, process.connections.wrappingAdd(1, ordering: .relaxed).newValue > limit, limit > 0 {
                process.connections.wrappingSubtract(1, ordering: .relaxed)
                process.maxconnReached.wrappingAdd(1, ordering: .relaxed)
                frontend.releaseConnection()
                listener.releaseConnection()
                pause(.limited, milliseconds: 1000)
                return
            }
            let accepted = listener.address.family == .socketPair ? Accepted.passed(over: fd) : Accepted.from(fd)
            if case .connection(let descriptor, let source) = accepted {
                worker.accepted(descriptor, on: listener, source: source)
                continue
            }
            if !isInternal { process.connections.wrappingSubtract(1, ordering: .relaxed) }
            frontend.releaseConnection()
            listener.releaseConnection()
            switch accepted {
            case .connection, .drained: break
            case .processLimit:
                worker.reportDescriptorLimit(frontend, "process FD limit")
                pause(.limited, milliseconds: 100)
            case .systemLimit(let code):
                worker.reportDescriptorLimit(frontend, code == ENFILE ? "system FD limit" : "system memory limit")
                pause(.limited, milliseconds: 100)
            case .failed(let code):
                if code != ECONNABORTED { pause(.limited, milliseconds: 100) }
            }
            return
        }
    }

    /// Milliseconds until a rate limit allows the next connection; `nil` = now.
    private func rateWait(_ frontend: Proxy) -> Int64? {
        let now = worker.loop.now
        let process = worker.process
        var wait: Int64?
        let connections = process.connectionRateLimit.load(ordering: .relaxed)
        if connections > 0 { wait = process.connectionRate.wait(limit: connections, now: now) }
        let sessions = process.sessionRateLimit.load(ordering: .relaxed)
        if wait == nil, sessions > 0 { wait = process.sessionRate.wait(limit: sessions, now: now) }
        if wait == nil, frontend.settings.rateLimitSessions > 0 {
            let rate = frontend.frontendCounters.rate(.sessions, at: now)
            if rate >= frontend.settings.rateLimitSessions { wait = min(20, max(1, 1000 / Int64(frontend.settings.rateLimitSessions))) }
        }
        return wait
    }

    private func pause(_ state: Listener.State, milliseconds: Int64?) {
        isWaiting = true
        listener.state.store(state, ordering: .relaxed)
        worker.waiting(self)
        stop()
        if let milliseconds {
            timer.expire = worker.loop.now + milliseconds
            worker.loop.schedule(timer)
        }
    }

    /// Accepts again, if it was waiting for a place or a moment.
    public func resumeIfWaiting() {
        guard isWaiting else { return }
        isWaiting = false
        timer.expire = .eternity
        start()
    }
}

private final class AcceptTimer: Task {
    unowned(unsafe) let acceptor: Acceptor
    init(_ acceptor: Acceptor, loop: EventLoop) {
        self.acceptor = acceptor
        super.init(loop: loop)
    }
    override func run(_ reasons: WakeReasons) {
        expire = .eternity
        acceptor.resumeIfWaiting()
    }
}

extension Worker {
    func waiting(_ acceptor: Acceptor) {
        if !waitingAcceptors.contains(where: { $0 === acceptor }) { waitingAcceptors.append(acceptor) }
    }

    /// A client's connection ended: acceptors that wait for a place may have one.
    func connectionReleased(_ listener: Listener) {
        process.wakeWaiting(except: self)
        resumeWaiting()
    }

    func resumeWaiting() {
        guard !waitingAcceptors.isEmpty else { return }
        let waiting = waitingAcceptors
        waitingAcceptors.removeAll(keepingCapacity: true)
        for acceptor in waiting { acceptor.resumeIfWaiting() }
    }

    /// Tells the administrator, once a second at most, that descriptors ran out.
    func reportDescriptorLimit(_ frontend: Proxy, _ what: String) {
        guard loop.now - lastDescriptorReport >= 1000 else { return }
        lastDescriptorReport = loop.now
        log.send(
            "Proxy \(frontend.name) reached \(what) (maxsock=\(process.maxsock)). Please check 'ulimit-n' and restart.", level: .emergency,
            about: frontend, wall: loop.wall)
    }
}
