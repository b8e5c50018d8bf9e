// Streams: what all threads share.
import Base
import Synchronization

/// Counters and switches of the whole process.
public final class ProcessState: Sendable {
    /// Client connections now (`actconn`).
    public let connections = Atomic<Int>(0)
    /// Client connections since the start (`CumConns`).
    public let totalConnections = Atomic<UInt64>(0)
    /// Requests and TCP streams since the start (`CumReq`).
    public let totalRequests = Atomic<UInt64>(0)
    /// Numbers for requests (`%rt`, `global.req_count`).
    let requestNumbers = Atomic<UInt64>(0)
    /// Streams now and since the start.
    public let currentStreams = Atomic<Int>(0)
    public let totalStreams = Atomic<UInt64>(0)
    /// Bytes sent to clients (`TotalBytesOut`).
    public let bytesOut = Atomic<UInt64>(0)
    /// A soft stop is under way: no keep-alive any more.
    public let stopping = Atomic<Bool>(false)
    /// Client connections at most (`maxconn`), changeable at run time.
    public let maxconn = Atomic<Int>(0)
    /// Client connections at most when the process started.
    public let hardMaxconn: Int
    /// Connections and sessions a second at most (`maxconnrate`, `maxsessrate`, `set rate-limit`); 0: no limit.
    public let connectionRateLimit = Atomic<Int>(0)
    public let sessionRateLimit = Atomic<Int>(0)
    /// How often `maxconn` was reached.
    public let maxconnReached = Atomic<UInt64>(0)
    /// Connections and sessions a second, for `maxconnrate` and `maxsessrate`.
    public let connectionRate = SharedRate()
    public let sessionRate = SharedRate()
    /// Descriptors that the process may need (`maxsock`), for messages.
    public let maxsock: Int
    /// All threads' workers, for wake-ups across threads; set once before traffic.
    public let workers = WorkerList()
    /// When the process started: monotonic milliseconds, wall-clock microseconds.
    public let startTick: Tick
    public let startWall: Int64

    public init(maxconn limit: Int, maxsock: Int = 0, clock: any Clock) {
        self.maxsock = maxsock
        hardMaxconn = limit
        startTick = clock.monotonic()
        startWall = clock.wall()
        maxconn.store(limit, ordering: .relaxed)
    }
}

/// The workers of all threads. Written once before the threads start, read by all.
public final class WorkerList: @unchecked Sendable {
    public private(set) var all: [Worker] = []
    public init() {}
    public func set(_ workers: [Worker]) { all = workers }
}

extension ProcessState {
    /// A place became free: acceptors of other threads may wait for it.
    func wakeWaiting(except own: Worker) {
        guard workers.all.count > 1 else { return }
        for worker in workers.all where worker !== own && worker.hasWaitingAcceptors {
            worker.loop.post { [unowned(unsafe) worker] in worker.resumeWaiting() }
        }
    }
}
