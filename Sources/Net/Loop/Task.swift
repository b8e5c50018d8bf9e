// Net: what a thread does, cut into pieces that never block.

/// Why a task runs (`TASK_WOKEN_*`). Wake-ups merge: a task runs once for all of them.
@frozen
public struct WakeReasons: OptionSet, Sendable {
    public let rawValue: UInt8
    @inlinable public init(rawValue: UInt8) { self.rawValue = rawValue }
    /// First run.
    @inlinable public static var start: Self { Self(rawValue: 1) }
    /// ``Task/expire`` has come.
    @inlinable public static var timer: Self { Self(rawValue: 2) }
    /// Bytes moved or a connection changed.
    @inlinable public static var io: Self { Self(rawValue: 4) }
    /// A resource (queue slot, buffer) became free.
    @inlinable public static var resource: Self { Self(rawValue: 8) }
    /// A message from another task.
    @inlinable public static var message: Self { Self(rawValue: 16) }
}

/// A piece of work that belongs to one ``EventLoop`` (`struct task`).
///
/// Subclasses override ``run(_:)`` and set ``expire`` before they return. A task is not owned by its
/// loop: whoever made it keeps it, and calls ``cancel()`` before letting go.
open class Task {
    /// When to run next at the latest; ``Tick/eternity`` = only when woken. Call ``EventLoop/schedule(_:)``
    /// after a change outside of ``run(_:)``.
    public final var expire: Int64 = .max
    /// The loop whose thread runs this task.
    public final let loop: EventLoop
    /// Higher runs later in the round (-1024…1024); like `nice`.
    public final var nice: Int16 = 0

    /// Position in the loop's timer heap, or -1.
    final var heapIndex: Int32 = -1
    /// Place in the loop's run queue, or `UInt64.max`.
    final var runSequence: UInt64 = .max
    final var reasons: WakeReasons = []

    public init(loop: EventLoop) { self.loop = loop }

    /// Does the work at hand; must not block.
    open func run(_ reasons: WakeReasons) {}

    /// Puts the task into the run queue (`task_wakeup`). Only from its own thread.
    @inline(__always)
    public final func wake(_ reason: WakeReasons) {
        reasons.formUnion(reason)
        if runSequence == .max { loop.enqueue(self) }
    }

    /// Takes the task out of the run queue and the timers.
    public final func cancel() {
        expire = .max
        loop.forget(self)
    }
}
