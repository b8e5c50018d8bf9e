// Control: what the process is and how it does.
import Base
import CShims
import Net
import Proxies
import Streams

extension CLICommand {
    /// `show info` and its relatives (runtime-cli §5.1, §5.8).
    public static var information: [CLICommand] { [
        CLICommand("show info [desc|json|typed|float]*", "show the state of the process", level: .user) { context in
            .text(InfoReport(context).text(context.arguments))
        },
        CLICommand("show version", "show the version of the configuration language", level: .user) { _ in
            .info(LanguageVersion.text)
        },
        CLICommand("show env [var]", "show environment variables", level: .operator) { context in
            showEnvironment(context.argument(0))
        },
        CLICommand("show startup-logs", "show what was printed before traffic began", level: .operator) { context in
            let text = context.center.host.startupMessages
            return text.isEmpty ? .done : .text(text.hasSuffix("\n") ? text : text + "\n")
        },
        CLICommand("show backend", "list the backends", level: .user) { context in
            .text("# name\n" + context.center.configuration.proxies.filter(\.isBackend).map { $0.name + "\n" }.joined())
        },
        CLICommand("show activity [-1|0|<thread>]", "show what the threads did", level: .operator) { context in
            ActivityReport.answer(context)
        },
        CLICommand("show threads", "show the threads", level: .user) { context in
            var text = ""
            for worker in context.center.workers {
                let mark = worker.index == context.stream?.worker.index ? "*" : " "
                text += "\(mark) Thread \(worker.index + 1) : act=\(worker.loop.runQueueLength > 0 ? 1 : 0) "
                text += "wq=\(worker.loop.timerCount) rq=\(worker.loop.runQueueLength) idle=\(worker.loop.activity.idlePercent)%\n"
            }
            return .text(text)
        },
        CLICommand("show pools", "show the memory kept in pools", level: .operator) { context in
            var used = 0, kept = 0, size = 0
            for worker in context.center.workers {
                used += worker.buffers.used
                kept += worker.buffers.kept
                size = worker.buffers.blockSize
            }
            return .text(
                """
                Dumping pools usage. Use SIGQUIT to flush them.
                  - Pool buffer (\(size) bytes) : \(used + kept) allocated (\((used + kept) * size) bytes), \(used) used, 0 failures
                Total: 1 pools, \((used + kept) * size) bytes allocated, \(used * size) used.

                """)
        },
    ] }

    private static func showEnvironment(_ name: String?) -> CLIAnswer {
        if let name {
            guard let value = getenv(name) else { return .error("Variable not found") }
            return .text("\(name)=\(String(cString: value))\n")
        }
        var rows: [String] = []
        var at = hs_environ()
        while let entry = at?.pointee {
            rows.append(String(cString: entry) + "\n")
            at = at?.advanced(by: 1)
        }
        return .dump(CLIRows(rows))
    }
}

/// The language version that clients compare (drop-in contract).
public enum LanguageVersion {
    public static let text = "3.4.0"
    public static let date = "2026/06/03"
    public static let product = "Harrier 0.1.0"
}
