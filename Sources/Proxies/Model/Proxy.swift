// Proxies: a frontend, a backend or both, at work.
import Base
import Synchronization

/// A `frontend`, `backend` or `listen` section at work (`struct proxy`): the frozen settings and the live state.
///
/// Shared by all threads. Servers' states, weights, queues and the balancer change under ``locked(_:)``.
public final class Proxy: @unchecked Sendable {
    /// The section, as parsed.
    public let settings: ProxySettings
    public let name: String
    /// Number in statistics (`iid`).
    public let id: Int
    public let isFrontend: Bool
    public let isBackend: Bool
    public let mode: ProxySettings.Mode
    /// Threads that traffic runs on.
    public let threads: Int
    /// The section's rules, ready for the path.
    public let program: RuleProgram

    // MARK: Frontend

    public internal(set) var listeners: [Listener] = []
    /// Client connections now (`feconn`).
    public let feconn = Atomic<Int>(0)
    /// Most client connections at once.
    public let feconnMax = Atomic<Int>(0)
    public let frontendCounters: Counters
    /// Most client connections (`maxconn`); the process's limit when unset.
    public internal(set) var maxconn: Int
    /// Whether it takes connections: `OPEN`, `PAUSED` or `STOP`.
    public let frontendState = Atomic<FrontendState>(.open)
    /// The backend of requests that no rule sends elsewhere.
    public internal(set) unowned(unsafe) var defaultBackend: Proxy?

    /// What a frontend does now.
    public enum FrontendState: UInt8, AtomicRepresentable, Sendable { case open, paused, stopped }

    /// The prepared logs; an object of the module Streams, set once before traffic.
    public var logSlot: AnyObject?
    /// Makes the applet that serves a session instead of servers (`default_target` of internal frontends); an
    /// `Applet` of the module Streams, for a session of the same module.
    public var makeApplet: ((AnyObject) -> AnyObject)?
    /// `option forwardfor` and `option originalto`, ready for use.
    public let forwardfor: AddressHeader?
    public let originalto: AddressHeader?
    /// What streams must do for it, at a glance.
    public let duties: ProxyDuties
    /// The path that load balancers probe (`monitor-uri`).
    public let monitorURI: [UInt8]?
    /// How clients keep their server (`cookie`).
    public let persistenceCookie: PersistenceCookie?
    /// Answers of our own by status, as the configuration has them: whole HTTP/1 responses.
    private let pages: [Int: [UInt8]]

    // MARK: Backend

    public internal(set) var servers: [Server] = []
    private var serversByName: [String: Server] = [:]
    private var serversByID: [Int: Server] = [:]
    /// Streams now, waiting ones included (`beconn`).
    public let beconn = Atomic<Int>(0)
    /// Most streams at once.
    public let beconnMax = Atomic<Int>(0)
    public let backendCounters: Counters
    /// Load at which servers have their full `maxconn`; at least 1.
    public internal(set) var fullconn: Int
    /// Monotonic second of the last session, -1 never.
    public let lastSession = Atomic<Int64>(-1)

    // Guarded.

    /// Requests waiting for any server.
    public let queue = PendconnQueue()
    /// Places taken on all servers (`served`).
    public internal(set) var served = 0
    /// The algorithm at work.
    public internal(set) var balancer: Balancer! // Why `!`: made at the end of `init`, for it looks at the servers.
    /// The time in seconds that the last caller brought along; slow start depends on it.
    var nowSeconds: Int64 = 0
    /// Usable active and backup servers (`srv_act`, `srv_bck`).
    public internal(set) var activeServers = 0
    public internal(set) var backupServers = 0
    /// Their effective weights (`tot_wact`, `tot_wbck`).
    public internal(set) var activeWeight = 0
    public internal(set) var backupWeight = 0
    /// Usable servers and weight of the group in use (`tot_used`, `tot_weight`).
    public internal(set) var usedServers = 0
    public internal(set) var usedWeight = 0
    /// The only backup in use, without `option allbackups` (`fbck`).
    public internal(set) unowned(unsafe) var firstBackup: Server?
    /// Seconds of the monotonic clock when it last went up or down.
    public internal(set) var lastChange: Int64 = 0
    /// Seconds spent without a usable server before the present state.
    public internal(set) var downTime: Int64 = 0
    /// Transitions to having no server (`chkdown`).
    public internal(set) var downTransitions = 0

    /// Requests queued so far: the order of arrival.
    var arrivals: UInt64 = 0
    /// What hashes a key, and whether its result is mixed once more.
    let hashFunction: KeyHash
    let hashAvalanche: Bool

    private let mutex = Mutex<Void>(())

    /// Makes the live object of a section. Call ``start(now:)`` once all sections exist.
    ///
    /// Automatic numbers of servers are 1, 2, 3… in the order of the lines, skipping those taken.
    /// - Parameter threads: threads that will count and serve.
    public init(_ settings: ProxySettings, threads: Int = 1, defaultMaxconn: Int = 0) {
        self.settings = settings
        name = settings.name
        id = settings.id
        isFrontend = settings.isFrontend
        isBackend = settings.isBackend
        mode = settings.mode
        self.threads = threads
        program = RuleProgram(settings.rules)
        forwardfor = settings.forwardfor.map(AddressHeader.init)
        originalto = settings.originalto.map(AddressHeader.init)
        duties = ProxyDuties(settings, program)
        monitorURI = settings.monitorURI.map { Array($0.utf8) }
        persistenceCookie = settings.cookie.map(PersistenceCookie.init)
        pages = settings.errorPages.pages.mapValues(\.response)
        maxconn = settings.maxconn > 0 ? settings.maxconn : defaultMaxconn
        fullconn = max(1, settings.fullconn)
        frontendCounters = Counters(threads: threads)
        backendCounters = Counters(threads: threads)
        let hash = settings.balance.hashType
        hashFunction = switch hash.function {
        case .sdbm: .sdbm
        case .djb2: .djb2
        case .wt6: .wt6
        case .crc32: .crc32
        case .none: .none
        }
        hashAvalanche = hash.avalanche
        defer { balancer = Balancer.make(for: self) }
        guard isBackend else { return }
        var taken = Set(settings.servers.lazy.map(\.id).filter { $0 > 0 })
        var next = 1
        for line in settings.servers {
            var id = line.id
            if id == 0 {
                while taken.contains(next) { next += 1 }
                id = next
                taken.insert(id)
            }
            let server = Server(line, index: servers.count, id: id, proxy: self, threads: threads)
            servers.append(server)
            serversByName[line.name] = serversByName[line.name] ?? server
            serversByID[id] = server
        }
    }

    /// The answer that the configuration has for `status`; `nil`: the built-in one.
    public func errorPage(_ status: Int) -> [UInt8]? { pages.isEmpty ? nil : pages[status] }

    /// Whether its algorithm finds servers by a hash of the request.
    @inlinable public var balancesByHash: Bool { balancer.isHash }

    /// Runs `body` alone among all threads that use this backend's servers and queues. Never nested, never blocking.
    @inline(__always)
    public func locked<Result>(_ body: () -> Result) -> Result {
        lock()
        defer { unlock() }
        return body()
    }

    // Why the underscored calls: `withLock` demands a sendable result, and servers are shared by design.
    @inline(__always) func lock() { mutex._unsafeLock() }
    @inline(__always) func unlock() { mutex._unsafeUnlock() }

    /// The server of that name (`findserver`).
    public func server(named name: String) -> Server? { serversByName[name] }
    /// The server of that number.
    public func server(id: Int) -> Server? { serversByID[id] }

    /// Notes a stream that entered this backend (`beconn++`).
    @inlinable
    public func streamEntered() {
        let now = beconn.wrappingAdd(1, ordering: .relaxed).newValue
        if now > beconnMax.load(ordering: .relaxed) { beconnMax.store(now, ordering: .relaxed) }
    }

    /// Notes a stream that left this backend.
    @inlinable public func streamLeft() { beconn.wrappingSubtract(1, ordering: .relaxed) }

    /// Takes a place for a client connection (`feconn++`).
    /// - Returns: whether the frontend's limit allows it.
    @inlinable
    public func takeConnection() -> Bool {
        let now = feconn.wrappingAdd(1, ordering: .relaxed).newValue
        if maxconn > 0, now > maxconn {
            feconn.wrappingSubtract(1, ordering: .relaxed)
            return false
        }
        return true
    }

    /// Notes the highest number of client connections, once one was really accepted (`feconn_max`).
    @inlinable
    public func noteConnections() {
        let now = feconn.load(ordering: .relaxed)
        if now > feconnMax.load(ordering: .relaxed) { feconnMax.store(now, ordering: .relaxed) }
    }

    /// Gives the place of a client connection back.
    @inlinable public func releaseConnection() { feconn.wrappingSubtract(1, ordering: .relaxed) }

    /// The frontend's word in `show stat`.
    public var frontendStatusText: String {
        switch frontendState.load(ordering: .relaxed) {
        case .open: "OPEN"
        case .paused: "PAUSED"
        case .stopped: "STOP"
        }
    }

    /// The backend's word in `show stat`: `UP` with a usable server, or without any server at all.
    public var backendStatusText: String { usedWeight > 0 || servers.isEmpty ? "UP" : "DOWN" }

    /// Seconds without a usable server, the present state included (`be_downtime`).
    public func downTime(now: Int64) -> Int64 {
        usedWeight > 0 || servers.isEmpty || lastChange >= now ? downTime : downTime + now - lastChange
    }
}
