// Proxies: requests that wait for a place.
import Base

/// Who waits in a queue: a stream, as far as queues know it.
///
/// Told on whatever thread found the place, with the backend's lock held: it must only wake its own task.
/// The task then asks ``Proxy/dequeue(_:)`` what it got.
public protocol QueueWaiter: AnyObject, Sendable {
    /// The wait is over: a server was assigned, or the request must choose again.
    func queueReleased()
}

/// One waiting request (`struct pendconn`).
///
/// Guarded by the backend's lock.
public final class Pendconn: HeapElement {
    /// Priority class, then date, lowest first; then order of arrival.
    let key: Int64
    let sequence: UInt64
    public var heapIndex = -1
    /// The backend whose queues it waits in.
    unowned let proxy: Proxy
    /// The server it waits for; `nil`: any.
    unowned(unsafe) let server: Server?
    /// The server it got.
    unowned(unsafe) var granted: Server?
    /// Whether it stays with its server although that goes down (force-persist).
    let isForced: Bool
    private weak var waiter: (any QueueWaiter)?
    /// The queue it stands in; `nil` once out.
    unowned(unsafe) var queue: PendconnQueue?
    /// Requests served from the queue before it, itself included (`%sq`, `%bq`); known once it left.
    public internal(set) var position = 0
    /// How many the queue had served when it came (`queue_idx`).
    let served: UInt64

    init(
        proxy: Proxy, server: Server?, waiter: any QueueWaiter, priority: QueuePriority, isForced: Bool,
        now: Tick, sequence: UInt64, served: UInt64
    ) {
        self.proxy = proxy
        self.server = server
        self.waiter = waiter
        self.isForced = isForced
        self.sequence = sequence
        self.served = served
        // Why: 52 bits of date never wrap; HAProxy's 20 bits do every 17 minutes, with the same order in between.
        key = Int64(priority.class) << 52 &+ (now &+ Int64(priority.offset)) & ((1 << 52) - 1)
    }

    public func precedes(_ other: Pendconn) -> Bool {
        key == other.key ? sequence < other.sequence : key < other.key
    }

    func release() { waiter?.queueReleased() }
}

/// Where a request stands among the waiting (`http-request set-priority-class`, `set-priority-offset`).
public struct QueuePriority: Sendable, Equatable {
    /// -2047 to 2047, lowest first.
    public var `class` = 0
    /// Milliseconds added to the time of arrival, -524287 to 524287.
    public var offset = 0
    public init() {}
    public init(class: Int, offset: Int) {
        self.class = `class`
        self.offset = offset
    }
}

/// The requests that wait for one server, or for any server of a backend (`struct queue`).
///
/// Guarded by the backend's lock; ``count`` may be read without, for statistics.
public final class PendconnQueue: @unchecked Sendable {
    private var heap = IndexedHeap<Pendconn>()
    /// Requests waiting now (`qcur`).
    public private(set) var count = 0
    /// Requests that got a place so far (`idx`).
    private(set) var servedSoFar: UInt64 = 0
    /// Most requests waiting at once (`qmax`).
    public internal(set) var maxCount = 0

    init() {}

    @inline(__always)
    public final var isEmpty: Bool { count == 0 }
    var first: Pendconn? { heap.first }
    /// All that wait, in no order.
    var all: ContiguousArray<Pendconn> { heap.all }

    func insert(_ pendconn: Pendconn) {
        heap.insert(pendconn)
        pendconn.queue = self
        count += 1
        maxCount = max(maxCount, count)
    }

    /// Takes `pendconn` out.
    /// - Parameter isServed: it got a place.
    func remove(_ pendconn: Pendconn, isServed: Bool = false) {
        guard pendconn.queue === self else { return }
        pendconn.position = Int(truncatingIfNeeded: servedSoFar &- pendconn.served) + 1
        if isServed { servedSoFar &+= 1 }
        heap.remove(pendconn)
        pendconn.queue = nil
        count -= 1
    }

    /// Forgets the maximum (`clear counters`).
    public func resetMaximum() { maxCount = count }
}
