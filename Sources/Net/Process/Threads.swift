// Net: threads and processors.
import CShims

/// Which processors a thread may use: numbers from 0 to 1023.
public struct ProcessorSet: Sendable, Equatable {
    /// In increasing order, each once.
    public let numbers: [Int]

    public init(_ numbers: some Sequence<Int>) {
        self.numbers = Set(numbers.lazy.filter { (0..<1024).contains($0) }).sorted()
    }

    /// Binds the calling thread.
    /// - Returns: whether the kernel agreed.
    @discardableResult
    public func bindThread() -> Bool {
        guard !numbers.isEmpty else { return true }
        var words = [UInt64](repeating: 0, count: 16)
        for number in numbers { words[number / 64] |= 1 << UInt64(number % 64) }
        return hs_set_affinity(0, words, 16) == 0
    }

    /// Processors that this process may use.
    public static var available: Int { max(1, Int(hs_cpu_count())) }
}

/// A thread that runs one closure to its end.
public final class WorkerThread {
    private var handle = pthread_t()

    private final class Body {
        let run: () -> Void
        init(_ run: @escaping () -> Void) { self.run = run }
    }

    /// Starts the thread; `nil` when the system refuses.
    /// - Parameter name: at most 15 bytes, shown by `ps -L`.
    public init?(name: String, _ run: @escaping () -> Void) {
        let body = Unmanaged.passRetained(Body {
            hs_set_thread_name(name)
            run()
        })
        let status = pthread_create(&handle, nil, { raw in
            if let raw { Unmanaged<Body>.fromOpaque(raw).takeRetainedValue().run() }
            return nil
        }, body.toOpaque())
        if status != 0 {
            body.release()
            return nil
        }
    }

    /// Waits for its end.
    public func join() { pthread_join(handle, nil) }
}
