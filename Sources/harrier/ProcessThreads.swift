// harrier: the threads that serve.
import Net
import Proxies
import Streams

/// One thread a worker; the calling thread is the first one.
final class ProcessThreads {
    private let engine: Engine
    private let global: GlobalSettings
    private var threads: [WorkerThread] = []

    /// Threads at most in the one group that there is (`MAX_THREADS_PER_GROUP`).
    static let most = 64

    init(_ engine: Engine, global: GlobalSettings) {
        self.engine = engine
        self.global = global
    }

    /// Threads of this start: `nbthread`, or one a processor that the process may use.
    static func count(_ global: GlobalSettings) -> Int {
        let wanted = global.nbthread ?? min(ProcessorSet.available, global.threadHardLimit ?? most)
        return max(1, min(wanted, most))
    }

    /// Starts all threads but the first.
    /// - Returns: false when the system refuses.
    func start() -> Bool {
        for worker in engine.workers.dropFirst() {
            let processors = self.processors(for: worker.index)
            nonisolated(unsafe) let loop = worker.loop  // Why: used by that thread only from here on.
            guard let thread = WorkerThread(name: "harrier/\(worker.index + 1)", {
                processors?.bindThread()
                loop.run()
            }) else {
                stop()
                return false
            }
            threads.append(thread)
        }
        return true
    }

    /// Serves on the calling thread until its loop ends, then waits for the others.
    func run() {
        processors(for: 0)?.bindThread()
        engine.workers[0].loop.run()
        stop()
    }

    private func stop() {
        for worker in engine.workers.dropFirst() {
            nonisolated(unsafe) let loop = worker.loop
            loop.post { loop.stopped = true }
        }
        for thread in threads { thread.join() }
        threads = []
    }

    /// What `cpu-map` says about a thread; the last fitting line wins.
    private func processors(for index: Int) -> ProcessorSet? {
        var found: ProcessorSet?
        for map in global.cpuMaps where map.group == 1 {
            let range = map.threads ?? 1...Self.most
            guard range.contains(index + 1), !map.processors.isEmpty else { continue }
            let place = index + 1 - range.lowerBound
            if map.auto {
                if place < map.processors.count { found = ProcessorSet([map.processors[place]]) }
            } else {
                found = ProcessorSet(map.processors)
            }
        }
        return found
    }
}
