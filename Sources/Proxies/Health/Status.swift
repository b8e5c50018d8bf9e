// Proxies: the words of statistics about servers.
import Base

extension Server {
    /// The `status` column of `show stat` (spec/balancing.md 6.1).
    public var statusText: String {
        if admin.contains(.resolutionMaintenance) { return "MAINT (resolution)" }
        if admin.contains(.inheritedMaintenance), !admin.contains(.forcedMaintenance) {
            return "MAINT (via \((tracked ?? self).path))"
        }
        if admin.contains(anyOf: .maintenance) { return "MAINT" }
        // Why: a tracker shows the numbers of the server that is checked.
        var reference = self
        while let next = reference.tracked { reference = next }
        let hasCheck = reference.check.isEnabled
        let health = reference.check
        let above = "\(health.health - health.rise + 1)/\(health.fall)"
        switch state {
        case .running, .starting:
            if admin.contains(anyOf: .drain) {
                if agent.isEnabled { return "DRAIN (agent)" }
                return hasCheck && !reference.check.isFull ? "DRAIN \(above)" : "DRAIN"
            }
            guard hasCheck else { return "no check" }
            return reference.check.isFull ? "UP" : "UP \(above)"
        case .stopping:
            return hasCheck && !reference.check.isFull ? "NOLB \(above)" : "NOLB"
        case .stopped:
            if agent.isEnabled, agent.health == 0 { return "DOWN (agent)" }
            return hasCheck && reference.check.health > 0 ? "DOWN \(health.health)/\(health.rise)" : "DOWN"
        }
    }

    /// Seconds spent down, the present state included (`srv_downtime`).
    public func downTime(now: Int64) -> Int64 {
        state != .stopped || lastChange >= now ? downTime : downTime + now - lastChange
    }
}
