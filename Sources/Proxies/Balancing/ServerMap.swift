// Proxies: an array of servers, as often as their weights say.
import Base

/// `balance static-rr` and hashes with `hash-type map-based` (`lb_map.c`): a slot a unit of weight, filled anew when a server changes.
final class ServerMap: Balancer {
    private let itsKind: Kind
    private var slots: ContiguousArray<UInt32> = []
    private var isStale = true
    private var cursor = 0

    init(_ proxy: Proxy, kind: Kind) {
        itsKind = kind
        super.init(proxy)
        weightDivisor = 1
    }

    override var kind: Kind { itsKind }
    override var isDynamic: Bool { false }

    override func build() {
        weightMultiplier = commonDivisor
        isStale = true
    }
    override func insert(_ server: Server) { isStale = true }
    override func remove(_ server: Server) { isStale = true }
    override func reweigh(_ server: Server, from old: Int) { isStale = true }

    /// `recalc_server_map`.
    private func fill() {
        isStale = false
        accumulateWeights()
        slots.removeAll(keepingCapacity: true)
        let total = proxy.usedWeight
        guard total > 0 else { return }
        if case .only(let server) = group {
            slots = ContiguousArray(repeating: UInt32(server.index), count: total)
            return
        }
        let wantsBackup = proxy.activeServers == 0
        let members = proxy.servers.filter { $0.balancerUsable && $0.isBackup == wantsBackup }
        if total == 1 {
            slots.append(UInt32(members[0].index))
            return
        }
        var scores = [Int](repeating: 0, count: members.count)
        slots.reserveCapacity(total)
        for _ in 0..<total {
            var best = 0
            var highest = Int.min
            for (place, server) in members.enumerated() {
                scores[place] += server.balancerWeight
                // Why: C divides towards zero, but a score is never below -total.
                let value = (scores[place] + total) / total
                if value > highest { (highest, best) = (value, place) }
            }
            scores[best] -= total
            slots.append(UInt32(members[best].index))
        }
    }

    /// `map_get_server_rr`.
    override func next(avoiding unwanted: Server?) -> Server? {
        if isStale { fill() }
        guard !slots.isEmpty else { return nil }
        if cursor >= slots.count { cursor = 0 }
        let start = cursor
        var index = start
        var avoided: Server?
        var afterAvoided = start
        repeat {
            let server = proxy.servers[Int(slots[index])]
            index += 1
            if server.hasPlace {
                if server !== unwanted { cursor = index; return server }
                (avoided, afterAvoided) = (server, index)
            }
            if index == slots.count { index = 0 }
        } while index != start
        if avoided != nil { cursor = afterAvoided }
        return avoided
    }

    /// `map_get_server_hash`.
    override func find(_ hash: UInt32, avoiding avoided: Server?) -> Server? {
        if isStale { fill() }
        guard !slots.isEmpty else { return nil }
        return proxy.servers[Int(slots[Int(hash) % slots.count])]
    }
}
