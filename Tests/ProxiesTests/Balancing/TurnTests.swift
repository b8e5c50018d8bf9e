import Base
import Testing

@testable import Proxies

/// The order of servers is part of what administrators rely on when they weigh machines.
@Suite("Taking turns (spec/balancing.md 1.2 to 1.6)")
struct TurnTests {
    @Test("roundrobin (table 1)", arguments: [
        ([1, 2, 3], "cbcacbcbcacbcbcacbcbcacbcbca"),
        ([5, 1, 1], "aaabaacaaabaac"),
        ([10, 20, 30, 40], "dcdbcdadcbdcdbcdadcb"),
        ([1, 1, 1, 1], "abcdabcd"),
    ])
    func roundRobin(weights: [Int], order: String) {
        #expect(TestBackend(.roundrobin, weights: weights).picks(order.count) == order)
    }

    @Test("roundrobin with large weights serves exactly by weight")
    func largeWeights() {
        let order = TestBackend(.roundrobin, weights: [100, 50, 1]).picks(151)
        #expect(order.hasPrefix("aabaabaab"))
        #expect(order.filter { $0 == "a" }.count == 100)
        #expect(order.filter { $0 == "b" }.count == 50)
    }

    @Test("static-rr (table 1)", arguments: [
        ([1, 2, 3], "acbcbc"), ([5, 1, 1], "aaabaac"), ([10, 20, 30, 40], "abdcdbcdcd"), ([1, 1, 1, 1], "abcd"),
    ])
    func staticRoundRobin(weights: [Int], order: String) {
        #expect(TestBackend(.staticRoundRobin, weights: weights).picks(2 * order.count) == order + order)
    }

    @Test("backups rest while an active server is usable")
    func backups() {
        let backend = TestBackend(.roundrobin, weights: [1, 3, 2, 1], backups: [2, 3])
        #expect(backend.picks(8) == "bbbabbba")
    }

    @Test("only backups: the first one alone, or all with allbackups")
    func onlyBackups() {
        #expect(TestBackend(.roundrobin, weights: [1, 3], backups: [0, 1]).picks(4) == "aaaa")
        #expect(TestBackend(.roundrobin, weights: [1, 3], backups: [0, 1], options: .allbackups).picks(4) == "bbba")
    }

    @Test("leastconn holds by weight (table 2)")
    func leastConnections() {
        let backend = TestBackend(.leastconn, weights: [10, 20, 10])
        #expect((0..<12).map { _ in backend.hold() }.joined() == "abcbbacbbacb")
    }

    @Test("first fills servers in the order of their ids (table 3)", arguments: [
        ([1, 2, 3], "aabbcc"), ([30, 10, 20], "bbccaa"),
    ])
    func first(ids: [Int], order: String) {
        let backend = TestBackend(.first, weights: [1, 1, 1]) { settings in
            for index in 0..<3 {
                settings.servers[index].id = ids[index]
                settings.servers[index].maxconn = 2
            }
        }
        #expect((0..<6).map { _ in backend.hold() }.joined() == order)
        #expect(backend.hold() == "queued")
    }

    @Test("random prefers the less loaded of two")
    func random() {
        let backend = TestBackend(.random(draws: 2))
        let names = (0..<400).map { _ in backend.hold() }
        for name in ["a", "b", "c", "d"] {
            let count = names.filter { $0 == name }.count
            #expect((85...115).contains(count), "\(name): \(count)")
        }
    }

    @Test("a full server is passed over, and the queue fills when all are full")
    func saturation() {
        for algorithm in [BalanceAlgorithm.roundrobin, .staticRoundRobin, .leastconn, .random(draws: 8)] {
            let backend = TestBackend(algorithm, weights: [1, 1]) { settings in
                settings.servers[0].maxconn = 1
                settings.servers[1].maxconn = 2
            }
            let names = (0..<3).map { _ in backend.hold() }
            #expect(names.sorted() == ["a", "b", "b"], "\(algorithm)")
            // Why: leastconn without maxqueue finds nobody either.
            #expect(backend.hold() == "queued")
            #expect(backend.proxy.queue.count == 1)
        }
    }

    @Test("no server: SRV_STATUS_NOSRV")
    func nobody() {
        #expect(TestBackend(.roundrobin, weights: []).pick() == "noServer")
        #expect(TestBackend(.roundrobin, weights: [0, 0]).pick() == "noServer")
    }

    @Test("roundrobin avoids the server that failed, unless it is alone")
    func avoidance() {
        let backend = TestBackend(.roundrobin, weights: [1, 1])
        var assignment = ServerAssignment()
        #expect(backend.assign(&assignment) == .ok)
        #expect(assignment.server?.name == "a")
        assignment.isAssigned = false
        #expect(backend.assign(&assignment) == .ok)
        #expect(assignment.server?.name == "b")
        #expect(assignment.wasRedispatched)
        #expect(backend.proxy.backendCounters.total(.redispatches) == 1)
        let alone = TestBackend(.roundrobin, weights: [1])
        var single = ServerAssignment()
        #expect(alone.assign(&single) == .ok)
        single.isAssigned = false
        #expect(alone.assign(&single) == .ok)
        #expect(single.server?.name == "a")
        #expect(alone.proxy.servers[0].counters.total(.retries) == 1)
        #expect(alone.proxy.servers[0].served == 1)
    }
}
