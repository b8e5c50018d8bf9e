// Control: commands about the session itself.
import Base
import Config
import Proxies

extension CLICommand {
    /// Help, prompt, levels, modes (runtime-cli §2.3, §3).
    public static var session: [CLICommand] { [
        CLICommand("help [<command>]", "list matching or all commands", level: .user, .hidden) { context in
            .message(.info, CLISuggestions.text(context.arguments, among: context.center.commands.filter(context.sees), isHelp: true))
        },
        CLICommand("prompt [help | n | i | p | timed]*", "toggle interactive mode with prompt", level: .user, .hidden) { context in
            prompt(context)
        },
        CLICommand("quit", "disconnect", level: .user, .hidden) { _ in .close },
        CLICommand("echo <text>", "print the text back", level: .user) { context in
            .message(.info, context.arguments.joined(separator: " "))
        },
        CLICommand("operator", "lower the level of this session to operator", level: .user) { context in
            guard context.level >= .operator else { return .denied }
            context.omitsEmptyLine = context.argument(0) == "-"
            context.lower(to: .operator)
            return .done
        },
        CLICommand("user", "lower the level of this session to user", level: .user) { context in
            context.omitsEmptyLine = context.argument(0) == "-"
            context.lower(to: .user)
            return .done
        },
        CLICommand("expert-mode [on|off]", "allow commands for experts in this session", level: .admin, .hidden) { context in
            switchMode(context, "expert-mode", get: { $0.isExpert }, set: { $0.isExpert = $1 })
        },
        CLICommand("experimental-mode [on|off]", "allow experimental commands in this session", level: .admin, .hidden) { context in
            switchMode(context, "experimental-mode", get: { $0.isExperimental }, set: { $0.isExperimental = $1 })
        },
        CLICommand("show cli level", "show the level of this session", level: .user) { context in
            .info(name(of: context.level))
        },
        CLICommand("show cli sockets", "show the sockets of this interface", level: .user) { context in
            var text = "# socket lvl processes\n"
            for listener in context.center.frontend?.listeners ?? [] {
                let address = listener.address
                let shown = address.family == .unix ? "unix@\(address.text)" : address.family == .ipv4 ? "ipv4@\(address.text)"
                    : address.family == .ipv6 ? "ipv6@\(address.text)" : address.text
                text += "\(shown) \(name(of: listener.settings.level)) all\n"
            }
            return .text(text)
        },
        CLICommand("set severity-output <none|number|string>", "show severities in front of messages", level: .user) { context in
            switch context.argument(0) {
            case "none": context.severityOutput = .none
            case "number": context.severityOutput = .number
            case "string": context.severityOutput = .string
            default: return .error("one of 'none', 'number', 'string' is a required argument")
            }
            context.omitsEmptyLine = context.argument(1) == "-"
            return .done
        },
        CLICommand("set timeout [cli] <delay>", "change the time that this session may stay silent", level: .user) { context in
            guard context.argument(0) == "cli" else { return .error("'set timeout' only supports 'cli'.") }
            guard let text = context.argument(1) else { return .error("Expects an integer value.") }
            guard let value = try? TimeUnit.parse(text, bareUnit: .seconds), value > 0 else { return .error("Invalid timeout value.") }
            context.timeout = value
            return .done
        },
    ] }

    static func name(of level: CLILevel) -> String {
        switch level {
        case .user: "user"
        case .operator: "operator"
        case .admin: "admin"
        }
    }

    private static func switchMode(
        _ context: CLIContext, _ name: String, get: (CLIContext) -> Bool, set: (CLIContext, Bool) -> Void
    ) -> CLIAnswer {
        switch context.argument(0) {
        case nil: return .info("\(name) is \(get(context) ? "ON" : "OFF")")
        case "on": set(context, true)
        case "off": set(context, false)
        default: return .error("'\(name)' only supports 'on' and 'off'.")
        }
        context.omitsEmptyLine = context.argument(1) == "-"
        return .done
    }

    private static func prompt(_ context: CLIContext) -> CLIAnswer {
        var mode: CLIMode?
        var togglesTime = false
        for word in context.arguments {
            switch word {
            case "n": mode = .oneLine
            case "i": mode = .interactive
            case "p": mode = .prompt
            case "timed": togglesTime = true
            default:
                return .info(
                    """
                    Usage: prompt [help | n | i | p | timed]*
                    Changes how this session goes on. Without an argument, the prompt is switched on or off.
                      n      one line, then the end
                      i      stays open, no prompt
                      p      stays open, with a prompt
                      timed  shows the uptime in the prompt, or not
                    """)
            }
        }
        if togglesTime { context.isTimed.toggle() }
        if let mode {
            context.mode = mode
        } else if togglesTime {
            context.mode = .prompt
        } else {
            context.mode = context.mode == .prompt ? .oneLine : .prompt
        }
        return .done
    }
}
