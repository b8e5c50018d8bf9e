// Control: streams, seen and ended.
import Base
import Config
import Proxies
import Streams

extension CLICommand {
    /// `show sess`, `shutdown session` (runtime-cli §5.4, §5.9).
    public static var streams: [CLICommand] { [
        CLICommand("show sess [<id> | all | help] [opts]", "show the streams of all threads", level: .operator) { context in
            showSessions(context)
        },
        CLICommand("shutdown session <id>", "end a stream", level: .admin) { context in
            guard let text = context.argument(0) else { return .error("Session pointer expected (use 'show sess').") }
            guard let handle = handle(text) else { return .error("No such session (use 'show sess').") }
            return .dump(
                Gather(context.center.workers.count) { worker in
                    guard let stream = worker.streamList.snapshot.first(where: { $0.handle == handle }) else { return "" }
                    stream.shutdown(.killed)
                    return "found"
                } finish: { texts in
                    texts.contains("found") ? .finished : .message(.error, "No such session (use 'show sess').")
                })
        },
        CLICommand("shutdown sessions server <backend>/<server>", "end all streams of a server", level: .admin) { context in
            context.withServer { server in
                Gather.rows(context) { worker in
                    for stream in worker.streamList.snapshot where stream.server === server { stream.shutdown(.killed) }
                    return ""
                }
            }
        },
    ] }

    /// `0x7f…`, or the same without its prefix.
    private static func handle(_ text: String) -> UInt? {
        UInt(text.hasPrefix("0x") ? String(text.dropFirst(2)) : text, radix: 16)
    }

    private static let help = """
        Usage: show sess [<id> | all | help] [older <age>] [server <backend>/<server>] [backend <name>] [frontend <name>]
          <id>      everything about one stream
          all       everything about all streams
          older     only streams that began at least this long ago
          server, backend, frontend
                    only streams of this object
        """

    private static func showSessions(_ context: CLIContext) -> CLIAnswer {
        var words = context.arguments[...]
        var wantsDetails = false
        var only: UInt?
        var minimumAge: Int64 = 0
        var server: Server?
        var backend: Proxy?
        var frontend: Proxy?
        while let word = words.popFirst() {
            switch word {
            case "help": return .info(help)
            case "all": wantsDetails = true
            case "older":
                guard let text = words.popFirst(), let age = try? TimeUnit.parse(text, bareUnit: .seconds) else { return .error("Invalid age.") }
                minimumAge = age
            case "server":
                switch context.center.server(words.popFirst()) {
                case .success(let found): server = found
                case .failure(let refusal): return refusal.answer
                }
            case "backend":
                guard let found = words.popFirst().flatMap(context.center.backend) else { return .error("No such backend.") }
                backend = found
            case "frontend":
                guard let found = words.popFirst().flatMap(context.center.frontend) else { return .error("No such frontend.") }
                frontend = found
            default:
                guard let handle = handle(word) else { return .error("Unsupported option '\(word)', try 'help' for more info.") }
                only = handle
            }
        }
        let ask: @Sendable (Worker) -> String = { [only, minimumAge, server, backend, frontend, wantsDetails] worker in
            var text = ""
            for stream in worker.streamList.snapshot {
                if let only, stream.handle != only { continue }
                if worker.loop.now - stream.logs.acceptTick < minimumAge { continue }
                if let server, stream.server !== server { continue }
                if let backend, stream.backend !== backend { continue }
                if let frontend, stream.frontend !== frontend { continue }
                text += wantsDetails || only != nil ? stream.details : stream.summaryLine
            }
            return text
        }
        guard only != nil else { return Gather.rows(context, ask) }
        return .dump(
            Gather(context.center.workers.count, ask: ask) { texts in
                let text = texts.joined()
                return text.isEmpty ? .message(.error, "Session not found.") : .piece(Array(text.utf8))
            })
    }
}
