// Control: `show stat` and the counters' end.
import Base
import Proxies

extension CLICommand {
    /// Statistics of proxies and servers (runtime-cli §5.2).
    public static var statistics: [CLICommand] { [
        CLICommand(
            "show stat [domain proxy] [{<iid>|<proxy>} <type> <sid>] [desc|json|no-maint|typed|up]*",
            "show counters of proxies and servers", level: .user
        ) { context in
            StatQuery.answer(context)
        },
        CLICommand("clear counters all", "set all counters to zero", level: .admin) { context in
            context.center.forEachCounters { $0.reset() }
            context.center.resetMaxima()
            return .done
        },
        CLICommand("clear counters", "forget the maxima", level: .operator) { context in
            context.center.forEachCounters { $0.resetMaxima() }
            context.center.resetMaxima()
            return .done
        },
    ] }
}

extension ControlCenter {
    fileprivate func forEachCounters(_ body: (Counters) -> Void) {
        for proxy in configuration.proxies {
            body(proxy.frontendCounters)
            body(proxy.backendCounters)
            for server in proxy.servers { body(server.counters) }
            for listener in proxy.listeners { body(listener.counters) }
        }
    }

    fileprivate func resetMaxima() {
        for proxy in configuration.proxies {
            proxy.feconnMax.store(proxy.feconn.load(ordering: .relaxed), ordering: .relaxed)
            proxy.beconnMax.store(proxy.beconn.load(ordering: .relaxed), ordering: .relaxed)
            for server in proxy.servers {
                server.maxSessions.store(server.currentSessions.load(ordering: .relaxed), ordering: .relaxed)
            }
            for listener in proxy.listeners {
                listener.maxConnections.store(listener.connections.load(ordering: .relaxed), ordering: .relaxed)
            }
        }
    }
}

/// The words of `show stat` and the rows they select.
struct StatQuery {
    private var proxies: [Proxy] = []
    /// 1 frontends, 2 backends, 4 servers, 8 listeners.
    private var mask = -1
    private var serverID = -1
    private var form = StatForm.plain
    private var describes = false
    private var onlyUp = false
    private var noMaintenance = false

    static func answer(_ context: CLIContext) -> CLIAnswer {
        var query = StatQuery()
        if let refusal = query.read(context) { return .error(refusal) }
        return .dump(query.dump(context))
    }

    /// - Returns: what is wrong with the words.
    private mutating func read(_ context: CLIContext) -> String? {
        var words = context.arguments[...]
        if words.first == "domain" {
            words = words.dropFirst()
            let domain = words.popFirst()
            if domain == "resolvers" {
                return "Invalid statistics domain."
            }
            guard domain == "proxy" else { return "Invalid statistics domain." }
        }
        let all = context.center.configuration.proxies
        proxies = all
        let options: Set<String> = ["typed", "json", "desc", "up", "no-maint"]
        if words.count >= 3, let first = words.first, !options.contains(first) {
            if let id = Int(first) {
                proxies = id == -1 || id == 0 ? all : all.filter { $0.id == id }
            } else {
                proxies = all.filter { $0.name == first }
                if proxies.isEmpty { return "No such proxy." }
            }
            words = words.dropFirst()
            mask = Int(words.removeFirst()) ?? 0
            serverID = Int(words.removeFirst()) ?? 0
        }
        for word in words {
            switch word {
            case "typed": form = .typed
            case "json": form = .json
            case "desc": describes = true
            case "up": onlyUp = true
            case "no-maint": noMaintenance = true
            default: break
            }
        }
        return nil
    }

    private enum Item { case frontend(Proxy), listener(Listener), server(Server), backend(Proxy) }

    private func items() -> [Item] {
        var items: [Item] = []
        for proxy in proxies {
            if proxy.isFrontend, mask & 1 != 0 { items.append(.frontend(proxy)) }
            if proxy.isFrontend, mask & 8 != 0, proxy.settings.options.contains(.socketStats) {
                items += proxy.listeners.filter { serverID == -1 || $0.id == serverID }.map { .listener($0) }
            }
            if proxy.isBackend, mask & 4 != 0 {
                items += proxy.servers.filter { server in
                    if serverID != -1, server.id != serverID { return false }
                    if noMaintenance, server.admin.contains(anyOf: .maintenance) { return false }
                    if onlyUp, server.state == .stopped { return false }
                    return true
                }.map { .server($0) }
            }
            if proxy.isBackend, mask & 2 != 0 { items.append(.backend(proxy)) }
        }
        return items
    }

    private func dump(_ context: CLIContext) -> CLIRows {
        var items = items().makeIterator()
        let query = self
        var isFirst = true
        var isOver = false
        return CLIRows { context in
            if isOver { return nil }
            let start = isFirst
            isFirst = false
            if start, query.form == .plain { return StatRow.header }
            guard let item = items.next() else {
                isOver = true
                return query.form == .json ? (start ? "[]\n" : "]\n") : nil
            }
            let report = StatReport(now: context.now, showsLegends: context.level >= .operator)
            let row = switch item {
            case .frontend(let proxy): report.frontend(proxy)
            case .listener(let listener): report.listener(listener)
            case .server(let server): report.server(server)
            case .backend(let proxy): report.backend(proxy)
            }
            switch query.form {
            case .plain: return row.csv
            case .typed: return row.typed(describes: query.describes)
            case .json: return (start ? "[" : ",") + row.json
            }
        }
    }
}
