// Base: moments and durations.
import CShims

/// A moment on the monotonic clock in milliseconds, or ``eternity``.
public typealias Tick = Int64

extension Tick {
    /// Never: a timer that is not armed (`TICK_ETERNITY`).
    @inlinable public static var eternity: Tick { .max }
}

/// Source of time. Arrives as an argument so that tests can run in virtual time.
public protocol Clock: AnyObject {
    /// Monotonic milliseconds.
    func monotonic() -> Tick
    /// Wall clock in microseconds since the epoch.
    func wall() -> Int64
}

/// The kernel's clocks.
public final class SystemClock: Clock {
    public init() {}
    public func monotonic() -> Tick {
        var now = timespec()
        clock_gettime(CLOCK_MONOTONIC, &now)
        return Tick(now.tv_sec) * 1000 + Tick(now.tv_nsec) / 1_000_000
    }
    public func wall() -> Int64 {
        var now = timespec()
        clock_gettime(CLOCK_REALTIME, &now)
        return Int64(now.tv_sec) * 1_000_000 + Int64(now.tv_nsec) / 1000
    }
}
