// Streams: the moments of a stream's life.
import Base

/// When things happened, in milliseconds (`struct strm_logs`); -1 = did not happen.
public struct StreamLogs: Sendable {
    /// Wall clock of the accept (or the previous response's end), microseconds.
    public var acceptWall: Int64 = 0
    /// The same on the monotonic clock: the origin of all others.
    public var acceptTick: Tick = 0
    public var handshake: Int32 = 0
    public var idle: Int32 = -1
    /// `Tq`'s moment, relative to ``acceptTick``.
    public var request: Int64 = -1
    /// `t_queue`: a server was assigned, or the queue was left in failure.
    public var queue: Int64 = -1
    public var connect: Int64 = -1
    /// `t_data`: the final response's head was complete.
    public var data: Int64 = -1
    public var close: Int64 = -1
    /// Requests ahead in the server's and the backend's queue.
    public var serverQueue: Int32 = 0
    public var backendQueue: Int32 = 0
    /// The logs' severity unless a rule changed it (`set-log-level`); -1 = as usual, 255 = silent.
    public var level: Int16 = -1
    public init() {}
}
