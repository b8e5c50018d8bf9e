// Control: asking every thread.
import Base
import Streams
import Synchronization

/// An answer to which every thread contributes on its own loop; the session waits meanwhile.
///
/// Streams belong to their threads: nobody else may look at them.
final class Gather: CLIDump {
    /// What came together; shared by the threads.
    private final class Collected: Sendable {
        struct State {
            var texts: [String?]
            var missing: Int
        }
        let state: Mutex<State>
        init(_ count: Int) { state = Mutex(State(texts: Array(repeating: nil, count: count), missing: count)) }
    }

    private let collected: Collected
    private let ask: @Sendable (Worker) -> String
    private let finish: ([String]) -> CLIDumpStep
    private var isAsked = false
    private var isDone = false

    /// - Parameters:
    ///   - ask: runs on every worker's own thread.
    ///   - finish: makes the answer from all texts, in the order of the threads.
    init(_ count: Int, ask: @escaping @Sendable (Worker) -> String, finish: @escaping ([String]) -> CLIDumpStep) {
        collected = Collected(count)
        self.ask = ask
        self.finish = finish
    }

    /// Rows one after the other.
    static func rows(_ context: CLIContext, head: String = "", _ ask: @escaping @Sendable (Worker) -> String) -> CLIAnswer {
        .dump(
            Gather(context.center.workers.count, ask: ask) { texts in
                let text = head + texts.joined()
                return text.isEmpty ? .finished : .piece(Array(text.utf8))
            })
    }

    func next(_ context: CLIContext) -> CLIDumpStep {
        if isDone { return .finished }
        if !isAsked {
            isAsked = true
            let collected = collected, ask = ask, wake = context.wakeFromAnyThread!
            for worker in context.center.workers {
                worker.loop.post { [unowned(unsafe) worker] in
                    let text = ask(worker)
                    let isLast = collected.state.withLock { state in
                        state.texts[worker.index] = text
                        state.missing -= 1
                        return state.missing == 0
                    }
                    if isLast { wake() }
                }
            }
        }
        let texts: [String]? = collected.state.withLock { $0.missing == 0 ? $0.texts.map { $0 ?? "" } : nil }
        guard let texts else { return .wait(until: .eternity) }
        isDone = true
        return finish(texts)
    }
}
