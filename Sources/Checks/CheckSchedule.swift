// Checks: when the first ones start, and on which thread.
import Base
import Proxies
import Streams

/// All checks of the process.
public final class CheckSchedule {
    private var checks: [ServerCheck] = []

    public init() {}

    /// Arms the checks of all servers, spread over their intervals and over the threads (`start_checks`).
    ///
    /// Call it before the threads run. Regular expressions have been tried by the configuration check already.
    public func start(_ engine: Engine) throws(Regex.Failure) {
        let configuration = engine.configuration
        let servers = configuration.proxies.filter { !$0.settings.disabled }.flatMap(\.servers).filter(\.check.isConfigured)
        guard !servers.isEmpty else { return }
        let global = configuration.global
        let shared = Self.sharedInterval(servers.map { $0.checkInterval(isFast: false) })
        for (place, server) in servers.enumerated() {
            let worker = engine.workers[place % engine.workers.count]
            let check = try ServerCheck(server, worker: worker)
            let own = server.checkInterval(isFast: false)
            var interval = max(shared, own)
            interval += Self.spread(own, percent: global.spreadChecks, draw: .random(in: 0...1)) - own
            if global.maxSpreadChecks > 0 { interval = min(interval, global.maxSpreadChecks) }
            check.start(at: worker.loop.now + interval * Int64(place) / Int64(servers.count))
            checks.append(check)
        }
    }

    /// The smallest interval of at least a second, 0 without one: short intervals do not hurry the others.
    static func sharedInterval(_ intervals: [Int64]) -> Int64 { intervals.filter { $0 >= 1000 }.min() ?? 0 }

    /// Varies an interval by up to `percent`, down for a `draw` of 1 and up for 0 (`spread-checks`).
    static func spread(_ interval: Int64, percent: Int, draw: Double) -> Int64 {
        guard percent > 0 else { return interval }
        let range = interval * Int64(percent) / 100
        return interval + range - Int64(2 * Double(range) * draw)
    }
}
