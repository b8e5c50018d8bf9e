// Test helper: time that passes only when a test says so.
import Base

/// A clock in virtual time: timeouts without waiting.
public final class FakeClock: Clock {
    private var milliseconds: Tick
    private let epoch: Int64

    /// - Parameters:
    ///   - start: monotonic milliseconds at first.
    ///   - wall: wall-clock microseconds at the same moment.
    public init(start: Tick = 1_000_000, wall: Int64 = 1_790_000_000_000_000) {
        milliseconds = start
        epoch = wall - start * 1000
    }

    public func monotonic() -> Tick { milliseconds }
    public func wall() -> Int64 { epoch + milliseconds * 1000 }

    /// Lets time pass.
    public func advance(_ by: Tick) { milliseconds += by }
}
