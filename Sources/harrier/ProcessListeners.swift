// harrier: the sockets of all `bind` lines.
import Base
import CShims
import Config
import Net
import Proxies
import Streams
import Synchronization

/// Binds all addresses of a configuration, hands them to the engine, and closes them in the end.
final class ProcessListeners: @unchecked Sendable {
    // Why it may cross threads: `bound` changes only before the threads start and behind `lock`.
    private struct Bound {
        let settings: BindSettings
        let proxy: Proxy
        let socket: ListeningSocket
        let listener: Listener
        /// Threads that accept.
        let threads: ThreadSet?
    }
    private var bound: [Bound] = []
    private let lock = Mutex<Void>(())
    private let configuration: Configuration
    /// The internal frontend of the command line interface.
    private let control: Proxy
    private let program: String
    private let report: (Severity, String) -> Void
    private var engine: Engine?

    /// Attempts to bind while previous processes give their addresses up, and milliseconds between them (`MAX_START_RETRIES`).
    private static let attempts = 200
    private static let pause: UInt32 = 10
    /// Addresses above which threads share their sockets.
    private static let manyAddresses = 64

    init(_ configuration: Configuration, control: Proxy, program: String, report: @escaping (Severity, String) -> Void) {
        self.configuration = configuration
        self.control = control
        self.program = program
        self.report = report
    }

    // MARK: Start

    /// Binds everything (`protocol_bind_all`). Addresses that previous processes hold are asked for and tried again.
    func bind(inherited: HandedSockets?, predecessors: Predecessors) throws(ProcessService.Abort) {
        let wanted = (configuration.proxies.filter { $0.isFrontend && !$0.settings.disabled } + [control]).flatMap { proxy in
            proxy.settings.binds.map { (proxy, $0) }
        }
        let addresses = wanted.reduce(0) { $0 + $1.1.specs.reduce(0) { $0 + $1.addresses.count } }
        var told = false
        for attempt in 0...Self.attempts {
            let failures = open(wanted, inherited, shares: addresses > Self.manyAddresses)
            if failures.isEmpty { break }
            let mayRetry = attempt < Self.attempts && !predecessors.pids.isEmpty && failures.allSatisfy(\.failure.isRetryable)
            if mayRetry, predecessors.tell(SIGTTOU) > 0 {
                told = true
                usleep(Self.pause * 1000)
                continue
            }
            for (failure, proxy, settings) in failures {
                report(.alert, "Binding [\(settings.location)] for \(proxy.settings.displayKind) \(proxy.name): \(failure.text)")
            }
            report(.alert, "[\(program).main()] Some protocols failed to start their listeners! Exiting.")
            close()
            if told { predecessors.tell(SIGTTIN) }
            throw ProcessService.Abort()
        }
        inherited?.dropUnused()
        do throws(BindFailure) {
            for item in bound { try item.socket.publish() }
        } catch {
            report(.alert, error.text)
            close()
            if told { predecessors.tell(SIGTTIN) }
            throw ProcessService.Abort()
        }
        ExportedSockets.shared.set(bound.flatMap(\.socket.exported))
    }

    /// Opens what is not open yet.
    private func open(
        _ wanted: [(Proxy, BindSettings)], _ inherited: HandedSockets?, shares: Bool
    ) -> [(failure: BindFailure, proxy: Proxy, settings: BindSettings)] {
        var failures: [(failure: BindFailure, proxy: Proxy, settings: BindSettings)] = []
        var place = 0
        let finished = bound
        bound = []
        var rest = finished[...]
        for (proxy, settings) in wanted {
            let options = ListenOptions(settings, proxy, configuration)
            let threads = settings.threads.flatMap(ThreadSet.init)
            for address in settings.specs.flatMap(\.addresses) {
                place += 1
                // Sockets of an earlier attempt stay as they are.
                if let first = rest.first, first.proxy === proxy, first.socket.configured == address {
                    bound.append(first)
                    rest = rest.dropFirst()
                    continue
                }
                do throws(BindFailure) {
                    let socket = try ListeningSocket.open(
                        address, options, shards: shards(settings, threads, shares: shares), inherited: inherited)
                    for warning in socket.warnings {
                        report(.warning, "Binding [\(settings.location)] for \(proxy.settings.displayKind) \(proxy.name): \(warning)")
                    }
                    let shown = socket.passesConnections ? address : socket.address
                    bound.append(Bound(
                        settings: settings, proxy: proxy, socket: socket, listener: proxy.addListener(settings, address: shown), threads: threads))
                } catch {
                    failures.append((error, proxy, settings))
                }
            }
        }
        return failures
    }

    /// One socket a thread, so that the kernel spreads connections and threads share nothing; the line may ask for fewer.
    private func shards(_ settings: BindSettings, _ threads: ThreadSet?, shares: Bool) -> Int {
        let members = (1...configuration.threads).count { threads?.contains($0) ?? true }
        switch settings.shards ?? configuration.global.tune.defaultShards {
        case .count(let count): return min(count, max(1, members))
        case .byThread: return max(1, members)
        case .byGroup: return shares ? 1 : max(1, members)
        }
    }

    /// Lets the engine's threads accept.
    func serve(_ engine: Engine) {
        self.engine = engine
        for item in bound {
            let workers = engine.workers.filter { item.threads?.contains($0.index + 1) ?? true }
            engine.listen(item.listener, descriptors: item.socket.descriptors, workers: workers)
        }
    }

    // MARK: Orders

    /// Frontends with sockets, in the order of the configuration.
    var frontends: [Proxy] {
        var seen = Set<ObjectIdentifier>()
        return lock.withLock { _ in bound.map(\.proxy).filter { seen.insert(ObjectIdentifier($0)).inserted } }
    }

    /// Stops listening for a while (`pause_proxy`).
    func pause(_ proxy: Proxy) {
        guard proxy.frontendState.exchange(.paused, ordering: .relaxed) == .open else { return }
        engine?.stopListening(proxy) { [self] in
            lock.withLock { _ in
                for item in bound where item.proxy === proxy {
                    item.socket.pause()
                    item.listener.state.store(.paused, ordering: .relaxed)
                }
            }
        }
    }

    /// Listens again (`resume_proxy`).
    /// - Returns: false when an address is in other hands by now.
    @discardableResult
    func resume(_ proxy: Proxy) -> Bool {
        guard proxy.frontendState.load(ordering: .relaxed) == .paused else { return true }
        let resumed = lock.withLock { _ in bound.filter { $0.proxy === proxy }.allSatisfy { $0.socket.resume() } }
        guard resumed else { return false }
        proxy.frontendState.store(.open, ordering: .relaxed)
        engine?.resumeListening(proxy)
        return true
    }

    /// Closes a frontend's sockets for good (`stop_proxy`), once every thread has taken in what waited there.
    func shut(_ proxy: Proxy) {
        guard proxy.frontendState.exchange(.stopped, ordering: .relaxed) != .stopped else { return }
        engine?.stopListening(proxy, draining: true) { [self] in
            let gone = lock.withLock { _ -> [Bound] in
                let gone = bound.filter { $0.proxy === proxy }
                bound.removeAll { $0.proxy === proxy }
                ExportedSockets.shared.set(bound.flatMap(\.socket.exported))
                return gone
            }
            for item in gone {
                item.listener.state.store(.stopped, ordering: .relaxed)
                item.socket.close(removingFile: true)
            }
        }
    }

    /// Closes everything; only when no thread accepts.
    func close() {
        lock.withLock { _ in
            for item in bound { item.socket.close(removingFile: true) }
            bound = []
        }
    }
}

extension ListenOptions {
    /// What a `bind` line, its frontend and `global` say about a socket.
    init(_ settings: BindSettings, _ proxy: Proxy, _ configuration: Configuration) {
        self.init()
        let global = configuration.global
        // HAProxy: the line's backlog, else the frontend's, else the limits of connections.
        let wanted = [settings.backlog ?? 0, proxy.settings.backlog, settings.maxconn ?? 0, proxy.maxconn].first { $0 > 0 }
        backlog = Int32(clamping: wanted ?? 1024)
        reusePort = global.reusePort
        onlyIPv6 = switch settings.ipv6Scope {
        case .systemDefault: nil
        case .both: false
        case .onlyIPv6: true
        }
        transparent = settings.transparent
        interface = settings.interface
        namespace = settings.namespace
        deferAccept = settings.deferAccept
        fastOpen = settings.tcpFastOpen
        maximumSegment = settings.mss.map(Int32.init(clamping:))
        userTimeout = settings.tcpUserTimeout.map(Int32.init(clamping:))
        saveSyn = Int32(settings.tcpSaveSyn)
        congestionControl = settings.congestionControl
        receiveBuffer = global.tune.rcvbufClient.map(Int32.init(clamping:))
        sendBuffer = global.tune.sndbufClient.map(Int32.init(clamping:))
        mode = settings.mode
        owner = settings.uid
        group = settings.gid
    }
}

extension ProxySettings {
    /// How messages call it: a `listen` is a `proxy` (`proxy_type_str`).
    var displayKind: String { isFrontend && isBackend ? "proxy" : kindName }
}
