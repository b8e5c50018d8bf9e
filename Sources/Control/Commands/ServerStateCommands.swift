// Control: servers listed.
import Base
import Proxies

extension CLICommand {
    /// `show servers` (runtime-cli §5.3).
    public static var serverState: [CLICommand] { [
        CLICommand("show servers state [<backend>]", "show the states of servers, as a state file has them", level: .user) { context in
            list(context, head: StateFile.head) { server, now in StateFile.line(for: server, now: now / 1000) }
        },
        CLICommand("show servers conn [<backend>]", "show the connections of servers", level: .user) { context in
            let threads = context.center.configuration.threads
            let head = "# bkname/svname bkid/svid addr port - purge_delay served used_cur used_max need_est idle_sess "
                + "unsafe_nb safe_nb idle_lim idle_cur idle_per_thr[\(threads)]\n"
            return list(context, head: head) { server, _ in connections(server, context) }
        },
    ] }

    private static func list(
        _ context: CLIContext, head: String, _ line: @escaping (Server, Tick) -> String
    ) -> CLIAnswer {
        var backends = context.center.configuration.proxies.filter(\.isBackend)
        if let name = context.argument(0) {
            guard let backend = context.center.backend(name) else { return .error("Can't find backend.") }
            backends = [backend]
        }
        var servers = backends.flatMap(\.servers).makeIterator()
        var isFirst = true
        return .dump(
            CLIRows { context in
                if isFirst {
                    isFirst = false
                    return head
                }
                return servers.next().map { line($0, context.now) }
            })
    }

    private static func connections(_ server: Server, _ context: CLIContext) -> String {
        let idle = server.idleConnections.load(ordering: .relaxed)
        let words: [String] = [
            server.path, "\(server.proxy.id)/\(server.id)", server.address.isInternet ? server.address.hostText : "-",
            "\(server.address.port)", "-", "\(server.settings.poolPurgeDelay)", "\(server.served)",
            "\(server.usedConnections.load(ordering: .relaxed))", "\(server.maxUsedConnections.load(ordering: .relaxed))",
            "\(server.estimatedNeed.load(ordering: .relaxed))", "0", "\(server.idleUnsafe.load(ordering: .relaxed))",
            "\(server.idleSafe.load(ordering: .relaxed))", "\(server.settings.poolMaxConn)", "\(idle)",
        ]
        let perThread = context.center.workers.map { "\($0.idleCount(of: server))" }
        return (words + perThread).joined(separator: " ") + "\n"
    }
}
