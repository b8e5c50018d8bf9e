// Proxies: the least loaded server, and the first with room.
import Base

/// `balance leastconn` (`lb_fwlc.c`): servers ordered by requests in service and waiting, against weight.
///
/// Equal loads take turns in the order in which they came to that load. HAProxy 3.4 shuffles them, which promises no order.
final class LeastConnections: Balancer {
    private var active = SortedTable()
    private var backup = SortedTable()

    override var kind: Kind { .leastConnections }

    override func build() {
        active.removeAll()
        backup.removeAll()
        active.reserve(proxy.servers.count)
        for server in proxy.servers {
            server.table = 0
            if server.balancerUsable { insert(server) }
        }
    }

    private func key(_ server: Server) -> UInt32 {
        let load = server.served &+ server.queue.count
        return load == 0 ? 0 : UInt32(truncatingIfNeeded: (load &+ 1) &* 4096 / server.balancerWeight)
    }

    override func insert(_ server: Server) {
        server.tableKey = key(server)
        server.table = 1
        let value = UInt32(truncatingIfNeeded: server.index)
        if server.isBackup { backup.insert(key: server.tableKey, value: value) }
        else { active.insert(key: server.tableKey, value: value) }
    }

    override func remove(_ server: Server) {
        guard server.table == 1 else { return }
        server.table = 0
        let value = UInt32(truncatingIfNeeded: server.index)
        if server.isBackup { backup.remove(key: server.tableKey, value: value) }
        else { active.remove(key: server.tableKey, value: value) }
    }

    override func reweigh(_ server: Server, from old: Int) {
        remove(server)
        insert(server)
    }

    override func loadChanged(_ server: Server) {
        guard server.table == 1, key(server) != server.tableKey else { return }
        remove(server)
        insert(server)
    }

    override func next(avoiding unwanted: Server?) -> Server? {
        switch group {
        case .active: lowest(active, unwanted)
        case .backup: lowest(backup, unwanted)
        case .only(let server): server
        case .empty: nil
        }
    }

    /// `fwlc_get_next_server`.
    private func lowest(_ table: SortedTable, _ unwanted: Server?) -> Server? {
        var avoided: Server?
        for entry in table.entries {
            let server = proxy.servers[Int(entry.value)]
            guard server.maxconn == 0
                || server.served + server.queue.count < server.dynamicMaxconn + server.settings.maxqueue
            else { continue }
            if server !== unwanted { return server }
            avoided = server
        }
        return avoided
    }
}

/// `balance first` (`lb_fas.c`): the usable server with the lowest `id` that has a free place.
final class FirstAvailable: Balancer {
    private var order: [Server] = []

    override var kind: Kind { .first }
    override func build() { order = proxy.servers.sorted { $0.id < $1.id } }

    override func next(avoiding unwanted: Server?) -> Server? {
        let wantsBackup: Bool
        switch group {
        case .active: wantsBackup = false
        case .backup: wantsBackup = true
        case .only(let server): return server
        case .empty: return nil
        }
        var avoided: Server?
        for server in order where server.balancerUsable && server.isBackup == wantsBackup && server.hasPlace {
            if server !== unwanted { return server }
            avoided = server
        }
        return avoided
    }
}
