// Proxies: a server of a backend, its settings and its live state.
import Base
import Synchronization

/// A `server` line at work (`struct server`).
///
/// Shared by all threads. What stands under "guarded" is read and written with the backend's lock held
/// (``Proxy/locked(_:)``) once traffic runs; single words of it may be read without, for statistics.
public final class Server: @unchecked Sendable {
    /// The line, as parsed.
    public let settings: ServerSettings
    /// The backend. A server never outlives it.
    public unowned let proxy: Proxy
    /// Place in ``Proxy/servers``, from 0.
    public let index: Int
    /// Number among all servers of the configuration, from 0: an index for per-thread tables.
    public internal(set) var slot = 0
    /// Name in the configuration.
    public let name: String
    /// Number in statistics, in rings and in `balance first` (`puid`).
    public let id: Int
    public let isBackup: Bool
    /// What counts as a failure in traffic (`observe`); look here before ``observe(_:thread:now:)``.
    public let observes: ServerSettings.Observe
    /// `minconn`, `maxconn` when unset.
    public internal(set) var minconn: Int
    /// The cookie value that leads here; set late for `cookie … dynamic`.
    public var cookie: [UInt8]?
    /// The server this one tracks (`track`).
    public internal(set) unowned(unsafe) var tracked: Server?
    /// The servers that track this one.
    public internal(set) var trackers: [Server] = []

    // MARK: Address (guarded; changed rarely, by the CLI)

    /// Where connections go.
    public internal(set) var address = SocketAddress()
    /// What is added to the client's destination port; `nil` for a fixed port.
    public internal(set) var portOffset: Int?
    /// The name that the address was resolved from.
    public internal(set) var hostName: String?
    /// Counts changes of ``address``, so that idle connections to an old one can be told.
    public internal(set) var revision = 0

    // MARK: Health (guarded)

    /// Whether it serves (`cur_state`).
    public internal(set) var state = ServerState.running
    /// Orders and inherited conditions (`cur_admin`).
    public internal(set) var admin: ServerAdmin = []
    /// Seconds of the monotonic clock at the last change of state.
    public internal(set) var lastChange: Int64 = 0
    /// Seconds spent down before the present state.
    public internal(set) var downTime: Int64 = 0
    /// Transitions from up to down (`chkdown`).
    public internal(set) var downTransitions = 0
    /// The verdict of its checks.
    public var check: CheckState
    /// The verdict of its agent.
    public var agent: CheckState
    /// Consecutive errors seen by `observe`.
    public internal(set) var observedErrors = 0
    /// Whether its checks are run; off in maintenance or by `disable health`.
    public var checkEnabled = true
    /// Asks its checks for haste after errors in traffic; set before traffic, called on any thread.
    public var onFastCheck: (@Sendable () -> Void)?
    /// Whether its agent is asked; off by `disable agent`.
    public var agentEnabled = true

    // MARK: Weight (guarded)

    /// Weight in the user's units (`uweight`), 0 to 256.
    public internal(set) var userWeight: Int
    /// Weight in the configuration (`iweight`).
    public let initialWeight: Int
    /// Weight in the algorithm's units (`eweight`).
    public internal(set) var effectiveWeight = 0
    /// Sum of the effective weights of the servers before it (`cumulative_weight`).
    var cumulativeWeight = 0
    /// What the balancer last knew: whether it is usable, and its weight.
    var balancerUsable = false
    var balancerWeight = 0
    /// State of the algorithm: `npos`, `lpos`, `rweight`, key in a table and which table.
    var position: UInt32 = 0
    var lastPosition: UInt32 = 0
    var remainder: UInt32 = 0
    var tableKey: UInt32 = 0
    var table: UInt8 = 0
    var ringPoints = 0

    // MARK: Load

    /// Places taken: requests in service or about to be (guarded; `served`).
    public internal(set) var served = 0
    /// Requests waiting for this server (guarded).
    public let queue = PendconnQueue()
    /// Streams connected now (`scur`).
    public let currentSessions = Atomic<Int>(0)
    /// Most streams connected at once (`smax`).
    public let maxSessions = Atomic<Int>(0)
    /// Monotonic second of the last session (`lastsess`), -1 never.
    public let lastSession = Atomic<Int64>(-1)
    public let counters: Counters

    // MARK: Idle connections

    /// Idle connections of all threads (`curr_idle_conns`).
    public let idleConnections = Atomic<Int>(0)
    /// Idle connections which served one request only (`curr_idle_nb`).
    public let idleUnsafe = Atomic<Int>(0)
    /// Idle connections which proved themselves (`curr_safe_nb`).
    public let idleSafe = Atomic<Int>(0)
    /// Connections in use (`curr_used_conns`).
    public let usedConnections = Atomic<Int>(0)
    /// Most connections in use since the last purge (`max_used_conns`).
    public let maxUsedConnections = Atomic<Int>(0)
    /// Estimate of connections needed (`est_need_conns`).
    public let estimatedNeed = Atomic<Int>(0)

    init(_ settings: ServerSettings, index: Int, id: Int, proxy: Proxy, threads: Int) {
        self.settings = settings
        self.proxy = proxy
        self.index = index
        self.id = id
        name = settings.name
        observes = settings.observe
        isBackup = settings.backup
        // Why: as HAProxy, `minconn` alone, or above `maxconn`, is a constant limit.
        maxconn = max(settings.minconn, settings.maxconn)
        minconn = settings.minconn == 0 ? maxconn : settings.minconn
        cookie = settings.cookie.map { Array($0.utf8) }
        initialWeight = settings.weight
        userWeight = settings.weight
        counters = Counters(threads: threads)
        if let spec = settings.spec {
            address = spec.address
            portOffset = spec.portOffset
            hostName = spec.hostName
        }
        check = CheckState(rise: settings.rise, fall: settings.fall)
        agent = CheckState(rise: 1, fall: 1)
    }

    /// Most requests in service (guarded; changed by the CLI and agents); 0: no limit.
    public internal(set) var maxconn: Int

    /// `backend/server`, as messages name it.
    public var path: String { "\(proxy.name)/\(name)" }

    /// Whether the balancer may send it anything (`srv_currently_usable`).
    public var isUsable: Bool {
        (state == .running || state == .starting) && admin.isDisjoint(with: [.maintenance, .drain])
            && effectiveWeight > 0
    }

    /// Under maintenance, for whatever reason.
    @inlinable public var inMaintenance: Bool { !admin.isDisjoint(with: .maintenance) }

    /// Whether traffic that persists on it may go there (state not stopped).
    @inlinable public var acceptsPersistent: Bool { state != .stopped }

    /// Notes that a stream is connected to it (`cur_sess++`, `cur_sess_max`).
    @inlinable
    public func sessionStarted() {
        let now = currentSessions.wrappingAdd(1, ordering: .relaxed).newValue
        if now > maxSessions.load(ordering: .relaxed) { maxSessions.store(now, ordering: .relaxed) }
    }

    /// Notes that a stream left it.
    @inlinable public func sessionEnded() { currentSessions.wrappingSubtract(1, ordering: .relaxed) }
}
