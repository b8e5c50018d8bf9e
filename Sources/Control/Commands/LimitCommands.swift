// Control: limits that change at run time.
import Base
import Proxies
import Streams

extension CLICommand {
    /// `set maxconn`, `set rate-limit`.
    public static var limits: [CLICommand] { [
        CLICommand("set maxconn frontend <frontend> <value>", "change a frontend's limit of connections", level: .admin) { context in
            guard let name = context.argument(0) else { return .error("A frontend name is expected.") }
            guard let frontend = context.center.frontend(name) else { return .error("No such frontend.") }
            guard let text = context.argument(1) else { return .error("Integer value expected.") }
            // Why: 3.4.0 takes any text for 0, which refuses everybody; a number is what is meant.
            guard let value = Int(text) else { return .error("Integer value expected.") }
            guard value >= 0 else { return .error("Value out of range.") }
            frontend.setMaxconn(value)
            context.center.wakeAcceptors()
            return .done
        },
        CLICommand("set maxconn global <value>", "change the process's limit of connections", level: .admin) { context in
            guard let text = context.argument(0), let value = Int(text) else { return .error("Expects an integer value.") }
            guard value >= 0, value <= context.center.hardMaxconn else { return .error("Value out of range.") }
            context.center.process.maxconn.store(value == 0 ? context.center.hardMaxconn : value, ordering: .relaxed)
            context.center.wakeAcceptors()
            return .done
        },
        CLICommand(
            "set rate-limit <setting> <value>", "change the process's limits per second: connections, sessions", level: .admin
        ) { context in
            let process = context.center.process
            let limit: WritableLimit
            switch context.argument(0) {
            case "connections": limit = .connections
            case "sessions": limit = .sessions
            case "ssl-sessions", "http-compression":
                return .error("'\(context.argument(0) ?? "")' is known to HAProxy 3.4 but not supported by Harrier 0.1")
            default:
                return .error(
                    """
                    'set rate-limit' only supports :
                       - 'connections global' to set the per-process maximum connection rate
                       - 'sessions global' to set the per-process maximum session rate
                       - 'ssl-sessions global' to set the per-process maximum SSL session rate
                       - 'http-compression global' to set the per-process maximum compression speed in kB/s
                    """)
            }
            guard context.argument(1) == "global" else { return .error("'set rate-limit \(context.argument(0) ?? "")' only supports 'global'") }
            guard let text = context.argument(2), let value = Int(text), value >= 0 else { return .error("Expects an integer value.") }
            switch limit {
            case .connections: process.connectionRateLimit.store(value, ordering: .relaxed)
            case .sessions: process.sessionRateLimit.store(value, ordering: .relaxed)
            }
            context.center.wakeAcceptors()
            return .done
        },
    ] }

    private enum WritableLimit { case connections, sessions }
}

extension ControlCenter {
    /// The limit that the process started with.
    var hardMaxconn: Int { process.hardMaxconn }
    var connectionRateLimit: Int { process.connectionRateLimit.load(ordering: .relaxed) }
    var sessionRateLimit: Int { process.sessionRateLimit.load(ordering: .relaxed) }

    /// A limit grew: whoever waits for a place looks again.
    func wakeAcceptors() {
        for worker in workers { worker.loop.post { [unowned(unsafe) worker] in worker.resumeAcceptors() } }
    }
}
