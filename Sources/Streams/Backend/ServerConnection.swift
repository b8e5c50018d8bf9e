// Streams: connections to servers, in use and idle.
import Base
import Net
import Proxies

/// A connection to a server with its mux. Carries one stream at a time, and may idle between two.
open class ServerConnection: ConnectionObserver {
    public final let connection: Connection
    public final let worker: Worker
    public final let proxy: Proxy
    public final let server: Server?
    /// Streams that this connection has carried.
    public final var streamsCarried = 0
    /// It may serve anybody's first request: it has already shown that it stays open.
    public final var isSafe: Bool { streamsCarried > 1 }
    /// Bound to one session (`CO_FL_PRIVATE`).
    public final var isPrivate = false
    public unowned(unsafe) final var session: Session?
    /// When it became idle.
    public final var idleSince: Tick = 0
    /// Position in the pool's list, or -1.
    final var place = -1

    public init(connection: Connection, worker: Worker, server: Server?, proxy: Proxy) {
        self.connection = connection
        self.worker = worker
        self.server = server
        self.proxy = proxy
        super.init()
        connection.observer = self
    }

    /// Starts a stream on this connection (`mux->attach`).
    open func attach(_ connector: StreamConnector) -> Endpoint { fatalError("ServerConnection.attach is abstract") }
    /// Bytes to send before everything else.
    open func setProxyHeader(_ bytes: [UInt8]) {}
    /// Closes an idle connection.
    open func close() {}
    /// Whether it may still carry a stream: nothing was received while idle.
    open var isReusable: Bool { false }
}

/// The idle connections of one thread to one server.
struct IdleConnections {
    /// Served one stream so far.
    var fresh: [ServerConnection] = []
    /// Served more than one.
    var safe: [ServerConnection] = []
    /// Most connections in use at once since the last purge.
    var mostUsed = 0
    var used = 0
    var count: Int { fresh.count + safe.count }

    mutating func add(_ item: ServerConnection) {
        if item.isSafe {
            item.place = safe.count
            safe.append(item)
        } else {
            item.place = fresh.count
            fresh.append(item)
        }
    }

    mutating func remove(_ item: ServerConnection) {
        guard item.place >= 0 else { return }
        let place = item.place
        item.place = -1
        if place < safe.count, safe[place] === item {
            let last = safe.removeLast()
            if place < safe.count {
                safe[place] = last
                last.place = place
            }
        } else {
            let last = fresh.removeLast()
            if place < fresh.count {
                fresh[place] = last
                last.place = place
            }
        }
    }
}

extension Worker {
    /// Takes an idle connection to `server`, in the order that `http-reuse` allows.
    func takeIdle(_ server: Server, mode: HTTPReuse, firstRequest: Bool) -> ServerConnection? {
        while true {
            let found: ServerConnection?
            if firstRequest {
                switch mode {
                case .never, .safe: return nil
                case .aggressive: found = idle[server.slot].safe.last
                case .always: found = idle[server.slot].safe.last ?? idle[server.slot].fresh.last
                }
            } else {
                found = idle[server.slot].fresh.last ?? idle[server.slot].safe.last
            }
            guard let found else { return nil }
            forgetIdle(found)
            if found.isReusable { return found }
            found.close()
        }
    }

    /// Keeps a connection for later streams, if limits and policy allow (`srv_add_to_idle_list`).
    /// - Returns: false when the caller must close it.
    public func keepIdle(_ item: ServerConnection) -> Bool {
        guard let server = item.server else { return false }
        if item.isPrivate {
            guard let session = item.session, session.connection != nil, session.privateConnections.count < 5 else { return false }
            item.idleSince = loop.now
            session.privateConnections.append(item)
            return true
        }
        let settings = server.settings
        guard settings.poolPurgeDelay > 0, item.proxy.settings.httpReuse != .never, !process.stopping.load(ordering: .relaxed),
            !server.inMaintenance,
            settings.maxReuse < 0 || item.streamsCarried <= settings.maxReuse
        else { return false }
        let limit = settings.poolMaxConn
        if limit >= 0, server.idleConnections.load(ordering: .relaxed) >= limit { return false }
        item.idleSince = loop.now
        idle[server.slot].add(item)
        server.idleConnections.wrappingAdd(1, ordering: .relaxed)
        countIdle(item, server, 1)
        purge?.arm(for: server)
        return true
    }

    private func countIdle(_ item: ServerConnection, _ server: Server, _ step: Int) {
        if item.isSafe {
            server.idleSafe.wrappingAdd(step, ordering: .relaxed)
        } else {
            server.idleUnsafe.wrappingAdd(step, ordering: .relaxed)
        }
    }

    /// Takes a connection out of the pool, because it is used again or died.
    public func forgetIdle(_ item: ServerConnection) {
        if item.isPrivate {
            item.session?.privateConnections.removeAll { $0 === item }
            return
        }
        guard item.place >= 0, let server = item.server else { return }
        countIdle(item, server, -1)
        server.idleConnections.wrappingSubtract(1, ordering: .relaxed)
        idle[server.slot].remove(item)
    }

    /// Closes all idle connections to `server` (it went down or into maintenance), or to all servers.
    public func closeIdle(_ server: Server? = nil) {
        for slot in idle.indices where server == nil || server!.slot == slot {
            while let item = idle[slot].fresh.last ?? idle[slot].safe.last {
                forgetIdle(item)
                item.close()
            }
        }
    }

    func connectionUsed(_ server: Server) {
        server.usedConnections.wrappingAdd(1, ordering: .relaxed)
        idle[server.slot].used += 1
        idle[server.slot].mostUsed = max(idle[server.slot].mostUsed, idle[server.slot].used)
    }

    public func connectionUnused(_ server: Server) {
        server.usedConnections.wrappingSubtract(1, ordering: .relaxed)
        idle[server.slot].used -= 1
    }
}

/// Closes connections that have been idle for longer than needed (`srv_cleanup_idle_conns`).
final class IdlePurge: Task {
    private unowned(unsafe) let worker: Worker
    private var armed: [Server] = []

    init(worker: Worker) {
        self.worker = worker
        super.init(loop: worker.loop)
    }

    func arm(for server: Server) {
        if !armed.contains(where: { $0 === server }) { armed.append(server) }
        let due = loop.now + server.settings.poolPurgeDelay
        if expire > due {
            expire = due
            loop.schedule(self)
        }
    }

    override func run(_ reasons: WakeReasons) {
        let now = loop.now
        var next = Tick.eternity
        var still: [Server] = []
        for server in armed {
            let delay = server.settings.poolPurgeDelay
            let needed = worker.idle[server.slot].mostUsed
            worker.idle[server.slot].mostUsed = worker.idle[server.slot].used
            let keep = max(server.settings.poolLowConn, 0)
            // Half of the excess over what was in use at most; what idles for a whole delay beyond that goes too.
            let count = worker.idle[server.slot].count
            var excess = count - max(needed - worker.idle[server.slot].used, keep)
            excess = excess > 0 ? (excess + 1) / 2 : 0
            var list = worker.idle[server.slot].fresh + worker.idle[server.slot].safe
            list.sort { $0.idleSince < $1.idleSince }
            for item in list.prefix(excess) where item.idleSince + delay <= now {
                worker.forgetIdle(item)
                item.close()
            }
            if worker.idle[server.slot].count > 0 {
                still.append(server)
                next = min(next, now + delay)
            }
        }
        armed = still
        expire = next
        loop.schedule(self)
    }
}
