// Proxies: how free places and waiting requests meet.
import Base

extension Proxy {
    /// Takes `pendconn` out of its queue, or fetches the server it was given meanwhile (`pendconn_dequeue`).
    ///
    /// Called by the waiter's own thread when its wait ends for whatever reason.
    /// - Returns: whether the wait had ended already, and with which server; its place is taken then. No server: choose again.
    public func dequeue(_ pendconn: Pendconn) -> (released: Bool, server: Server?) {
        locked {
            if let queue = pendconn.queue {
                queue.remove(pendconn)
                if let server = pendconn.server { balancer.loadChanged(server) }
                return (false, nil)
            }
            return (true, pendconn.granted)
        }
    }

    /// Adds a request to a queue (`pendconn_add`). The lock is held.
    func enqueue(
        for server: Server?, waiter: any QueueWaiter, priority: QueuePriority, isForced: Bool, now: Tick
    ) -> Pendconn {
        let target = server?.queue ?? queue
        arrivals &+= 1
        let pendconn = Pendconn(
            proxy: self, server: server, waiter: waiter, priority: priority, isForced: isForced,
            now: now, sequence: arrivals, served: target.servedSoFar)
        target.insert(pendconn)
        if let server { balancer.loadChanged(server) }
        return pendconn
    }

    /// Whether a freed place of `server` may be of use to somebody (`may_dequeue_tasks`). The lock is held.
    @inline(__always)
    func mayDequeue(_ server: Server) -> Bool {
        (!server.queue.isEmpty || !queue.isEmpty && server.isUsable)
            && (server.maxconn == 0 || server.served < server.dynamicMaxconn)
    }

    /// Gives the free places of `server` to those who wait (`process_srv_queue`). The lock is held.
    func serveQueues(_ server: Server) {
        // Why: a tracker has the limits of its own but lives and dies with the tracked one; `isUsable` knows both.
        while server.maxconn == 0 || server.served < server.dynamicMaxconn {
            guard let pendconn = nextWaiting(for: server) else { return }
            pendconn.queue?.remove(pendconn, isServed: true)
            pendconn.granted = server
            server.served += 1
            served += 1
            balancer.loadChanged(server)
            pendconn.release()
        }
    }

    /// The better of the heads of the server's and the backend's queue (`pendconn_process_next_strm`).
    private func nextWaiting(for server: Server) -> Pendconn? {
        let own = server.queue.first
        guard let any = queue.first, server.isUsable, mayServeBackendQueue(server) else { return own }
        guard let own else { return any }
        return any.key < own.key ? any : own
    }

    /// Backups serve the backend's queue only when no active server does.
    private func mayServeBackendQueue(_ server: Server) -> Bool {
        !server.isBackup || activeServers == 0 && (firstBackup == nil || firstBackup === server)
    }

    /// Empties the queue of a server that stops serving (`pendconn_redistribute`). The lock is held.
    ///
    /// Those who may go elsewhere choose again; `force-persist` ones stay.
    /// - Returns: the number released.
    func redistributeQueue(of server: Server) -> Int {
        // Why: a request whose cookie leads here may wait for the server to come back, unless it left for maintenance.
        let mayMove = server.admin.contains(anyOf: .maintenance)
            || settings.redispatch != nil && !settings.options.contains(.persist)
        guard mayMove else { return 0 }
        var released = 0
        for pendconn in server.queue.all.sorted(by: { $0.precedes($1) }) where !pendconn.isForced {
            server.queue.remove(pendconn)
            pendconn.granted = nil
            pendconn.release()
            released += 1
        }
        if released > 0 { balancer.loadChanged(server) }
        // Why: with no server left the backend's queue would wait in vain: they all end with 503 now.
        if usedServers == 0 { released += releaseBackendQueue() }
        return released
    }

    /// Wakes everyone in the backend's queue to choose again.
    private func releaseBackendQueue() -> Int {
        let waiting = queue.all.sorted { $0.precedes($1) }
        for pendconn in waiting {
            queue.remove(pendconn)
            pendconn.granted = nil
            pendconn.release()
        }
        return waiting.count
    }

    /// Gives a server that came up what its limit allows from the backend's queue (`pendconn_grab_from_px`). The lock is held.
    /// - Returns: the number of requests that it took.
    func grabFromBackendQueue(_ server: Server) -> Int {
        guard server.isUsable else { return 0 }
        let limit = server.maxconn == 0 ? Int.max : server.dynamicMaxconn
        var taken = 0
        while server.served < limit, mayServeBackendQueue(server), let pendconn = queue.first {
            queue.remove(pendconn, isServed: true)
            pendconn.granted = server
            server.served += 1
            served += 1
            taken += 1
            pendconn.release()
        }
        if taken > 0 { balancer.loadChanged(server) }
        return taken
    }
}
