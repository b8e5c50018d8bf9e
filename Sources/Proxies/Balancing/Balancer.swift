// Proxies: what all balancing algorithms share.
import Base

/// Chooses a server; one algorithm of `balance` at work (HAProxy manual §4.2; `struct lbprm`).
///
/// All methods run with the backend's lock held. A subclass keeps its own structure of the usable servers, told of every
/// change by ``update(_:)``. This class itself is the algorithm of a backend without servers: it never finds one.
public class Balancer {
    unowned(unsafe) final let proxy: Proxy
    /// `wdiv`, `wmult`: effective weight = ceil(user weight · divisor / multiplier).
    final var weightDivisor = 16
    final var weightMultiplier = 1
    /// Random numbers for `balance random`; a plain generator: nobody gains by guessing it.
    final var random: SmallRandom

    init(_ proxy: Proxy, seed: UInt64 = 0x9E37_79B9_7F4A_7C15) {
        self.proxy = proxy
        random = SmallRandom(seed: seed)
    }

    /// Whether weights may change to any value while it runs (`BE_LB_PROP_DYN`).
    var isDynamic: Bool { true }
    /// Whether it finds servers by a hash (`BE_LB_KIND_HI`).
    public final var isHash: Bool { kind == .hash }
    /// What a server is found by.
    enum Kind { case none, roundRobin, staticRoundRobin, leastConnections, first, random, hash }
    var kind: Kind { .none }
    /// Whether a waiting request of the backend proves that all servers are full, so that none need be looked at.
    final var queueMeansFull: Bool { kind == .roundRobin || kind == .staticRoundRobin || kind == .first }

    /// Builds the structure from nothing; the totals are up to date.
    func build() {}
    /// Puts a server in that became usable.
    func insert(_ server: Server) {}
    /// Takes a server out that was usable.
    func remove(_ server: Server) {}
    /// Moves a usable server whose effective weight changed from `old`.
    func reweigh(_ server: Server, from old: Int) {}
    /// Notes that a server's places or queue changed (`server_take_conn`, `server_drop_conn`).
    func loadChanged(_ server: Server) {}
    /// The next server in turn, `avoided` only if there is no other (`…_get_next_server`).
    func next(avoiding avoided: Server?) -> Server? { nil }
    /// The server for a hash; falls back as the algorithm does.
    func find(_ hash: UInt32, avoiding avoided: Server?) -> Server? { nil }

    /// The algorithm for a proxy's settings.
    static func make(for proxy: Proxy) -> Balancer {
        guard proxy.isBackend else { return Balancer(proxy) }
        let settings = proxy.settings.balance
        switch settings.algorithm {
        case .roundrobin: return RoundRobin(proxy)
        case .staticRoundRobin: return ServerMap(proxy, kind: .staticRoundRobin)
        case .leastconn: return LeastConnections(proxy)
        case .first: return FirstAvailable(proxy)
        case .random(let draws): return RandomDraw(proxy, draws: draws)
        case .sticky: return FirstAvailable(proxy)
        case .source, .uri, .urlParam, .header, .rdpCookie, .hash, .logHash:
            return settings.hashType.method == .consistent
                ? HashRing(proxy, balanceFactor: settings.hashBalanceFactor, affinity: settings.preserveAffinity)
                : ServerMap(proxy, kind: .hash)
        }
    }

    /// Tells the algorithm what became of `server`: up, down, another weight (`set_server_status_up`, `…_down`,
    /// `update_server_weight`), and brings the totals up to date.
    final func update(_ server: Server) {
        let usable = server.isUsable
        let (wasUsable, oldWeight) = (server.balancerUsable, server.balancerWeight)
        guard usable != wasUsable || server.effectiveWeight != oldWeight else { return }
        server.balancerUsable = usable
        server.balancerWeight = server.effectiveWeight
        recount()
        switch (wasUsable, usable) {
        case (false, true): insert(server)
        case (true, false): remove(server)
        case (true, true): reweigh(server, from: oldWeight)
        case (false, false): break
        }
    }

    /// Counts usable servers and weights, and picks the group in use (`recount_servers`, `update_backend_weight`).
    final func recount() {
        var active = (servers: 0, weight: 0)
        var backup = (servers: 0, weight: 0)
        var firstBackup: Server?
        for server in proxy.servers where server.balancerUsable {
            if server.isBackup {
                if firstBackup == nil { firstBackup = server }
                backup.servers += 1
                backup.weight += server.balancerWeight
            } else {
                active.servers += 1
                active.weight += server.balancerWeight
            }
        }
        proxy.activeServers = active.servers
        proxy.activeWeight = active.weight
        proxy.backupServers = backup.servers
        proxy.backupWeight = backup.weight
        proxy.firstBackup = proxy.settings.options.contains(.allbackups) ? nil : firstBackup
        if active.servers > 0 {
            (proxy.usedServers, proxy.usedWeight) = active
        } else if let only = proxy.firstBackup {
            (proxy.usedServers, proxy.usedWeight) = (1, only.balancerWeight)
        } else {
            (proxy.usedServers, proxy.usedWeight) = backup
        }
    }

    /// Notes for each server the weight of those before it; only when everything is built anew, as HAProxy.
    final func accumulateWeights() {
        var active = 0
        var backup = 0
        for server in proxy.servers where server.balancerUsable {
            if server.isBackup {
                server.cumulativeWeight = backup
                backup += server.balancerWeight
            } else {
                server.cumulativeWeight = active
                active += server.balancerWeight
            }
        }
    }

    /// The greatest common divisor of all weights that are not 0: the unit of maps.
    final var commonDivisor: Int {
        let divisor = proxy.servers.reduce(0) { result, server in
            var (a, b) = (result, server.initialWeight)
            while b != 0 { (a, b) = (b, a % b) }
            return a
        }
        return max(1, divisor)
    }

    /// The servers that take turns now: active ones, else one backup, else all of them.
    enum Group { case active, backup, only(Server), empty }
    @inline(__always)
    final var group: Group {
        if proxy.activeServers > 0 { return .active }
        if let only = proxy.firstBackup { return .only(only) }
        return proxy.backupServers > 0 ? .backup : .empty
    }
}

extension Server {
    /// Whether one more request may start on it without waiting.
    @inline(__always)
    var hasPlace: Bool { maxconn == 0 || (queue.isEmpty && served < dynamicMaxconn) }

    /// `maxconn` under the backend's present load (`srv_dynamic_maxconn`): from `minconn` to `maxconn` with the streams in the backend up to
    /// `fullconn`, and a part of that in slow start.
    public var dynamicMaxconn: Int {
        let streams = proxy.beconn.load(ordering: .relaxed)
        var limit = maxconn
        if minconn != maxconn, streams < proxy.fullconn {
            limit = max(minconn, streams * maxconn / proxy.fullconn)
        }
        if state == .starting, slowstartSeconds > 0 {
            let elapsed = proxy.nowSeconds - lastChange
            if elapsed >= 0, elapsed < slowstartSeconds {
                limit = max(1, limit * Int(100 * elapsed / slowstartSeconds) / 100)
            }
        }
        return limit
    }
}

/// A small generator of pseudo-random numbers (SplitMix64).
struct SmallRandom: RandomNumberGenerator {
    private var state: UInt64
    init(seed: UInt64) { state = seed }
    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var word = state
        word = (word ^ word >> 30) &* 0xBF58_476D_1CE4_E5B9
        word = (word ^ word >> 27) &* 0x94D0_49BB_1331_11EB
        return word ^ word >> 31
    }
}
