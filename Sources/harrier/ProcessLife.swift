// harrier: signals, and how the process ends.
import Base
import CShims
import Config
import Net
import Proxies
import Streams
import Synchronization

/// Follows signals on the first thread: soft stop, pause, resume, dump, end.
final class ProcessLife: Task {
    /// Everything that is read by the loop instead of interrupting a thread.
    static let signals: [Int32] = [SIGINT, SIGTERM, SIGUSR1, SIGUSR2, SIGTTOU, SIGTTIN, SIGHUP, SIGQUIT]

    /// Where the process stands.
    private enum Phase { case serving, grace, stopping, hardStopped }
    private var phase = Phase.serving
    private let engine: Engine
    private let listeners: ProcessListeners
    private let report: (Severity, String) -> Void
    private var reader: SignalReader?
    private var softStopAt: Tick = .eternity
    private var hardStopAt: Tick = .eternity
    private var spreadUntil: Tick = .eternity
    private var spreadFrom: Tick = 0
    /// The process's exit status.
    private(set) var status: Int32 = 0

    /// Milliseconds between two looks at what is left of a soft stop.
    private static let interval: Tick = 20

    init(_ engine: Engine, listeners: ProcessListeners, report: @escaping (Severity, String) -> Void) {
        self.engine = engine
        self.listeners = listeners
        self.report = report
        super.init(loop: engine.workers[0].loop)
        reader = SignalReader(Self.signals, loop: loop) { [unowned self] number in received(number) }
    }

    private func received(_ number: Int32) {
        switch number {
        case SIGINT, SIGTERM:
            // Why: the files of UNIX sockets would outlive us.
            listeners.close()
            SignalReader.die(by: number)
        case SIGUSR1: softStop()
        case SIGTTOU: pause()
        case SIGTTIN: resume()
        case SIGHUP: dump()
        case SIGQUIT: tell(.notice, .notice, "Pools: see 'show pools' and 'show activity' on the stats socket.")
        default: break
        }
    }

    // MARK: Messages

    /// Tells the terminal and the logs, about a proxy or the process.
    private func tell(_ severity: Severity, _ level: SyslogLevel, _ text: String, about proxy: Proxy? = nil) {
        report(severity, text)
        if let proxy { proxy.log(level, text) } else { engine.workers[0].log.send(text, level: level, wall: loop.wall) }
    }

    private func name(_ proxy: Proxy) -> String { "\(proxy.settings.displayKind) \(proxy.name)" }

    // MARK: Pause

    private func pause() {
        guard phase == .serving else { return }
        for proxy in listeners.frontends where proxy.frontendState.load(ordering: .relaxed) == .open {
            listeners.pause(proxy)
            tell(.warning, .warning, "Paused \(name(proxy)).", about: proxy)
        }
    }

    private func resume() {
        guard phase == .serving else { return }
        for proxy in listeners.frontends where proxy.frontendState.load(ordering: .relaxed) == .paused {
            if listeners.resume(proxy) {
                tell(.warning, .warning, "Resumed \(name(proxy)).", about: proxy)
            } else {
                tell(.warning, .warning, "Port busy while trying to enable \(name(proxy)).", about: proxy)
            }
        }
    }

    // MARK: Soft stop

    /// `soft_stop`: at once, or after `grace`.
    private func softStop() {
        guard phase == .serving else { return }
        if let grace = engine.configuration.global.grace, grace > 0 {
            phase = .grace
            softStopAt = loop.now + grace
            tell(.warning, .warning, "Scheduling a soft-stop in \(grace) ms.")
            expire = softStopAt
            loop.schedule(self)
        } else {
            beginSoftStop()
        }
    }

    private func beginSoftStop() {
        phase = .stopping
        let global = engine.configuration.global
        if let limit = global.hardStopAfter { hardStopAt = loop.now + limit }
        engine.process.stopping.store(true, ordering: .relaxed)
        for proxy in listeners.frontends { listeners.shut(proxy) }
        for proxy in engine.configuration.proxies where !proxy.settings.disabled {
            tell(.warning, .warning, "Proxy \(proxy.name) stopped (cumulated conns: FE: \(proxy.frontendCounters.total(.connections)), "
                + "BE: \(proxy.backendCounters.total(.connections))).", about: proxy)
        }
        spreadFrom = loop.now
        spreadUntil = loop.now + (global.closeSpreadTime ?? 0)
        watch()
    }

    /// Looks at what is left, closes what is idle, and comes back.
    private func watch() {
        let spread = engine.configuration.global.closeSpreadTime
        if spread == nil || loop.now >= spreadUntil {
            closeIdle(share: 1)
        } else if let spread, spread != .max {
            // Why: each look closes its share of what remains, so that all are gone evenly by the end of the window.
            closeIdle(share: Double(Self.interval) / Double(max(Self.interval, spreadUntil - loop.now)))
        }
        if engine.isIdle {
            loop.stopped = true
            return
        }
        if loop.now >= hardStopAt { hardStop() }
        expire = min(loop.now + Self.interval, max(loop.now + 1, hardStopAt))
        loop.schedule(self)
    }

    private func closeIdle(share: Double) {
        for worker in engine.workers {
            worker.loop.post { worker.idleFronts.close(share: share) }
        }
    }

    /// `hard_stop`: streams are killed; what resists has a second.
    private func hardStop() {
        if phase == .hardStopped {
            tell(.warning, .warning, "Some tasks resisted to hard-stop, exiting now.")
            loop.stopped = true
            return
        }
        phase = .hardStopped
        hardStopAt = loop.now + 1000
        tell(.warning, .warning, "soft-stop running for too long, performing a hard-stop.")
        for proxy in engine.configuration.proxies where proxy.isFrontend {
            let left = proxy.feconn.load(ordering: .relaxed)
            if left > 0 {
                tell(.warning, .warning, "Proxy \(proxy.name) hard-stopped (\(left) remaining conns will be closed).", about: proxy)
            }
        }
        for worker in engine.workers {
            worker.loop.post {
                worker.idleFronts.closeAll()
                for stream in worker.streamList.snapshot { stream.shutdown(.killed) }
            }
        }
    }

    override func run(_ reasons: WakeReasons) {
        switch phase {
        case .serving: break
        case .grace:
            guard loop.now >= softStopAt else { return }
            tell(.notice, .notice, "Grace period expired, proceeding with soft-stop now.")
            beginSoftStop()
        case .stopping, .hardStopped: watch()
        }
    }

    // MARK: Dump

    /// `sig_dump_state`: one line a server, one a proxy.
    private func dump() {
        tell(.warning, .warning, "SIGHUP received, dumping servers states.")
        for proxy in engine.configuration.proxies where !proxy.settings.disabled {
            for line in Self.states(of: proxy) { tell(.warning, .warning, line, about: proxy) }
        }
    }

    static func states(of proxy: Proxy) -> [String] {
        var lines = proxy.servers.map { server in
            "SIGHUP: Server \(proxy.name)/\(server.settings.name) is \(proxy.locked { server.isUsable } ? "UP" : "DOWN"). "
                + "Conn: \(server.currentSessions.load(ordering: .relaxed)) act, \(proxy.locked { server.queue.count }) pend, "
                + "\(server.counters.total(.sessions)) tot."
        }
        let counts = "Conn: act(FE+BE): \(proxy.feconn.load(ordering: .relaxed))+\(proxy.beconn.load(ordering: .relaxed)), "
            + "\(proxy.locked { proxy.queue.count + proxy.servers.reduce(0) { $0 + $1.queue.count } }) pend (\(proxy.locked { proxy.queue.count }) unass), "
            + "tot(FE+BE): \(proxy.frontendCounters.total(.connections))+\(proxy.backendCounters.total(.connections))."
        let (active, backup) = proxy.locked { (proxy.activeServers, proxy.backupServers) }
        let state = switch (proxy.servers.isEmpty, active, backup) {
        case (true, _, _): "has no servers."
        case (_, 0, 0): "has no server available !"
        case (_, 0, _): "is running on backup servers !"
        default: "has \(active) active servers and \(backup) backup servers available."
        }
        lines.append("SIGHUP: Proxy \(proxy.name) \(state) \(counts)")
        return lines
    }
}
