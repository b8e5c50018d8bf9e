// Net: one thread's event loop.
import Base
import CShims
import Synchronization

/// Timers, run queue and epoll of one thread (`run_poll_loop`).
///
/// A round: due timers wake their tasks, tasks run (a bounded number), then epoll tells which descriptors are
/// ready. The clock is read once per round.
public final class EventLoop {
    /// The thread's number, from 0.
    public let index: Int
    /// Monotonic milliseconds at the start of this round.
    public private(set) var now: Tick
    /// Wall-clock microseconds at the start of this round.
    public private(set) var wall: Int64
    public let clock: Clock
    /// Tasks at most per round (`tune.runqueue-depth`).
    public var runQueueDepth = 280
    /// Events at most per poll (`tune.maxpollevents`).
    public let maxPollEvents: Int
    /// Set to leave ``run()`` after the current round.
    public var stopped = false
    /// The thread that ``run()`` was called on last, or that made the loop.
    private var thread = pthread_self()
    /// Runs at the end of every round, when nothing is on the stack: the place where pools are trimmed.
    public var endOfRound: (() -> Void)?

    /// Statistics of the loop, for `show info` and `show activity`.
    public struct Activity: Sendable {
        public var rounds: UInt64 = 0
        public var polls: UInt64 = 0
        public var events: UInt64 = 0
        public var tasksRun: UInt64 = 0
        public var wakeUps: UInt64 = 0
        /// Idle share of the last second in percent.
        public var idlePercent = 100
    }
    public internal(set) var activity = Activity()

    struct Registration {
        var handler: Unmanaged<FDHandler>?
        var generation: UInt32 = 0
    }

    private let epoll: Int32
    private let wakeDescriptor: Int32
    private let events: UnsafeMutablePointer<epoll_event>
    private var registrations: UnsafeMutablePointer<Registration>
    private var registrationCount: Int
    var timers = TimerHeap()

    private var ring: UnsafeMutablePointer<Unmanaged<Task>?>
    private var ringMask: UInt64
    private var ringHead: UInt64 = 0
    private var ringTail: UInt64 = 0

    private let mailbox = Mutex<[() -> Void]>([])
    private let mailboxFilled = Atomic<Bool>(false)
    private var idleSince: Tick = 0
    private var idleAccumulated: Tick = 0
    private var idleWindow: Tick = 0

    /// - Parameter clock: the kernel's, or a fake one in tests.
    public init(index: Int, clock: Clock = SystemClock(), maxPollEvents: Int = 200) {
        self.index = index
        self.clock = clock
        self.maxPollEvents = maxPollEvents
        now = clock.monotonic()
        wall = clock.wall()
        epoll = epoll_create1(Int32(EPOLL_CLOEXEC))
        precondition(epoll >= 0, "epoll_create1 failed")
        wakeDescriptor = eventfd(0, Int32(EFD_NONBLOCK | EFD_CLOEXEC))
        precondition(wakeDescriptor >= 0, "eventfd failed")
        events = .allocate(capacity: maxPollEvents)
        registrationCount = 1024
        registrations = .allocate(capacity: registrationCount)
        registrations.initialize(repeating: Registration(), count: registrationCount)
        ring = .allocate(capacity: 1024)
        ring.initialize(repeating: nil, count: 1024)
        ringMask = 1023
        idleWindow = now
        _ = hs_epoll_ctl(epoll, EPOLL_CTL_ADD, wakeDescriptor, IOEvents.readable.rawValue | Self.edgeTriggered, UInt64(UInt32.max))
    }

    deinit {
        close(epoll)
        close(wakeDescriptor)
        events.deallocate()
        registrations.deallocate()
        ring.deallocate()
    }

    static let edgeTriggered: UInt32 = 1 << 31

    // MARK: Descriptors

    /// Starts watching `fd` once and for all, edge-triggered, in both directions (or only for reading).
    /// - Returns: false when the kernel refuses (`errno` tells).
    @discardableResult
    public func register(_ fd: Int32, _ handler: FDHandler, readOnly: Bool = false, levelTriggered: Bool = false) -> Bool {
        let slot = Int(fd)
        if slot >= registrationCount { growRegistrations(slot) }
        registrations[slot].generation &+= 1
        registrations[slot].handler = .passUnretained(handler)
        let mask: IOEvents = readOnly ? [.readable, .peerClosed] : [.readable, .writable, .peerClosed]
        let data = UInt64(registrations[slot].generation) << 32 | UInt64(UInt32(bitPattern: fd))
        return hs_epoll_ctl(epoll, EPOLL_CTL_ADD, fd, mask.rawValue | (levelTriggered ? 0 : Self.edgeTriggered), data) == 0
    }

    /// Stops watching `fd`, which is about to be closed: the kernel drops it from epoll by itself then.
    /// - Parameter stillOpen: the descriptor stays open (paused listeners, shared descriptors).
    public func unregister(_ fd: Int32, stillOpen: Bool = false) {
        let slot = Int(fd)
        guard slot < registrationCount else { return }
        registrations[slot].handler = nil
        registrations[slot].generation &+= 1
        if stillOpen { _ = hs_epoll_ctl(epoll, EPOLL_CTL_DEL, fd, 0, 0) }
    }

    private func growRegistrations(_ slot: Int) {
        let count = max(registrationCount * 2, slot + 1)
        let grown = UnsafeMutablePointer<Registration>.allocate(capacity: count)
        grown.moveInitialize(from: registrations, count: registrationCount)
        (grown + registrationCount).initialize(repeating: Registration(), count: count - registrationCount)
        registrations.deallocate()
        registrations = grown
        registrationCount = count
    }

    // MARK: Tasks

    /// Arms the timer of `task` for its `expire` (`task_queue`).
    @inline(__always)
    public func schedule(_ task: Task) { timers.schedule(task) }

    func enqueue(_ task: Task) {
        if ringTail &- ringHead > ringMask { growRing() }
        task.runSequence = ringTail
        ring[Int(ringTail & ringMask)] = .passUnretained(task)
        ringTail &+= 1
    }

    private func growRing() {
        let capacity = Int(ringMask + 1)
        let grown = UnsafeMutablePointer<Unmanaged<Task>?>.allocate(capacity: capacity * 2)
        grown.initialize(repeating: nil, count: capacity * 2)
        let mask = UInt64(capacity * 2 - 1)
        var at = ringHead
        while at != ringTail {
            grown[Int(at & mask)] = ring[Int(at & ringMask)]
            at &+= 1
        }
        ring.deallocate()
        ring = grown
        ringMask = mask
    }

    func forget(_ task: Task) {
        timers.remove(task)
        if task.runSequence != .max {
            ring[Int(task.runSequence & ringMask)] = nil
            task.runSequence = .max
        }
        task.reasons = []
    }

    /// Tasks waiting to run.
    public var runQueueLength: Int { Int(ringTail &- ringHead) }
    /// Tasks with a timer.
    public var timerCount: Int { timers.count }

    // MARK: Other threads

    /// Whether the caller runs on this loop's thread.
    public var isCurrentThread: Bool { pthread_equal(thread, pthread_self()) != 0 }

    /// Runs `work` on this loop's thread, soon. Callable from any thread.
    public func post(_ work: @escaping @Sendable () -> Void) {
        mailbox.withLock { $0.append(work) }
        if !mailboxFilled.exchange(true, ordering: .acquiringAndReleasing) {
            var one: UInt64 = 1
            _ = write(wakeDescriptor, &one, 8)
        }
    }

    private func readMailbox() {
        var count: UInt64 = 0
        _ = read(wakeDescriptor, &count, 8)
        mailboxFilled.store(false, ordering: .sequentiallyConsistent)
        let work = mailbox.withLock { waiting -> [() -> Void] in
            let taken = waiting
            waiting.removeAll(keepingCapacity: true)
            return taken
        }
        activity.wakeUps += 1
        for item in work { item() }
    }

    // MARK: The loop

    /// Runs rounds until ``stopped``.
    public func run() {
        thread = pthread_self()
        while !stopped { round(maximumWait: 60_000) }
    }

    /// One round; waits at most `maximumWait` milliseconds for something to happen.
    public func round(maximumWait: Tick) {
        activity.rounds += 1
        updateClock()
        while let task = timers.popDue(at: now) { task.wake(.timer) }
        runTasks()
        endOfRound?()
        poll(maximumWait: maximumWait)
    }

    private func updateClock() {
        now = clock.monotonic()
        wall = clock.wall()
    }

    private func runTasks() {
        var budget = runQueueDepth
        while ringHead != ringTail, budget > 0 {
            let slot = Int(ringHead & ringMask)
            ringHead &+= 1
            guard let reference = ring[slot] else { continue }
            ring[slot] = nil
            budget -= 1
            activity.tasksRun &+= 1
            reference._withUnsafeGuaranteedRef { task in
                let reasons = task.reasons
                task.reasons = []
                task.runSequence = .max
                task.run(reasons)
            }
        }
    }

    private func poll(maximumWait: Tick) {
        var wait = maximumWait
        if ringHead != ringTail || stopped {
            wait = 0
        } else {
            let due = timers.earliest
            if due != .eternity { wait = min(wait, max(0, due - now)) }
        }
        activity.polls &+= 1
        let before = now
        let ready = epoll_wait(epoll, events, Int32(maxPollEvents), Int32(wait))
        updateClock()
        accountIdle(from: before)
        guard ready > 0 else { return }
        activity.events &+= UInt64(ready)
        for position in 0..<Int(ready) {
            let data = hs_epoll_data(events + position)
            let fd = Int(UInt32(truncatingIfNeeded: data))
            if fd == Int(UInt32.max) {
                readMailbox()
                continue
            }
            let registration = registrations[fd]
            // Why: a descriptor closed and reopened earlier in this batch must not see its forerunner's event.
            guard registration.generation == UInt32(truncatingIfNeeded: data >> 32), let handler = registration.handler else { continue }
            let happened = IOEvents(rawValue: hs_epoll_events(events + position))
            handler._withUnsafeGuaranteedRef { $0.ready(happened) }
        }
    }

    private func accountIdle(from before: Tick) {
        idleAccumulated += now - before
        let elapsed = now - idleWindow
        if elapsed >= 1000 {
            activity.idlePercent = Int(min(100, idleAccumulated * 100 / elapsed))
            idleAccumulated = 0
            idleWindow = now
        }
    }
}
