import Base
import Testing

@testable import Proxies

/// Operators' alerting matches these lines: a changed word is a silent outage.
@Suite("Server states and their log lines (spec/balancing.md 2)")
struct TransitionTests {
    static let zero = "0 sessions active, 0 requeued, 0 remaining in queue."
    static func checked(_ weights: [Int] = [1, 1], configure: (inout ProxySettings) -> Void = { _ in }) -> TestBackend {
        TestBackend(.roundrobin, weights: weights) { settings in
            for index in settings.servers.indices {
                settings.servers[index].check = true
                settings.servers[index].initState = .fullyUp
            }
            configure(&settings)
        }
    }
    func texts(_ change: StateChange) -> [String] { change.messages.map(\.message.text) }

    @Test("a failed check counts down, the last one alerts")
    func down() {
        let backend = Self.checked { $0.servers[0].fall = 2 }
        let server = backend.proxy.servers[0]
        #expect(server.report(.layer4Failure, code: 0, info: "refused", duration: 0, thread: 0, now: 1_000_000).isEmpty)
        #expect(server.statusText == "UP 1/2")
        let change = server.report(.layer4Failure, code: 0, info: "refused", duration: 3, thread: 0, now: 1_005_000)
        #expect(texts(change) == [
            "Server be/a is DOWN, reason: Layer4 connection problem, info: \"refused\", check duration: 3ms. 1 active and 0 backup servers left. \(Self.zero)",
        ])
        #expect(change.messages[0].message.level == .alert)
        #expect(server.statusText == "DOWN")
        #expect(server.lastChange == 1005)
        #expect(server.counters.total(.failedChecks) == 2)
        #expect(server.downTransitions == 1)
        #expect(backend.picks(3) == "bbb")
        #expect(server.report(.layer7OK, code: 200, info: "OK", duration: 1, thread: 0, now: 1_007_000).isEmpty)
        #expect(server.statusText == "DOWN 1/2")
        let up = server.report(.layer7OK, code: 200, info: "OK", duration: 1, thread: 0, now: 1_009_000)
        #expect(texts(up) == [
            "Server be/a is UP, reason: Layer7 check passed, code: 200, info: \"OK\", check duration: 1ms. 2 active and 0 backup servers online. 0 sessions requeued, 0 total in queue.",
        ])
        #expect(server.downTime == 4)
        #expect(server.statusText == "UP")
    }

    @Test("log-health-checks moves the reason to a line of its own")
    func logHealthChecks() {
        let backend = Self.checked([1]) { settings in
            settings.servers[0].fall = 1
            settings.options.insert(.logHealthChecks)
        }
        let change = backend.proxy.servers[0].report(.layer4Timeout, code: 0, info: "", duration: 1001, thread: 0, now: 1_000_000)
        #expect(texts(change) == [
            "Health check for server be/a failed, reason: Layer4 timeout, check duration: 1001ms, status: 0/2 DOWN.",
            "Server be/a is DOWN. 0 active and 0 backup servers left. \(Self.zero)",
            "backend be has no server available!",
        ])
        #expect(backend.proxy.backendStatusText == "DOWN")
    }

    @Test("disable-on-404 stops new sessions; the end is then no alert (statement 33)")
    func nolb() {
        let backend = Self.checked { $0.servers[0].fall = 2 }
        let server = backend.proxy.servers[0]
        let stopping = server.report(.layer7ConditionallyOK, code: 404, info: "Not Found", duration: 1, thread: 0, now: 1_000_000)
        #expect(texts(stopping).first?.hasPrefix("Server be/a is stopping, reason: Layer7 check conditionally passed, code: 404, info: \"Not Found\"") == true)
        #expect(server.statusText == "NOLB")
        #expect(backend.picks(2) == "bb")
        _ = server.report(.layer7WrongStatus, code: 500, info: "", duration: 1, thread: 0, now: 1_000_000)
        #expect(server.statusText == "NOLB 1/2")
        let down = server.report(.layer7WrongStatus, code: 500, info: "", duration: 1, thread: 0, now: 1_000_000)
        #expect(down.messages.first?.message.level == .notice)
        #expect(server.statusText == "DOWN")
    }

    @Test("maintenance and drain by order, as HAProxy 2.6.12 printed them")
    func orders() {
        let backend = TestBackend(.roundrobin, weights: [1, 1])
        let server = backend.proxy.servers[0]
        #expect(texts(server.setDrain(now: 1_000_000)) == [
            "Server be/a enters drain state. 1 active and 0 backup servers online. 0 sessions requeued, 0 total in queue.",
        ])
        #expect(server.statusText == "DRAIN")
        let maintenance = server.setMaintenance(now: 1_000_000)
        #expect(texts(maintenance) == ["Server be/a is going DOWN for maintenance. 1 active and 0 backup servers left. \(Self.zero)"])
        #expect(maintenance.messages[0].message.level == .notice)
        #expect(server.statusText == "MAINT")
        #expect(server.admin == .forcedMaintenance)
        #expect(texts(server.setDrain(now: 1_000_000)) == [
            "Server be/a is UP/DRAIN (leaving forced maintenance).", "Server be/a remains in forced drain mode.",
        ])
        #expect(texts(server.setReady(now: 1_000_000)) == ["Server be/a is UP (leaving forced drain)."])
        #expect(backend.picks(2).sorted() == ["a", "b"])
        #expect(server.setReady(now: 1_000_000).isEmpty)
    }

    @Test("maintenance of a server that is down, and back without a verdict")
    func downMaintenance() {
        let backend = Self.checked { $0.servers[0].fall = 1 }
        let server = backend.proxy.servers[0]
        _ = server.report(.layer4Failure, code: 0, info: "", duration: 0, thread: 0, now: 1_000_000)
        #expect(texts(server.setMaintenance(now: 1_000_000)) == ["Server be/a was DOWN and now enters maintenance."])
        #expect(server.check.isPaused)
        #expect(texts(server.setReady(now: 1_000_000)) == ["Server be/a is UP/READY (leaving forced maintenance)."])
        #expect(!server.check.isPaused)
    }

    static func tracking() -> (Configuration, Server, Server) {
        var first = ProxySettings()
        first.name = "b1"
        first.capabilities = .backend
        var tracked = ServerSettings()
        tracked.name = "s"
        tracked.check = true
        tracked.initState = .fullyUp
        tracked.fall = 1
        tracked.rise = 1
        first.servers = [tracked]
        var second = first
        second.name = "b2"
        second.servers[0].check = false
        second.servers[0].track = "b1/s"
        let configuration = Configuration(global: GlobalSettings(), sections: [first, second], threads: 1, maxconn: 100)
        _ = Unmanaged.passRetained(configuration)
        configuration.start(now: 1_000_000)
        return (configuration, configuration.server(at: "b1/s")!, configuration.server(at: "b2/s")!)
    }

    @Test("trackers follow and say whom")
    func trackers() {
        let (configuration, tracked, tracker) = Self.tracking()
        #expect(configuration.proxies.map(\.id) == [1, 2])
        let down = tracked.report(.layer4Failure, code: 0, info: "", duration: 0, thread: 0, now: 1_000_000)
        #expect(texts(down).contains("Server b2/s is DOWN via b1/s. 0 active and 0 backup servers left. \(Self.zero)"))
        #expect(down.messages.first { $0.message.text.contains("via") }?.proxy.name == "b2")
        #expect(tracker.statusText == "DOWN")
        _ = tracked.report(.layer4OK, code: 0, info: "", duration: 0, thread: 0, now: 1_000_000)
        #expect(tracker.state == .running)
        #expect(texts(tracked.setDrain(now: 1_000_000)).contains {
            $0.hasPrefix("Server b2/s enters drain state via b1/s.")
        })
        #expect(tracker.admin == .inheritedDrain)
        _ = tracked.setReady(now: 1_000_000)
        #expect(tracker.admin.isEmpty)
        _ = tracked.setMaintenance(now: 1_000_000)
        #expect(tracker.statusText == "MAINT (via b1/s)")
        #expect(texts(tracked.setReady(now: 1_000_000)).contains("Server b2/s is UP/READY (leaving maintenance)."))
    }

    @Test("init-state (3.4)", arguments: [
        (ServerSettings.InitState.none, "UP -1/2"), (.up, "UP 1/2"), (.fullyUp, "UP"), (.down, "DOWN 1/2"), (.fullyDown, "DOWN"),
    ])
    func initStates(initial: ServerSettings.InitState, status: String) {
        let backend = TestBackend(.roundrobin, weights: [1]) { settings in
            settings.servers[0].check = true
            settings.servers[0].fall = 2
            settings.servers[0].initState = initial
        }
        #expect(backend.proxy.servers[0].statusText == status)
    }

    @Test("slow start: weight, throttle and limit (table 12)")
    func slowstart() {
        let backend = TestBackend(.roundrobin, weights: [10, 10]) { settings in
            settings.servers[0].slowstart = 10_000
            settings.servers[0].maxconn = 100
        }
        let server = backend.proxy.servers[0]
        _ = server.setMaintenance(now: 1_000_000)
        let ready = server.setReady(now: 2_000_000)
        #expect(ready.warmingUp.map(\.name) == ["a"])
        var weights: [Int] = [server.reportedWeight]
        var throttles = [server.throttle]
        for second in 1...10 {
            let goesOn = server.warmUp(now: 2_000_000 + Int64(second) * 1000)
            #expect(goesOn == (second < 10))
            weights.append(server.reportedWeight)
            throttles.append(server.throttle)
            if second == 5 { #expect(server.dynamicMaxconn == 50) }
        }
        #expect(weights == [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 10])
        #expect(throttles == [6, 12, 25, 31, 43, 56, 62, 75, 81, 93, nil])
        #expect(server.dynamicMaxconn == 100)
    }

    @Test("observe: errors in a row count as a failed check, or kill at once", arguments: [
        (ServerSettings.OnError.failCheck, 2, ServerState.running), (.markDown, 0, .stopped), (.suddenDeath, 2, .running), (.fastInter, 4, .running),
    ])
    func observing(reaction: ServerSettings.OnError, health: Int, state: ServerState) {
        let backend = Self.checked { settings in
            settings.servers[0].observe = .layer7
            settings.servers[0].errorLimit = 3
            settings.servers[0].onError = reaction
        }
        let server = backend.proxy.servers[0]
        #expect(server.observe(.wrongStatus, thread: 0, now: 0) == nil)
        #expect(server.observe(.goodResponse, thread: 0, now: 0) == nil)
        #expect(server.observe(.wrongStatus, thread: 0, now: 0) == nil)
        #expect(server.observe(.readTimeout, thread: 0, now: 0) == nil)
        let result = server.observe(.brokenPipe, thread: 0, now: 1_000_000)
        #expect(result?.wantsFastCheck == true)
        #expect(server.state == state)
        #expect(server.counters.total(.failedHealthAnalyses) == 1)
        if reaction == .markDown {
            #expect(server.check.health == 0)
            #expect(result.map { texts($0.change) }?.first?.hasPrefix(
                "Server be/a is DOWN, reason: Health analyze, info: \"Detected 3 consecutive errors, last one was: Close from server (http)\".") == true)
        }
        _ = health
    }

    @Test("intervals follow the state")
    func intervals() {
        let backend = Self.checked { settings in
            settings.servers[0].inter = 2000
            settings.servers[0].fastInter = 300
            settings.servers[0].downInter = 7000
            settings.servers[0].fall = 2
        }
        let server = backend.proxy.servers[0]
        #expect(server.checkInterval(isFast: false) == 2000)
        #expect(server.checkInterval(isFast: true) == 300)
        _ = server.report(.layer4Failure, code: 0, info: "", duration: 0, thread: 0, now: 0)
        #expect(server.checkInterval(isFast: false) == 300)
        _ = server.report(.layer4Failure, code: 0, info: "", duration: 0, thread: 0, now: 0)
        #expect(server.checkInterval(isFast: false) == 7000)
        _ = server.report(.layer4OK, code: 0, info: "", duration: 0, thread: 0, now: 0)
        #expect(server.checkInterval(isFast: false) == 300)
    }

    @Test("agents speak (statement 35)")
    func agents() {
        let backend = TestBackend(.roundrobin, weights: [10]) { $0.servers[0].agentCheck = true }
        let server = backend.proxy.servers[0]
        let fail = server.agentSays("fail", duration: 2, thread: 0, now: 1_000_000)
        #expect(texts(fail).first?.hasPrefix("Server be/a is DOWN, reason: Layer7 wrong status, code: 0, info: \"via agent : fail\", check duration: 2ms") == true)
        #expect(server.statusText == "DOWN (agent)")
        #expect(texts(server.agentSays("up", duration: 2, thread: 0, now: 1_000_000)).first?.contains("info: \"via agent : up\"") == true)
        _ = server.agentSays("ready 50%", duration: 2, thread: 0, now: 1_000_000)
        #expect(server.userWeight == 5)
        _ = server.agentSays("drain", duration: 2, thread: 0, now: 1_000_000)
        #expect(server.statusText == "DRAIN (agent)")
        _ = server.agentSays("down#disk", duration: 2, thread: 0, now: 1_000_000)
        #expect(server.agent.status == .checked)
        #expect(server.agent.info == "agent reports an error : down#disk")
    }

    @Test("weights by order", arguments: [
        ("50%", 5, nil), ("3000%", 256, nil), ("7", 7, nil), ("0", 0, nil),
        ("257", 10, Server.WeightFailure.range), ("3x", 10, .trailing), ("abc", 10, .garbage), ("-5%", 10, .negative), ("", 10, .empty),
        ("-3", 10, .range),
    ])
    func weights(text: String, weight: Int, failure: Server.WeightFailure?) {
        let server = TestBackend(.roundrobin, weights: [10]).proxy.servers[0]
        #expect(throws: failure ?? .empty) {
            try server.setWeight(text, now: 0)
            if failure == nil { throw Server.WeightFailure.empty }
        }
        #expect(server.userWeight == weight)
    }

    @Test("static algorithms take only all or nothing (statement 30)")
    func staticWeights() {
        let server = TestBackend(.staticRoundRobin, weights: [10, 10]).proxy.servers[0]
        #expect(throws: Server.WeightFailure.isStatic) { try server.setWeight("5", now: 0) }
        #expect(throws: Never.self) { try server.setWeight("0%", now: 0) }
        #expect(!server.isUsable)
        #expect(throws: Never.self) { try server.setWeight("100%", now: 0) }
        #expect(server.isUsable)
    }
}
