import Base
import TestKit
import Testing

@testable import Net

/// Notes when and why it ran.
private final class Recorder: Task {
    var runs: [(Tick, WakeReasons)] = []
    var onRun: ((Recorder) -> Void)?
    override func run(_ reasons: WakeReasons) {
        runs.append((loop.now, reasons))
        expire = .eternity
        onRun?(self)
    }
}

@Suite("Event loop: timers and the run queue, in virtual time")
struct EventLoopTests {
    let clock = FakeClock()

    private func round(_ loop: EventLoop, after milliseconds: Tick = 0) {
        clock.advance(milliseconds)
        loop.round(maximumWait: 0)
    }

    @Test("a timer fires at its moment, never before")
    func timer() {
        let loop = EventLoop(index: 0, clock: clock)
        let task = Recorder(loop: loop)
        task.expire = clock.monotonic() + 100
        loop.schedule(task)
        round(loop, after: 99)
        #expect(task.runs.isEmpty)
        round(loop, after: 1)
        #expect(task.runs.count == 1)
        #expect(task.runs.first?.1 == .timer)
    }

    @Test("a deadline that moved later does not fire early; one that moved earlier does not fire late")
    func moves() {
        let loop = EventLoop(index: 0, clock: clock)
        let late = Recorder(loop: loop)
        let early = Recorder(loop: loop)
        let start = clock.monotonic()
        late.expire = start + 50
        early.expire = start + 500
        loop.schedule(late)
        loop.schedule(early)
        late.expire = start + 300
        loop.schedule(late)
        early.expire = start + 60
        loop.schedule(early)
        round(loop, after: 60)
        #expect(late.runs.isEmpty)
        #expect(early.runs.count == 1)
        round(loop, after: 240)
        #expect(late.runs.count == 1)
    }

    @Test("an expiry set to eternity is forgotten")
    func forgotten() {
        let loop = EventLoop(index: 0, clock: clock)
        let task = Recorder(loop: loop)
        task.expire = clock.monotonic() + 10
        loop.schedule(task)
        task.expire = .eternity
        round(loop, after: 1000)
        #expect(task.runs.isEmpty)
        #expect(loop.timerCount == 0)
    }

    @Test("wake-ups merge: a task runs once for all its reasons")
    func merge() {
        let loop = EventLoop(index: 0, clock: clock)
        let task = Recorder(loop: loop)
        task.wake(.io)
        task.wake(.message)
        task.wake(.io)
        round(loop)
        #expect(task.runs.count == 1)
        #expect(task.runs.first?.1 == [.io, .message])
    }

    @Test("a task that wakes itself lets others run, and comes back in a later round")
    func selfWaking() {
        let loop = EventLoop(index: 0, clock: clock)
        loop.runQueueDepth = 10
        let busy = Recorder(loop: loop)
        busy.onRun = { $0.wake(.message) }
        let other = Recorder(loop: loop)
        busy.wake(.start)
        other.wake(.start)
        round(loop)
        #expect(other.runs.count == 1)
        #expect(busy.runs.count == 9)
        let before = busy.runs.count
        round(loop)
        #expect(busy.runs.count > before)
        busy.onRun = nil
        busy.cancel()
    }

    @Test("cancelled tasks do not run")
    func cancelled() {
        let loop = EventLoop(index: 0, clock: clock)
        let task = Recorder(loop: loop)
        task.wake(.io)
        task.expire = clock.monotonic() + 5
        loop.schedule(task)
        task.cancel()
        round(loop, after: 10)
        #expect(task.runs.isEmpty)
    }

    @Test("the run queue grows and keeps its order")
    func order() {
        let loop = EventLoop(index: 0, clock: clock)
        loop.runQueueDepth = 10_000
        var seen: [Int] = []
        let tasks = (0..<3000).map { number in
            let task = Recorder(loop: loop)
            task.onRun = { _ in seen.append(number) }
            return task
        }
        for task in tasks { task.wake(.io) }
        round(loop)
        #expect(seen == Array(0..<3000))
    }

    @Test("many timers fire in the order of their deadlines")
    func manyTimers() {
        let loop = EventLoop(index: 0, clock: clock)
        var seen: [Tick] = []
        let start = clock.monotonic()
        let deadlines = (0..<500).map { Tick(($0 * 7919) % 1000 + 1) }
        let tasks = deadlines.map { offset in
            let task = Recorder(loop: loop)
            task.expire = start + offset
            task.onRun = { _ in seen.append(offset) }
            loop.schedule(task)
            return task
        }
        for _ in 0..<1000 { round(loop, after: 1) }
        #expect(seen == deadlines.sorted())
        #expect(tasks.allSatisfy { $0.runs.count == 1 })
    }

    @Test("work posted from elsewhere runs on the loop")
    func post() {
        let loop = EventLoop(index: 0, clock: clock)
        let task = Recorder(loop: loop)
        nonisolated(unsafe) let target = task
        loop.post { target.wake(.message) }
        round(loop)
        round(loop)
        #expect(task.runs.first?.1 == .message)
    }
}
