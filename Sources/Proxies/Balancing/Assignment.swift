// Proxies: which server a request gets, or why none.
import Base

/// What finds a server for one request under the backend's algorithm.
public enum BalanceKey {
    /// Nothing to hash: take turns.
    case none
    /// Bytes to hash with the backend's function.
    case bytes(ByteView)
    /// A number that is a hash already (`balance source`); only the avalanche is applied.
    case word(UInt32)
}

/// The outcome of looking for a server (`SRV_STATUS_*`).
public enum AssignStatus: Sendable, Equatable {
    /// It has one, with a place on it: `SRV_STATUS_OK`.
    case ok
    /// Our own fault: `SRV_STATUS_INTERNAL`.
    case `internal`
    /// No server can be used: `SRV_STATUS_NOSRV`.
    case noServer
    /// All, or the one that it must have, are full: `SRV_STATUS_FULL`.
    case full
    /// It waits in a queue: `SRV_STATUS_QUEUED`.
    case queued
}

/// What a request remembers of its server: `target`, `srv_conn`, `pend_pos` and the flags about them of `struct stream`.
public struct ServerAssignment {
    /// The server chosen (`target`).
    public unowned(unsafe) var server: Server?
    /// The server on which it holds a place (`srv_conn`).
    public unowned(unsafe) var slot: Server?
    /// Persistence chose the server (`SF_DIRECT`).
    public var isDirect = false
    /// The server is chosen (`SF_ASSIGNED`).
    public var isAssigned = false
    /// It was moved to another server (`SF_REDISP`): `%rc` shows a `+`.
    public var wasRedispatched = false
    /// It must use its server even if that is down (`SF_FORCE_PRST`).
    public var isForced = false
    /// It has the server of its cookie (`TX_CK_VALID`): maxqueue may move it.
    public var followsCookie = false
    public var priority = QueuePriority()
    /// The wait in a queue, while ``AssignStatus/queued``.
    public var pendconn: Pendconn?
    /// Requests served from the queues that it waited in, up to its own turn: of servers, of the backend (`%sq`, `%bq`).
    public var serverQueueLength = 0
    public var backendQueueLength = 0

    public init() {}
}

extension Proxy {
    /// Finds a server and a place on it, or a queue to wait in (`assign_server_and_queue`).
    ///
    /// `server` set and `isAssigned` not: a retry which must choose again; it counts as a retry or a redispatch.
    /// - Parameters:
    ///   - assignment: what the request has and gets.
    ///   - key: what the algorithm looks at.
    ///   - waiter: told when a queued request may go on.
    ///   - thread: the calling thread, for counters.
    ///   - now: monotonic milliseconds.
    public func assignServerAndQueue(
        _ assignment: inout ServerAssignment, key: BalanceKey, waiter: any QueueWaiter, thread: Int, now: Tick
    ) -> AssignStatus {
        lock()
        defer { unlock() }
        nowSeconds = now / 1000
        var status = AssignStatus.ok
        if !assignment.isAssigned {
            let previous = assignment.server
            status = assign(&assignment, key: key, avoiding: previous, thread: thread)
            if let previous {
                if previous !== assignment.server {
                    assignment.wasRedispatched = true
                    assignment.followsCookie = false
                    previous.counters[thread][.redispatches] &+= 1
                    backendCounters[thread][.redispatches] &+= 1
                } else {
                    previous.counters[thread][.retries] &+= 1
                    backendCounters[thread][.retries] &+= 1
                }
            }
        }
        switch status {
        case .ok:
            guard let server = assignment.server else { return .internal }
            if assignment.slot === server { return .ok }
            if server.maxconn > 0, !server.queue.isEmpty || server.served >= server.dynamicMaxconn {
                let limit = server.settings.maxqueue
                if limit > 0, server.queue.count >= limit { return .full }
                assignment.pendconn = enqueue(
                    for: server, waiter: waiter, priority: assignment.priority, isForced: assignment.isForced, now: now)
                return .queued
            }
            changeServer(&assignment.slot, to: server)
            return .ok
        case .full:
            assignment.pendconn = enqueue(
                for: nil, waiter: waiter, priority: assignment.priority, isForced: false, now: now)
            return .queued
        case .noServer, .internal, .queued:
            return status
        }
    }

    /// Applies the algorithm (`assign_server`). The lock is held.
    private func assign(
        _ assignment: inout ServerAssignment, key: BalanceKey, avoiding previous: Server?, thread: Int
    ) -> AssignStatus {
        // Why: its own old place must not make a server look full.
        let heldSlot = assignment.slot
        if heldSlot != nil { changeServer(&assignment.slot, to: nil) }
        defer {
            if let heldSlot {
                if heldSlot === assignment.server, assignment.slot == nil {
                    changeServer(&assignment.slot, to: heldSlot)
                } else if mayDequeue(heldSlot) {
                    serveQueues(heldSlot)
                }
            }
        }
        assignment.server = nil
        guard usedWeight > 0 else { return .noServer }
        if !queue.isEmpty, served > 0, balancer.queueMeansFull { return .full }
        guard let server = pick(key, avoiding: previous) else { return .full }
        if server !== previous {
            server.counters[thread][.balanced] &+= 1
            backendCounters[thread][.balanced] &+= 1
        }
        assignment.server = server
        assignment.isAssigned = true
        return .ok
    }

    /// The server for a key. The lock is held.
    func pick(_ key: BalanceKey, avoiding previous: Server?) -> Server? {
        guard balancer.isHash else { return balancer.next(avoiding: previous) }
        var hash: UInt32
        switch key {
        case .none: return balancer.next(avoiding: previous)
        case .bytes(let bytes): hash = usedServers == 1 ? 0 : hashFunction(bytes)
        case .word(let word): hash = usedServers == 1 ? 0 : word
        }
        if hashAvalanche { hash = KeyHash.avalanche(hash) }
        return balancer.find(hash, avoiding: previous)
    }

    /// Gives up the place in `slot`, if any, and takes one on `server`, if any (`sess_change_server`). The lock is held.
    @inline(__always)
    func changeServer(_ slot: inout Server?, to server: Server?) {
        guard slot !== server else { return }
        if let old = slot {
            slot = nil
            old.served -= 1
            served -= 1
            balancer.loadChanged(old)
        }
        if let server {
            server.served += 1
            served += 1
            balancer.loadChanged(server)
            slot = server
        }
    }

    /// Gives a request's place back and lets those who wait have it (`sess_change_server(s, NULL)` and `process_srv_queue`).
    public func releaseSlot(_ assignment: inout ServerAssignment, now: Tick) {
        guard let server = assignment.slot else { return }
        lock()
        defer { unlock() }
        nowSeconds = now / 1000
        changeServer(&assignment.slot, to: nil)
        if mayDequeue(server) { serveQueues(server) }
    }

    /// Whether a wait is over, so that ``endWait(_:)`` will say how.
    public func waitIsOver(_ assignment: ServerAssignment) -> Bool {
        guard let pendconn = assignment.pendconn else { return true }
        return locked { pendconn.queue == nil }
    }

    /// Ends a wait: leaves the queue, or takes over the server that was granted (`pendconn_dequeue`, `QUE` in `process_stream`).
    /// - Returns: whether a server was granted; `isAssigned` and `slot` are set then. Otherwise, when the wait was released
    ///   without a server, the request must choose again.
    public func endWait(_ assignment: inout ServerAssignment) -> (released: Bool, granted: Bool) {
        guard let pendconn = assignment.pendconn else { return (true, false) }
        assignment.pendconn = nil
        let (released, server) = dequeue(pendconn)
        if pendconn.server == nil { assignment.backendQueueLength += pendconn.position }
        else { assignment.serverQueueLength += pendconn.position }
        guard released else { return (false, false) }
        guard let server else {
            assignment.server = nil
            assignment.isAssigned = false
            assignment.isDirect = false
            return (true, false)
        }
        assignment.server = server
        assignment.slot = server
        assignment.isAssigned = true
        return (true, true)
    }
}
