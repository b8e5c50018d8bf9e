import Net
import Testing

/// The figures are those that HAProxy 2.6.12 and 3.4.0 print with `ulimit -n` and `-V`.
@Suite("Descriptors and connections")
struct DescriptorPlanTests {
    func needs(listeners: Int, statistics: Int = 0, checks: Int = 0, threads: Int = 1) -> DescriptorPlan.Needs {
        var needs = DescriptorPlan.Needs()
        needs.listeners = listeners
        needs.statisticsClients = statistics
        needs.checks = checks
        needs.threads = threads
        return needs
    }

    @Test("automatic maxconn", arguments: [
        (2, 0, 1, 1, 20_000, 9992), (3, 10, 1, 1, 20_000, 9986), (7, 10, 0, 1, 20_000, 9985), (3, 10, 0, 1, 20_000, 9987),
        (3, 10, 1, 1, 200, 100), (1, 0, 0, 1, 3_000_000, 1_048_576), (1, 0, 0, 4, 1024, 500),
    ])
    func automatic(listeners: Int, statistics: Int, checks: Int, threads: Int, limit: Int, expected: Int) {
        let plan = DescriptorPlan(
            needs(listeners: listeners, statistics: statistics, checks: checks, threads: threads), maxconn: nil, maxpipes: nil, limit: limit)
        #expect(plan.maxconn == expected)
        #expect(plan.isAutomatic)
    }

    @Test("a configured maxconn tells how many descriptors it takes")
    func configured() {
        let plan = DescriptorPlan(needs(listeners: 3, statistics: 10, checks: 1), maxconn: 500, maxpipes: nil, limit: 200)
        #expect(plan.maxsock == 1027 && plan.maxconn == 500 && !plan.isAutomatic)
    }

    @Test("fd-hard-limit, pipes and memory lower it")
    func lowered() {
        let some = needs(listeners: 1)
        #expect(DescriptorPlan(some, maxconn: nil, maxpipes: nil, limit: 20_000, hardLimit: 1014).maxconn == 500)
        #expect(DescriptorPlan(some, maxconn: nil, maxpipes: 100, limit: 1014).maxconn == 400)
        #expect(DescriptorPlan(some, maxconn: nil, maxpipes: nil, limit: 20_000, memory: 100, bytesPerConnection: 33_000).maxconn == 3100)
        var spliced = some
        spliced.spliced = 400
        let plan = DescriptorPlan(spliced, maxconn: nil, maxpipes: nil, limit: 2014)
        #expect(plan.maxpipes == 100 && plan.maxconn == 900)
        spliced.spliced = 0
        #expect(DescriptorPlan(spliced, maxconn: nil, maxpipes: nil, limit: 1014).maxpipes == 200)
        #expect(DescriptorPlan(spliced, maxconn: 1000, maxpipes: nil, limit: 1014).maxpipes == 250)
    }
}
