// Proxies: servers as a start finds them.
import Base

extension Server {
    /// `slowstart` in whole seconds, rounded up.
    var slowstartSeconds: Int64 { (settings.slowstart + 999) / 1000 }

    /// Health, state and weight at start (`srv_init`; spec/balancing.md 2.3). The lock is held.
    func prepare(nowSeconds: Int64) {
        lastChange = nowSeconds
        check.isConfigured = settings.check
        check.isEnabled = settings.check
        agent.isConfigured = settings.agentCheck
        agent.isEnabled = settings.agentCheck
        check.status = .initializing
        agent.status = .initializing
        state = .running
        applyInitState()
        if settings.disabled { admin.formUnion([.forcedMaintenance, .configuredMaintenance]) }
        followTracked()
        if admin.contains(anyOf: .maintenance) { stopForMaintenance() }
        recalculateWeight()
    }

    /// Takes over what the tracked server starts with.
    private func followTracked() {
        var next = tracked
        while let server = next {
            if server.settings.disabled || server.admin.contains(anyOf: .maintenance) { admin.insert(.inheritedMaintenance) }
            if server.tracked == nil, server.settings.check,
                server.settings.initState == .down || server.settings.initState == .fullyDown { state = .stopped }
            next = server.tracked
        }
    }

    /// Health that `init-state` asks for (3.4). Unset: up, but with health 0 until the first check.
    func applyInitState() {
        guard settings.check else { return }
        switch settings.initState {
        case .none: check.health = 0
        case .up: check.health = check.rise
        case .fullyUp: check.health = check.rise + check.fall - 1
        case .down:
            check.health = check.rise - 1
            state = .stopped
        case .fullyDown:
            check.health = 0
            state = .stopped
        }
    }

    /// What maintenance means for state and checks. The agent goes on: its word may end the maintenance.
    func stopForMaintenance() {
        state = .stopped
        check.isPaused = true
        check.health = 0
    }

    /// Brings ``effectiveWeight`` up to date with user weight and slow start (`server_recalc_eweight`). The lock is held.
    /// - Returns: whether slow start is over.
    @discardableResult
    func recalculateWeight() -> Bool {
        let now = proxy.nowSeconds
        let duration = slowstartSeconds
        if state == .starting, now < lastChange || now >= lastChange + duration { state = .running }
        let divisor = proxy.balancer.weightDivisor
        let multiplier = proxy.balancer.weightMultiplier
        var share = divisor
        if state == .starting, proxy.balancer.isDynamic, duration > 0 {
            share = Int((Int64(divisor) * (now - lastChange) + duration) / duration)
        }
        effectiveWeight = (userWeight * share + multiplier - 1) / multiplier
        return state != .starting
    }

    /// The effective weight in the user's units, as statistics show it.
    public var reportedWeight: Int {
        let balancer = proxy.balancer!
        return (effectiveWeight * balancer.weightMultiplier + balancer.weightDivisor - 1) / balancer.weightDivisor
    }

    /// Percentage of the weight in slow start (`throttle`), `nil` outside.
    public var throttle: Int? {
        guard state == .starting, userWeight > 0 else { return nil }
        let balancer = proxy.balancer!
        return (100 * balancer.weightMultiplier * effectiveWeight + balancer.weightDivisor - 1)
            / (balancer.weightDivisor * userWeight)
    }
}

extension Proxy {
    /// Gives all servers their first health and builds the balancer.
    /// - Parameter now: monotonic milliseconds.
    public func start(now: Tick) {
        locked {
            nowSeconds = now / 1000
            lastChange = nowSeconds
            if !balancer.isDynamic { balancer.weightMultiplier = balancer.commonDivisor }
            for server in servers {
                server.setDynamicCookie()
                server.prepare(nowSeconds: nowSeconds)
                server.balancerUsable = server.isUsable
                server.balancerWeight = server.effectiveWeight
            }
            balancer.recount()
            balancer.build()
        }
    }
}
