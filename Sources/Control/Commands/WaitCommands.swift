// Control: waiting.
import Base
import Config
import Proxies
import Streams

extension CLICommand {
    /// `wait` (runtime-cli §5.8).
    public static var waiting: [CLICommand] { [
        CLICommand("wait {-h|<delay>} [srv-removable <backend>/<server>]", "wait for a delay, or for a condition", level: .admin) { context in
            wait(context)
        }
    ] }

    private static let help = """
        Usage: wait {-h|<delay>} [srv-removable <backend>/<server>]
          <delay>        time to wait; a plain number is in milliseconds
          srv-removable  ends earlier, once the server is in maintenance and has no connection
        """

    private static func wait(_ context: CLIContext) -> CLIAnswer {
        guard let text = context.argument(0) else { return .error("Expects a duration in milliseconds.") }
        if text == "-h" { return .info(help) }
        guard let delay = try? TimeUnit.parse(text, bareUnit: .milliseconds) else { return .error("Invalid duration.") }
        switch context.argument(1) {
        case nil: return .dump(Wait(until: context.now + delay, server: nil))
        case "srv-removable":
            guard context.argument(2) != nil else { return .error("Missing server name (<backend>/<server>).") }
            return context.withServer(2) { .dump(Wait(until: context.now + delay, server: $0)) }
        case "be-removable": return .error("'be-removable' is known to HAProxy 3.4 but not supported by Harrier 0.1")
        default: return .info(help)
        }
    }
}

/// A pause that ends early when its condition holds, or with its client.
private final class Wait: CLIDump {
    private let until: Tick
    private let server: Server?
    init(until: Tick, server: Server?) {
        self.until = until
        self.server = server
    }

    func next(_ context: CLIContext) -> CLIDumpStep {
        if let server {
            guard server.admin.contains(anyOf: .maintenance) else {
                return .message(.error, "Failed. Only servers in maintenance mode can be deleted.")
            }
            let connections = server.usedConnections.load(ordering: .relaxed) + server.currentSessions.load(ordering: .relaxed)
            if connections <= 0, server.queue.isEmpty { return .message(.info, "Done.") }
            if context.now >= until {
                return .message(.error, "Wait delay expired. Server still has connections attached to it, cannot remove it.")
            }
            if isAbandoned(context) { return .message(.error, "Interrupted.") }
            return .wait(until: min(until, context.now + 20))
        }
        if context.now >= until { return .message(.info, "Done.") }
        if isAbandoned(context) { return .message(.error, "Interrupted.") }
        return .wait(until: until)
    }

    /// A client that has only closed its own side still wants its answer, unless the process wants to leave.
    private func isAbandoned(_ context: CLIContext) -> Bool {
        context.outputClosed || (context.inputEnded && context.center.process.stopping.load(ordering: .relaxed))
    }
}
