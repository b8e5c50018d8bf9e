// Control: orders for servers, and what is known of them.
import Base
import Proxies

extension CLICommand {
    /// `set server`, `enable`, `disable`, weights (runtime-cli §5.9).
    public static var servers: [CLICommand] { [
        CLICommand("enable server <backend>/<server>", "end a server's maintenance", level: .admin) { context in
            context.withServer { server in
                context.apply(server.setReady(now: context.now))
                return .done
            }
        },
        CLICommand("disable server <backend>/<server>", "put a server into maintenance", level: .admin) { context in
            context.withServer { server in
                context.apply(server.setMaintenance(now: context.now))
                return .done
            }
        },
        CLICommand("enable health <backend>/<server>", "run a server's health checks", level: .admin) { context in
            context.withServer { setHealthChecks($0, true) }
        },
        CLICommand("disable health <backend>/<server>", "stop a server's health checks", level: .admin) { context in
            context.withServer { setHealthChecks($0, false) }
        },
        CLICommand("enable agent <backend>/<server>", "ask a server's agent", level: .admin) { context in
            context.withServer { server in
                guard server.agent.isConfigured else { return .error("Agent was not configured on this server, cannot enable.") }
                server.proxy.locked { server.agent.isEnabled = true }
                return .done
            }
        },
        CLICommand("disable agent <backend>/<server>", "do not ask a server's agent", level: .admin) { context in
            context.withServer { server in
                server.proxy.locked { server.agent.isEnabled = false }
                return .done
            }
        },
        CLICommand("get weight <backend>/<server>", "show a server's weight", level: .user) { context in
            context.withServer { .text("\($0.userWeight) (initial \($0.initialWeight))\n") }
        },
        CLICommand("set weight <backend>/<server> <weight>[%]", "change a server's weight", level: .admin) { context in
            context.withServer { setWeight($0, context.argument(1) ?? "", context.now) }
        },
        CLICommand("set maxconn server <backend>/<server> <maxconn>", "change a server's limit of connections", level: .admin) { context in
            context.withServer { setMaxconn($0, context.argument(1), context.now) }
        },
        CLICommand("set server <backend>/<server> [opts]", "change a server's state, weight, address, health", level: .admin) { context in
            context.withServer { setServer($0, context) }
        },
    ] }

    private static func setHealthChecks(_ server: Server, _ isOn: Bool) -> CLIAnswer {
        guard server.check.isConfigured else {
            return isOn ? .error("Health check was not configured on this server, cannot enable.") : .done
        }
        server.proxy.locked {
            server.check.isEnabled = isOn
            server.check.isPaused = false
        }
        return .done
    }

    private static func setWeight(_ server: Server, _ text: String, _ now: Tick) -> CLIAnswer {
        do {
            try server.setWeight(text, now: now)
            return .done
        } catch {
            return .error(error.rawValue)
        }
    }

    private static func setMaxconn(_ server: Server, _ text: String?, _ now: Tick) -> CLIAnswer {
        guard let text, !text.isEmpty else { return .error("Require <maxconn>.") }
        let digits = text.utf8.prefix { $0 >= 48 && $0 <= 57 }
        guard !digits.isEmpty else { return .error("maxconn string empty or preceded by garbage") }
        guard digits.count == text.utf8.count else { return .error("Trailing garbage in maxconn string") }
        guard let value = Int(text), value <= Int(Int32.max) else { return .error("Value out of range.") }
        server.setMaxconn(value, now: now)
        return .done
    }

    private static let serverUsage =
        "usage: set server <backend>/<server> addr | agent | agent-addr | agent-port | agent-send | check-addr | check-port | fqdn | health | ssl | state | weight"

    private static func setServer(_ server: Server, _ context: CLIContext) -> CLIAnswer {
        let value = context.argument(2)
        let now = context.now
        switch context.argument(1) {
        case "weight": return setWeight(server, value ?? "", now)
        case "maxconn": return setMaxconn(server, value, now)
        case "state":
            switch value {
            case "ready": context.apply(server.setReady(now: now))
            case "drain": context.apply(server.setDrain(now: now))
            case "maint": context.apply(server.setMaintenance(now: now))
            default: return .error("'set server <srv> state' expects 'ready', 'drain' and 'maint'.")
            }
            return .done
        case "health":
            if server.tracked != nil { return .error("cannot change health on a tracking server.") }
            switch value {
            case "up":
                server.proxy.locked { server.check.health = server.check.rise + server.check.fall - 1 }
                context.apply(server.setRunning(cause: .cli, now: now))
            case "stopping":
                server.proxy.locked { server.check.health = server.check.rise + server.check.fall - 1 }
                context.apply(server.setStopping(cause: .cli, now: now))
            case "down":
                server.proxy.locked { server.check.health = 0 }
                context.apply(server.setStopped(cause: .cli, now: now))
            default: return .error("'set server <srv> health' expects 'up', 'stopping', or 'down'.")
            }
            return .done
        case "agent":
            guard server.agent.isEnabled else { return .error("agent checks are not enabled on this server.") }
            switch value {
            case "up":
                server.proxy.locked { server.agent.health = server.agent.rise + server.agent.fall - 1 }
                context.apply(server.setRunning(cause: .cli, now: now))
            case "down":
                server.proxy.locked { server.agent.health = 0 }
                context.apply(server.setStopped(cause: .cli, now: now))
            default: return .error("'set server <srv> agent' expects 'up' or 'down'.")
            }
            return .done
        case "addr": return setAddress(server, context)
        case "check-port", "check-addr":
            return .error("'\(context.argument(1) ?? "")' is known to HAProxy 3.4 but not supported by Harrier 0.1")
        case "fqdn":
            return .error("set server <b>/<s> fqdn failed because no resolution is configured.")
        case "ssl":
            return .error("'set server <srv> ssl' cannot be set.  default-server should define ssl settings")
        case "agent-addr", "agent-port", "agent-send":
            return .error("agent checks are not enabled on this server")
        default: return .error(serverUsage)
        }
    }

    private static func setAddress(_ server: Server, _ context: CLIContext) -> CLIAnswer {
        guard let text = context.argument(2) else { return .error("set server <b>/<s> addr requires an address and optionally a port.") }
        guard let new = SocketAddress(numeric: text[...]), new.isInternet else { return .error("Invalid addr '\(text)'") }
        var port = server.address.port
        var offset = server.portOffset
        var changesPort = false
        if let word = context.argument(3) {
            guard word == "port" else { return .error("set server <b>/<s> addr requires an address and optionally a port.") }
            guard let portText = context.argument(4) else { return .error("missing port") }
            var digits = portText[...]
            let sign = digits.first == "+" || digits.first == "-" ? digits.removeFirst() : nil
            guard let number = Int(digits), (sign == nil ? 1 : 0)...65535 ~= number else { return .error("provided port is not an integer between 1 and 65535") }
            if let sign {
                offset = sign == "-" ? -number : number
                port = 0
            } else {
                offset = nil
                port = UInt16(number)
            }
            changesPort = port != server.address.port || offset != server.portOffset
        }
        let old = server.address
        let oldOffset = server.portOffset
        guard server.setAddress(new.with(port: port), portOffset: offset) else { return .info("nothing changed") }
        var parts: [String] = []
        if !old.sameHost(as: new) { parts.append("IP changed from '\(old.hostText)' to '\(new.hostText)'") }
        if changesPort {
            func shown(_ port: UInt16, _ offset: Int?) -> String { offset.map { $0 < 0 ? "\($0)" : "+\($0)" } ?? "\(port)" }
            parts.append("port changed from '\(shown(old.port, oldOffset))' to '\(shown(port, offset))'")
        }
        let message = parts.joined(separator: ", ") + " by 'stats socket command'"
        context.stream?.worker.log.send(
            "\(server.path) changed its \(message)", level: .notice, about: server.proxy, wall: context.wall)
        return .info(message)
    }
}
