// Streams: what follows when servers come and go.
import Base
import Net
import Proxies

extension Worker {
    /// Carries out what a change of server states asks for: logs, ends of streams, slow start, idle connections.
    public func apply(_ change: StateChange) {
        for (proxy, message) in change.messages {
            let level: SyslogLevel = switch message.level {
            case .notice: .notice
            case .alert: .alert
            case .emergency: .emergency
            }
            log.send(message.text, level: level, about: proxy, wall: loop.wall)
        }
        for server in change.warmingUp { SlowStart.begin(server, self) }
        guard !change.endSessions.isEmpty || !change.endBackupSessions.isEmpty || !change.closeIdle.isEmpty else { return }
        for worker in process.workers.all {
            worker.loop.post { [unowned(unsafe) worker] in
                for server in change.closeIdle + change.endSessions { worker.closeIdle(server) }
                for stream in worker.streamList.snapshot {
                    guard let server = stream.server else { continue }
                    if change.endSessions.contains(where: { $0 === server }) {
                        stream.shutdown(.down)
                    } else if server.isBackup, change.endBackupSessions.contains(where: { $0 === server.proxy }) {
                        stream.shutdown(.up)
                    }
                }
            }
        }
    }

    @inline(__always) func noteBytesOut(_ count: UInt64) {
        let second = loop.now / 1000
        if bytesOutRate.second != second {
            bytesOutRate = (second, 0, bytesOutRate.second == second - 1 ? bytesOutRate.now : 0)
        }
        bytesOutRate.now &+= count
    }

    /// Bytes sent to clients in the last second; a hint when another thread asks.
    public func bytesOutPerSecond(at now: Tick) -> UInt64 {
        let (second, current, before) = bytesOutRate
        let rest = UInt64(1000 - now % 1000)
        if second == now / 1000 { return current &+ before &* rest / 1000 }
        return second == now / 1000 - 1 ? current &* rest / 1000 : 0
    }

    /// Idle connections that this thread keeps to `server`; a hint when another thread asks.
    public func idleCount(of server: Server) -> Int { idle[server.slot].count }

    /// A limit grew: acceptors that wait for a place look again. Only from this thread.
    public func resumeAcceptors() { resumeWaiting() }

    /// Stops or starts accepting for one frontend. Only from this thread.
    public func setListening(_ proxy: Proxy, _ isOn: Bool) {
        for acceptor in acceptors where acceptor.listener.proxy === proxy {
            if isOn { acceptor.start() } else { acceptor.stop() }
        }
    }

    /// The descriptors that this thread accepts on, each with what it is for (`show fd`).
    public var listenerDescriptors: [(fd: Int32, text: String)] {
        acceptors.map { acceptor in
            let listener = acceptor.listener
            return (acceptor.fd, "owner=listener l.st=\(listener.statusText) fe=\(listener.proxy.name) \(listener.address.text)")
        }
    }
}

extension Stream {
    /// Ends the stream from outside, once (`stream_shutdown`).
    /// - Parameter reason: first letter of its termination state.
    public func shutdown(_ reason: ErrorCode) {
        guard !flags.contains(.killed), back.flags.isDisjoint(with: [.shutDone, .shutWanted]) || !isHTTP else { return }
        flags.insert(.killed)
        if errorCode == .none { errorCode = reason }
        if isHTTP, finishCode == .none, back.state >= .established, transaction.responseState < .data { finishCode = .connect }
        setFinish()
        // Why: 3.4 answers nothing and logs 500 when no response had begun.
        if isHTTP, transaction.status < 0 { transaction.status = 500 }
        request.analysers = []
        response.analysers = []
        endBothSides()
        wake(.message)
    }

    /// Changes how long the client may stay silent (`set timeout cli`).
    public func setClientTimeout(_ milliseconds: Int64) {
        front.ioTimeout = milliseconds
        refreshExpiry()
    }
}

/// Renews the weight of a server in slow start until it has its full one (`server_warmup`).
final class SlowStart: Task {
    private let server: Server
    private unowned(unsafe) let worker: Worker

    private init(_ server: Server, _ worker: Worker) {
        self.server = server
        self.worker = worker
        super.init(loop: worker.loop)
    }

    static func begin(_ server: Server, _ worker: Worker) {
        if worker.slowStarts.contains(where: { $0.server === server }) { return }
        let task = SlowStart(server, worker)
        worker.slowStarts.append(task)
        task.arm()
    }

    private func arm() {
        expire = loop.now + server.slowstartInterval
        loop.schedule(self)
    }

    override func run(_ reasons: WakeReasons) {
        expire = .eternity
        if server.warmUp(now: loop.now) { return arm() }
        worker.slowStarts.removeAll { $0 === self }
    }
}
