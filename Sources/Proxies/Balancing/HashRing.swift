// Proxies: consistent hashing and random draws on a ring.
import Base

/// Hashes with `hash-type consistent` (`lb_chash.c`): each server owns points on a ring of 2^32 places; a key belongs to the nearest.
class HashRing: Balancer {
    private var active = SortedTable()
    private var backup = SortedTable()
    /// Where round robin on the ring stands.
    private var last: SortedTable.Entry?
    private let balanceFactor: Int
    private let affinity: BalanceSettings.PreserveAffinity

    init(_ proxy: Proxy, balanceFactor: Int, affinity: BalanceSettings.PreserveAffinity) {
        self.balanceFactor = balanceFactor
        self.affinity = affinity
        super.init(proxy)
    }

    override var kind: Kind { .hash }

    override func build() {
        active.removeAll()
        backup.removeAll()
        last = nil
        accumulateWeights()
        for isBackup in [false, true] {
            var points: [SortedTable.Entry] = []
            for server in proxy.servers where server.isBackup == isBackup {
                server.ringPoints = 0
                guard server.balancerUsable else { continue }
                points += newPoints(of: server)
            }
            if isBackup { backup.merge(points) } else { active.merge(points) }
        }
    }

    /// The points that `server` lacks for its weight.
    private func newPoints(of server: Server) -> [SortedTable.Entry] {
        let base = server.ringKey
        let range = server.ringPoints..<max(server.ringPoints, server.balancerWeight)
        server.ringPoints = server.balancerWeight
        return range.map { SortedTable.Entry(key: KeyHash.avalanche(base &+ UInt32($0)), value: UInt32(server.index)) }
    }

    override func insert(_ server: Server) { reweigh(server, from: 0) }

    override func remove(_ server: Server) {
        server.ringPoints = 0
        let value = UInt32(server.index)
        if server.isBackup { backup.removeAll { $0.value == value } } else { active.removeAll { $0.value == value } }
        if last?.value == value { last = nil }
    }

    override func reweigh(_ server: Server, from old: Int) {
        if server.balancerWeight < server.ringPoints { remove(server) }
        let points = newPoints(of: server)
        if server.isBackup { backup.merge(points) } else { active.merge(points) }
    }

    /// Forgets the points of a server whose address, and so perhaps its key, changed.
    final func rekey(_ server: Server) {
        guard server.balancerUsable else { return }
        remove(server)
        insert(server)
    }

    /// `chash_get_next_server`: walks the ring.
    override func next(avoiding unwanted: Server?) -> Server? {
        switch group {
        case .active: walk(active, unwanted)
        case .backup: walk(backup, unwanted)
        case .only(let server): server
        case .empty: nil
        }
    }

    private func walk(_ ring: SortedTable, _ unwanted: Server?) -> Server? {
        guard !ring.isEmpty else { return nil }
        var index = -1
        if let last {
            index = ring.lowerBound(last.key)
            while index < ring.count, ring[index].key == last.key, ring[index].value != last.value { index += 1 }
        }
        var avoided: Server?
        for _ in 0..<ring.count {
            index = index + 1 < ring.count ? index + 1 : 0
            last = ring[index]
            let server = proxy.servers[Int(ring[index].value)]
            guard server.hasPlace else { continue }
            if server !== unwanted { return server }
            avoided = server
        }
        return avoided
    }

    /// `chash_get_server_hash`.
    override func find(_ hash: UInt32, avoiding unwanted: Server?) -> Server? {
        switch group {
        case .active: nearest(active, hash, unwanted)
        case .backup: nearest(backup, hash, unwanted)
        case .only(let server): server
        case .empty: nil
        }
    }

    private func nearest(_ ring: SortedTable, _ hash: UInt32, _ unwanted: Server?) -> Server? {
        guard !ring.isEmpty else { return nil }
        var index = ring.lowerBound(hash)
        if index == ring.count { index = 0 }
        let before = index == 0 ? ring.count - 1 : index - 1
        if hash &- ring[before].key <= ring[index].key &- hash { index = before }
        var server = proxy.servers[Int(ring[index].value)]
        var laps = 0
        while server === unwanted || !isEligible(server) {
            index += 1
            if index == ring.count {
                index = 0
                laps += 1
                if laps > 1 { break }
            }
            server = proxy.servers[Int(ring[index].value)]
        }
        return server
    }

    private func isEligible(_ server: Server) -> Bool {
        switch affinity {
        case .always: break
        case .maxconn:
            if server.maxconn > 0, server.served >= server.dynamicMaxconn { return false }
        case .maxqueue:
            if server.maxconn > 0,
                server.served + server.queue.count >= server.dynamicMaxconn + server.settings.maxqueue { return false }
        }
        return balanceFactor == 0 || isWithinBound(server)
    }

    /// Bounded load (`chash_server_is_eligible`): its part of the requests in service, times `hash-balance-factor`.
    private func isWithinBound(_ server: Server) -> Bool {
        let weight = UInt32(truncatingIfNeeded: server.balancerWeight)
        let total = UInt32(truncatingIfNeeded: proxy.usedWeight)
        let slots = UInt32(truncatingIfNeeded: ((proxy.served + 1) * balanceFactor + 99) / 100)
        let (each, rest) = slots.quotientAndRemainder(dividingBy: total)
        let before = UInt32(truncatingIfNeeded: server.cumulativeWeight)
        let own = weight &* each &+ (((before &+ weight) &* rest) / total &- (before &* rest) / total)
        return server.served < max(1, Int(own))
    }
}

/// `balance random(n)` (`get_server_rnd`): the least loaded of n servers that chance picks on the ring.
final class RandomDraw: HashRing {
    private let draws: Int

    init(_ proxy: Proxy, draws: Int) {
        self.draws = max(1, draws)
        super.init(proxy, balanceFactor: proxy.settings.balance.hashBalanceFactor, affinity: .always)
    }

    override var kind: Kind { .random }

    override func next(avoiding unwanted: Server?) -> Server? {
        var best: Server?
        for _ in 0..<draws {
            let hash = UInt32(truncatingIfNeeded: random.next())
            guard let drawn = find(hash, avoiding: best ?? unwanted) else { break }
            guard let known = best, known !== drawn else { best = drawn; continue }
            let load = drawn.served * known.balancerWeight
            let knownLoad = known.served * drawn.balancerWeight
            if load < knownLoad
                || load == knownLoad && drawn.recentRate * known.balancerWeight <= known.recentRate * drawn.balancerWeight {
                best = drawn
            }
        }
        guard let best, best.queue.isEmpty, best.maxconn == 0 || best.served < best.dynamicMaxconn else { return nil }
        return best
    }
}

extension Server {
    /// Sessions started lately, to tell equally loaded servers apart.
    fileprivate var recentRate: Int { counters.rate(.sessions, at: proxy.nowSeconds * 1000 + 999) }

    /// First argument of the ring's points (`chash_compute_server_key`), as `hash-key` says.
    var ringKey: UInt32 {
        switch settings.hashKey {
        case .id: break
        case .id32: return KeyHash.avalanche(UInt32(truncatingIfNeeded: id).byteSwapped)
        case .guid:
            if let guid = settings.guid {
                return Array(guid.utf8).withUnsafeBufferPointer { XXHash.hash32($0, seed: 0) }
            }
        case .address, .addressAndPort:
            let seed = settings.hashKey == .address ? 0 : KeyHash.avalanche(UInt32(address.port))
            let known: UInt32? = address.withAddressBytes { bytes in
                switch bytes.count {
                case 4:
                    // Why: HAProxy reads the address in the host's order, which is little-endian wherever it is deployed.
                    let low = UInt32(bytes[0]) | UInt32(bytes[1]) << 8
                    return KeyHash.avalanche(seed &+ (low | UInt32(bytes[2]) << 16 | UInt32(bytes[3]) << 24))
                case 16: return XXHash.hash32(bytes, seed: seed)
                default: return nil
                }
            }
            if let known { return known }
        }
        return UInt32(truncatingIfNeeded: id) &* 4096
    }
}
