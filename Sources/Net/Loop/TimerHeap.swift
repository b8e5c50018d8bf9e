// Net: which task is due next.
import Base

/// A binary heap of tasks by the moment they were queued for, lazily kept: moving a deadline later costs
/// nothing (the entry is corrected when it surfaces), moving it earlier sifts up.
struct TimerHeap {
    private struct Entry {
        var key: Tick
        var task: Unmanaged<Task>
    }
    private var entries: [Entry] = []

    /// The earliest key; may be earlier than any task really wants.
    var earliest: Tick { entries.first?.key ?? .eternity }
    var count: Int { entries.count }

    /// Makes sure `task` surfaces no later than its `expire`.
    @inline(__always)
    mutating func schedule(_ task: Task) {
        let expire = task.expire
        if task.heapIndex >= 0 {
            guard expire < entries[Int(task.heapIndex)].key else { return }
            entries[Int(task.heapIndex)].key = expire
            siftUp(Int(task.heapIndex))
        } else if expire != .eternity {
            task.heapIndex = Int32(entries.count)
            entries.append(Entry(key: expire, task: .passUnretained(task)))
            siftUp(entries.count - 1)
        }
    }

    /// Removes `task` if it is in the heap.
    mutating func remove(_ task: Task) {
        let index = Int(task.heapIndex)
        guard index >= 0 else { return }
        task.heapIndex = -1
        let last = entries.removeLast()
        guard index < entries.count else { return }
        place(last, at: index)
        siftDown(index)
        siftUp(index)
    }

    /// Takes out the next task that is due at `now`; corrects lazily moved ones on the way.
    mutating func popDue(at now: Tick) -> Task? {
        while let top = entries.first, top.key <= now {
            let task = top.task.takeUnretainedValue()
            if task.expire > now {
                if task.expire == .eternity {
                    remove(task)
                } else {
                    entries[0].key = task.expire
                    siftDown(0)
                }
                continue
            }
            remove(task)
            return task
        }
        return nil
    }

    private mutating func place(_ entry: Entry, at index: Int) {
        entries[index] = entry
        entry.task._withUnsafeGuaranteedRef { $0.heapIndex = Int32(truncatingIfNeeded: index) }
    }

    private mutating func siftUp(_ start: Int) {
        var index = start
        let entry = entries[index]
        while index > 0 {
            let parent = (index - 1) / 2
            guard entry.key < entries[parent].key else { break }
            place(entries[parent], at: index)
            index = parent
        }
        place(entry, at: index)
    }

    private mutating func siftDown(_ start: Int) {
        var index = start
        let entry = entries[index]
        let count = entries.count
        while true {
            var child = 2 * index + 1
            guard child < count else { break }
            if child + 1 < count, entries[child + 1].key < entries[child].key { child += 1 }
            guard entries[child].key < entry.key else { break }
            place(entries[child], at: index)
            index = child
        }
        place(entry, at: index)
    }
}
