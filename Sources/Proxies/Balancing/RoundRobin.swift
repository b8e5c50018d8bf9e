// Proxies: weighted round robin over changing weights.
import Base

/// `balance roundrobin` (`lb_fwrr.c`): each server has positions on a scale as long as the sum of the weights.
///
/// Per group three ordered sets: `current` holds servers by their next position in this round, `waiting` those that have not served in it
/// yet, `following` those of the next round (spec/balancing.md 1.2).
final class RoundRobin: Balancer {
    fileprivate struct Turns {
        var current = SortedTable()
        var waiting = SortedTable()
        var following = SortedTable()
        /// Weight of the usable servers now.
        var nextWeight: UInt32 = 0
        /// Weight when the round began.
        var roundWeight: UInt32 = 0
        /// Position in the round.
        var position: UInt32 = 0
    }
    fileprivate enum Table { static let none: UInt8 = 0, current: UInt8 = 1, waiting: UInt8 = 2, following: UInt8 = 3 }
    private var active = Turns()
    private var backup = Turns()
    private var setAside: ContiguousArray<UInt32> = []

    override var kind: Kind { .roundRobin }

    override func build() {
        active = Turns()
        backup = Turns()
        let count = proxy.servers.count
        setAside.reserveCapacity(count)
        active.current.reserve(count)
        active.waiting.reserve(count)
        active.following.reserve(count)
        active.nextWeight = UInt32(proxy.activeWeight)
        backup.nextWeight = UInt32(proxy.backupWeight)
        for server in proxy.servers {
            (server.position, server.lastPosition, server.remainder, server.table) = (0, 0, 0, Table.none)
            guard server.balancerUsable else { continue }
            with(server) { $0.wait($1) }
        }
        for path in [\RoundRobin.active, \RoundRobin.backup] {
            self[keyPath: path].roundWeight = self[keyPath: path].nextWeight
            self[keyPath: path].position = self[keyPath: path].nextWeight
        }
    }

    @inline(__always)
    private func with(_ server: Server, _ body: (inout Turns, Server) -> Void) {
        if server.isBackup { body(&backup, server) } else { body(&active, server) }
    }

    override func insert(_ server: Server) {
        with(server) { turns, server in
            turns.nextWeight = UInt32(server.isBackup ? proxy.backupWeight : proxy.activeWeight)
            let weight = UInt32(server.balancerWeight)
            server.position = turns.position &+ (turns.nextWeight &+ turns.roundWeight &- turns.position) / weight
            turns.queue(server)
        }
    }

    override func remove(_ server: Server) {
        with(server) { turns, server in
            turns.nextWeight = UInt32(server.isBackup ? proxy.backupWeight : proxy.activeWeight)
            turns.dequeue(server)
        }
    }

    override func reweigh(_ server: Server, from old: Int) {
        with(server) { turns, server in
            turns.nextWeight = UInt32(server.isBackup ? proxy.backupWeight : proxy.activeWeight)
            let table = server.table
            turns.dequeue(server)
            if table == Table.waiting { turns.wait(server); return }
            if table == Table.following { server.position &+= turns.roundWeight }
            let previous = server.position
            let step = turns.nextWeight / UInt32(server.balancerWeight)
            server.position = server.lastPosition &+ step
            server.remainder = 0
            if server.position > previous { server.position = previous }
            if server.position < turns.position &+ 2 { server.position = turns.position &+ step }
            turns.queue(server)
        }
    }

    override func next(avoiding avoided: Server?) -> Server? {
        switch group {
        case .active: take(from: &active, avoiding: avoided)
        case .backup: take(from: &backup, avoiding: avoided)
        case .only(let server): server
        case .empty: nil
        }
    }

    /// `fwrr_get_next_server`.
    private func take(from turns: inout Turns, avoiding unwanted: Server?) -> Server? {
        var exchanged = false
        var avoided: Server?
        var chosen: Server?
        search: while true {
            if turns.roundWeight == 0 {
                turns.roundWeight = turns.nextWeight
                turns.position = turns.nextWeight
            }
            var candidate = turns.lowest(proxy)
            if candidate == nil {
                if exchanged { chosen = avoided; break search }
                exchanged = true
                swap(&turns.waiting, &turns.following)
                for entry in turns.waiting.entries { proxy.servers[Int(entry.value)].table = Table.waiting }
                turns.roundWeight = turns.nextWeight
                turns.position = turns.nextWeight
                candidate = turns.lowest(proxy)
                guard candidate != nil else { chosen = avoided; break search }
            }
            guard let server = candidate else { break search }
            turns.dequeue(server)
            turns.advance(server)
            turns.position &+= 1
            if server.hasPlace {
                if server !== unwanted || avoided != nil { chosen = server; break search }
                avoided = server
            }
            setAside.append(UInt32(truncatingIfNeeded: server.index))
        }
        if let chosen { turns.queue(chosen) }
        if !setAside.isEmpty {
            for index in setAside.reversed() {
                let server = proxy.servers[Int(index)]
                guard server !== chosen else { continue }
                if exchanged { turns.wait(server) } else { turns.queue(server) }
            }
            setAside.removeAll(keepingCapacity: true)
        }
        return chosen
    }
}

extension RoundRobin.Turns {
    private typealias Table = RoundRobin.Table

    /// `fwrr_get_server_from_group`.
    @inline(__always)
    mutating func lowest(_ proxy: Proxy) -> Server? {
        var first: Server?
        if !current.isEmpty {
            let server = proxy.servers[Int(current[0].value)]
            if server.position <= position { return server }
            first = server
        }
        if !waiting.isEmpty {
            let server = proxy.servers[Int(waiting[0].value)]
            server.position = 0
            server.remainder = 0
            return server
        }
        return first
    }

    /// Moves a server that serves now to its next position (`fwrr_update_position`).
    @inline(__always)
    mutating func advance(_ server: Server) {
        let weight = UInt32(truncatingIfNeeded: server.balancerWeight)
        if server.position == 0 { server.position = position }
        server.lastPosition = server.position
        server.position &+= nextWeight / weight
        server.remainder &+= nextWeight % weight
        if server.remainder >= weight {
            server.remainder &-= weight
            server.position &+= 1
        }
    }

    /// Puts a server where its position belongs (`fwrr_queue_srv`).
    @inline(__always)
    mutating func queue(_ server: Server) {
        let weight = UInt32(truncatingIfNeeded: server.balancerWeight)
        let value = UInt32(truncatingIfNeeded: server.index)
        if weight == 0 || server.position >= 2 &* roundWeight || server.position >= roundWeight &+ nextWeight {
            server.position &-= roundWeight
            server.tableKey = 4096 &- weight
            server.table = Table.following
            following.insert(key: server.tableKey, value: value)
        } else {
            server.tableKey = 256 &* server.position &+ (4096 &+ server.remainder &- weight) / 16
            server.table = Table.current
            current.insert(key: server.tableKey, value: value)
        }
    }

    /// Puts a server among those that have not served in this round, heaviest first (`fwrr_queue_by_weight`).
    mutating func wait(_ server: Server) {
        server.tableKey = 4096 &- UInt32(truncatingIfNeeded: server.balancerWeight)
        server.table = Table.waiting
        waiting.insert(key: server.tableKey, value: UInt32(truncatingIfNeeded: server.index))
    }

    @inline(__always)
    mutating func dequeue(_ server: Server) {
        let value = UInt32(truncatingIfNeeded: server.index)
        switch server.table {
        case Table.current: current.remove(key: server.tableKey, value: value)
        case Table.waiting: waiting.remove(key: server.tableKey, value: value)
        case Table.following: following.remove(key: server.tableKey, value: value)
        default: break
        }
        server.table = Table.none
    }
}
