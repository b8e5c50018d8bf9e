// Streams: all threads of the process, ready to run.
import Base
import Net
import Proxies
import Synchronization

/// The workers of all threads and the listeners that feed them.
///
/// Made before the threads start; afterwards each worker belongs to its thread.
public final class Engine: @unchecked Sendable {
    public let configuration: Configuration
    public let process: ProcessState
    public let workers: [Worker]
    private var acceptors: [Acceptor] = []

    /// - Parameter prepare: gives each worker its muxes.
    public init(_ configuration: Configuration, process: ProcessState, clock: any Clock, prepare: (Worker) -> Void) {
        self.configuration = configuration
        self.process = process
        configuration.prepareLogs()
        let tune = configuration.global.tune
        workers = (0..<configuration.threads).map { index in
            let loop = EventLoop(index: index, clock: clock, maxPollEvents: tune.maxpollevents)
            loop.runQueueDepth = tune.runqueueDepth
            let worker = Worker(loop: loop, configuration: configuration, process: process)
            prepare(worker)
            return worker
        }
        process.workers.set(workers)
        process.connectionRateLimit.store(configuration.global.maxconnrate, ordering: .relaxed)
        process.sessionRateLimit.store(configuration.global.maxsessrate, ordering: .relaxed)
        configuration.start(now: clock.monotonic())
    }

    /// Lets workers accept on `descriptors`: one a thread, or fewer that threads share. Before the threads start.
    /// - Parameter workers: those that accept; all by default.
    public func listen(_ listener: Listener, descriptors: [Int32], workers chosen: [Worker]? = nil) {
        guard !descriptors.isEmpty else { return }
        for (place, worker) in (chosen ?? workers).enumerated() {
            let acceptor = Acceptor(listener, fd: descriptors[place % descriptors.count], worker: worker)
            acceptors.append(acceptor)
            worker.acceptors.append(acceptor)
            acceptor.start()
        }
    }

    /// Stops accepting for one proxy on all threads; descriptors stay open. From any thread.
    /// - Parameters:
    ///   - draining: connections that already wait are taken in first, and the acceptors are not to be used again.
    ///   - done: called on the last thread that stopped.
    public func stopListening(_ proxy: Proxy, draining: Bool = false, then done: @escaping @Sendable () -> Void) {
        let mine = acceptors.filter { $0.listener.proxy === proxy }
        let left = CountDown(workers.count)
        for worker in workers {
            nonisolated(unsafe) let own = mine.filter { $0.worker === worker }  // Why: used by that worker's thread only.
            worker.loop.post {
                for acceptor in own {
                    if draining { acceptor.drain() }
                    acceptor.stop()
                }
                if left.isLast { done() }
            }
        }
    }

    /// Accepts again after ``stopListening(_:draining:then:)``. From any thread.
    public func resumeListening(_ proxy: Proxy) {
        for worker in workers {
            nonisolated(unsafe) let own = acceptors.filter { $0.listener.proxy === proxy && $0.worker === worker }  // Why: as above.
            worker.loop.post { for acceptor in own { acceptor.start() } }
        }
    }

    /// Whether any stream or client connection is left.
    public var isIdle: Bool { process.connections.load(ordering: .relaxed) == 0 }
}

/// Tells the last of several threads that it is the last.
private final class CountDown: Sendable {
    private let left: Atomic<Int>
    init(_ count: Int) { left = Atomic(count) }
    var isLast: Bool { left.wrappingSubtract(1, ordering: .acquiringAndReleasing).newValue == 0 }
}
