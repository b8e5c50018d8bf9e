// harrier: a checked configuration at work.
import Base
import CShims
import Checks
import Config
import Control
import Muxes
import Net
import Proxies
import Streams

/// Limits, binds, detaches, gives up rights, starts the threads and serves until a signal ends it: HAProxy's `main()` behind `init()`.
struct ProcessService {
    let result: ConfigurationProgram.Result
    let options: LaunchOptions
    private let clock = SystemClock()
    private var program: String { CommandLine.arguments.first ?? "harrier" }

    init(result: ConfigurationProgram.Result, options: LaunchOptions) {
        self.result = result
        self.options = options
    }

    /// Ends the start: the alert has been told.
    struct Abort: Error {}

    /// - Returns: the process's exit status.
    func run() -> Int32 {
        do throws(Abort) { return try serve() } catch { return 1 }
    }

    private func serve() throws(Abort) -> Int32 {
        hs_signal_ignore(SIGPIPE)
        // Why: a shell that starts us in the background leaves it ignored.
        hs_signal_default(SIGINT)
        let global = result.parsed.global
        let threads = ProcessThreads.count(global)
        let limits = ProcessLimits(result.parsed, options: options, threads: threads)
        try limits.apply(program: program, report: report)
        let configuration = Configuration(global: global, sections: result.parsed.proxies, threads: threads, maxconn: limits.plan.maxconn)
        try resolve(configuration)

        let predecessors = Predecessors(
            pids: options.finish + options.terminate, signal: options.terminate.isEmpty ? SIGUSR1 : SIGTERM)
        let control = ControlCenter.makeFrontend(configuration)
        let listeners = ProcessListeners(configuration, control: control, program: program, report: report)
        try listeners.bind(inherited: try inherited(), predecessors: predecessors)
        let pidFile = try createPIDFile(global, predecessors, listeners)
        var daemon: Daemon?
        if global.daemon {
            do { daemon = try Daemon.detach() } catch {
                throw stop("[\(program).main()] Cannot fork.")
            }
        }
        try dropPrivileges(global, predecessors)

        SignalReader.block(ProcessLife.signals)
        let process = ProcessState(maxconn: limits.plan.maxconn, maxsock: limits.plan.maxsock, clock: clock)
        let engine = Engine(configuration, process: process, clock: clock) { worker in
            worker.http1 = HTTP1()
            worker.passthrough = Passthrough()
        }
        let host = ControlService(listeners, result.diagnostics, startedAt: process.startTick)
        let center: ControlCenter
        do { center = try ControlCenter(engine, commands: ControlCenter.allCommands, host: host) } catch {
            throw stop("[\(program).main()] \(error)")
        }
        let checks = CheckSchedule()
        // Why: the expressions were compiled once already, when the configuration was checked.
        do { try checks.start(engine) } catch { throw stop("[\(program).main()] \(error.reason)") }
        center.serve(control)
        listeners.serve(engine)
        let life = ProcessLife(engine, listeners: listeners, report: report)
        let pool = ProcessThreads(engine, global: global)
        guard pool.start() else { throw stop("[\(program).main()] Cannot create threads.") }
        pidFile?.write()
        daemon?.ready()
        if daemon == nil, global.quiet, !options.verbose { Daemon.silence() }
        ProcessMemory.releaseStart()
        pool.run()
        listeners.close()
        withExtendedLifetime(checks) {}
        return life.status
    }

    // MARK: Steps

    /// Names in rules become objects; the checks have found all of them once already.
    private func resolve(_ configuration: Configuration) throws(Abort) {
        let userlists = Dictionary(result.parsed.userlists.map { ($0.name, Userlist($0)) }, uniquingKeysWith: { first, _ in first })
        for proxy in configuration.proxies where !proxy.settings.disabled {
            for error in proxy.settings.rules.resolve(for: proxy, in: configuration, userlists: userlists) {
                result.diagnostics.add(error)
            }
        }
        if result.diagnostics.hasAlerts { throw Abort() }
        for server in configuration.proxies.flatMap(\.servers) where !server.resolveAddress() {
            let line = server.settings.location
            throw stop("config : [\(line.file):\(line.line)] : 'server \(server.path)' : could not resolve address '\(server.hostName ?? "")'.")
        }
        configuration.setFullconn { frontend in
            let own = frontend.isBackend ? [frontend] : []
            let chosen = frontend.settings.rules.switching.compactMap { $0.backend?.takeUnretainedValue() }
            return own + chosen + (frontend.defaultBackend.map { [$0] } ?? [])
        }
    }

    /// Listening sockets of a process that still runs (`-x`).
    private func inherited() throws(Abort) -> HandedSockets? {
        guard let source = options.socketSource else { return nil }
        let sockets = HandedSockets()
        do { try sockets.fetch(from: source) } catch {
            report(.warning, error.text)
            throw stop("Failed to get the sockets from the old process!")
        }
        return sockets
    }

    private func createPIDFile(
        _ global: GlobalSettings, _ predecessors: Predecessors, _ listeners: ProcessListeners
    ) throws(Abort) -> PIDFile? {
        guard let path = global.pidfile else { return nil }
        guard let file = PIDFile(path) else {
            predecessors.tell(SIGTTIN)
            listeners.close()
            throw stop("[\(program).main()] Cannot create pidfile \(path)")
        }
        return file
    }

    /// From here on nothing can fail any more that the previous processes could make good: they are told to go.
    private func dropPrivileges(_ global: GlobalSettings, _ predecessors: Predecessors) throws(Abort) {
        var privileges = Privileges()
        privileges.chroot = global.chroot
        privileges.gid = global.gid
        privileges.uid = global.uid
        privileges.dumpable = global.dumpable != .off
        if let name = global.group {
            guard let gid = Privileges.group(named: name) else { throw stop("[\(program).main()] cannot find group id for '\(name)'") }
            privileges.gid = gid
        }
        if let name = global.user {
            guard let uid = Privileges.user(named: name) else { throw stop("[\(program).main()] cannot find user id for '\(name)'") }
            privileges.uid = uid
        }
        do {
            try privileges.enterRoot()
            // Why: another user may not signal them, and a failure above leaves them serving.
            predecessors.tell(predecessors.signal)
            try privileges.changeIdentity { report(.warning, "[\(program).main()] \($0)") }
        } catch {
            throw stop("[\(program).main()] \(error.text)")
        }
    }

    private func stop(_ text: String) -> Abort {
        report(.alert, text)
        return Abort()
    }

    /// Tells the administrator on the terminal.
    private func report(_ severity: Severity, _ text: String) { result.diagnostics.add(severity, text) }
}
