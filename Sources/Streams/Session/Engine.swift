// Streams: all threads of the process, ready to run.
import Base
import Net
import Proxies

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
        let tune = configuration.global.tune
        workers = (0..<configuration.threads).map { index in
            let loop = EventLoop(index: index, clock: clock, maxPollEvents: tune.maxpollevents)
            loop.runQueueDepth = tune.runqueueDepth
            let worker = Worker(loop: loop, configuration: configuration, process: process)
            prepare(worker)
            return worker
        }
        process.workers.set(workers)
        configuration.start(now: clock.monotonic())
    }

    /// Lets the workers accept on `descriptors`: one a thread, or fewer that threads share.
    public func listen(_ listener: Listener, descriptors: [Int32]) {
        guard !descriptors.isEmpty else { return }
        for worker in workers {
            let fd = descriptors[worker.index % descriptors.count]
            let acceptor = Acceptor(listener, fd: fd, worker: worker)
            acceptors.append(acceptor)
            acceptor.start()
        }
    }

    /// Stops accepting everywhere (or only for one proxy); descriptors stay open.
    public func stopListening(_ proxy: Proxy? = nil) {
        for acceptor in acceptors where proxy == nil || acceptor.listener.proxy === proxy { acceptor.stop() }
    }

    /// Accepts again after ``stopListening(_:)``.
    public func resumeListening(_ proxy: Proxy? = nil) {
        for acceptor in acceptors where proxy == nil || acceptor.listener.proxy === proxy { acceptor.start() }
    }

    /// Whether any stream or client connection is left.
    public var isIdle: Bool { process.connections.load(ordering: .relaxed) == 0 }
}
