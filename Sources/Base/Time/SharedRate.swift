// Base: events per second, counted by all threads.
import Synchronization

/// A sliding count of the last second, shared between threads (`struct freq_ctr`).
public final class SharedRate: Sendable {
    private let state = Mutex<(slot: Tick, current: Int, previous: Int)>((0, 0, 0))
    public init() {}

    /// Counts one event.
    public func count(now: Tick) {
        state.withLock {
            Self.roll(&$0, now)
            $0.current += 1
        }
    }

    /// Events in the last second.
    public func rate(now: Tick) -> Int {
        state.withLock {
            Self.roll(&$0, now)
            return $0.current + Int((Int64($0.previous) * (1000 - now % 1000)) / 1000)
        }
    }

    /// Milliseconds to wait (a short while: the count slides) before one more event stays within `limit` a second; `nil` = it may happen now, and is counted.
    public func wait(limit: Int, now: Tick) -> Int64? {
        if rate(now: now) >= limit { return min(20, max(1, Int64(1000 / max(1, limit)))) }
        count(now: now)
        return nil
    }

    private static func roll(_ state: inout (slot: Tick, current: Int, previous: Int), _ now: Tick) {
        let slot = now / 1000
        guard slot != state.slot else { return }
        state.previous = slot == state.slot + 1 ? state.current : 0
        state.current = 0
        state.slot = slot
    }
}
