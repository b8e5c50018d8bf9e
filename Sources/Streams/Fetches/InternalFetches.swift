// Streams: fetches of the process, proxies and servers (HAProxy manual §7.3.2).
import Base
import CShims
import Net
import Proxies
import Samples

extension Fetch {
    /// States of proxies and servers.
    public static var states: [Self] { [
        Fetch("fe_name", .string, .listener, "Name of the frontend.", manual: "7.3.2") { _, context in
            context.withSession { session in context.text(session.frontend.name) }
        },
        Fetch("fe_id", .integer, .listener, "Number of the frontend.", manual: "7.3.2") { _, context in
            context.withSession { .integer($0.frontend.id) }
        },
        Fetch("fe_defbe", .string, .listener, "Name of the frontend's default backend.", manual: "7.3.2") { _, context in
            context.withSession { session in session.frontend.defaultBackend.flatMap { context.text($0.name) } }
        },
        Fetch("be_name", .string, .backend, "Name of the backend.", manual: "7.3.2") { _, context in
            context.withStream { stream in context.text(stream.backend.name) }
        },
        Fetch("be_id", .integer, .backend, "Number of the backend.", manual: "7.3.2") { _, context in
            context.withStream { .integer($0.backend.id) }
        },
        Fetch("srv_name", .string, .server, "Name of the server.", manual: "7.3.2") { _, context in
            context.withStream { stream in stream.server.flatMap { context.text($0.name) } }
        },
        Fetch("srv_id", .integer, .server, "Number of the server.", manual: "7.3.2") { _, context in
            context.withStream { stream in stream.server.map { .integer($0.id) } }
        },
        Fetch("so_name", .string, .listener, "Name of the listening socket.", manual: "7.3.2") { _, context in
            context.withSession { session in session.listener.flatMap { $0.settings.name == nil ? nil : context.text($0.name) } }
        },
        Fetch("so_id", .integer, .listener, "Number of the listening socket.", manual: "7.3.2") { _, context in
            context.withSession { session in session.listener.map { .integer($0.id) } }
        },
        Fetch("dst_conn", .integer, .listener, "Connections of the listening socket.", manual: "7.3.2") { _, context in
            context.withSession { session in session.listener.map { .integer($0.connections.load(ordering: .relaxed)) } }
        },
        Fetch("fe_conn", .optional(.frontend), .integer, .internalState, "Connections of a frontend.", manual: "7.3.2") { arguments, context in
            context.proxy(arguments, frontend: true).map { .integer($0.feconn.load(ordering: .relaxed)) }
        },
        Fetch("fe_sess_rate", .optional(.frontend), .integer, .internalState, "Sessions a second of a frontend.", manual: "7.3.2") { arguments, context in
            context.rate(context.proxy(arguments, frontend: true)?.frontendCounters, .sessions)
        },
        Fetch("fe_req_rate", .optional(.frontend), .integer, .internalState, "Requests a second of a frontend.", manual: "7.3.2") { arguments, context in
            context.rate(context.proxy(arguments, frontend: true)?.frontendCounters, .requests)
        },
        Fetch("be_conn", .optional(.backend), .integer, .internalState, "Streams of a backend.", manual: "7.3.2") { arguments, context in
            context.proxy(arguments).map { .integer($0.beconn.load(ordering: .relaxed)) }
        },
        Fetch("be_sess_rate", .optional(.backend), .integer, .internalState, "Sessions a second of a backend.", manual: "7.3.2") { arguments, context in
            context.rate(context.proxy(arguments)?.backendCounters, .sessions)
        },
        Fetch("nbsrv", .optional(.backend), .integer, .internalState, "Usable servers of a backend.", manual: "7.3.2") { arguments, context in
            context.proxy(arguments).map { proxy in .integer(proxy.locked { proxy.activeServers + proxy.backupServers }) }
        },
        Fetch("queue", .optional(.backend), .integer, .internalState, "Requests queued in a backend and its servers.", manual: "7.3.2") { arguments, context in
            context.proxy(arguments).map { .integer(queued($0)) }
        },
        Fetch("avg_queue", .optional(.backend), .integer, .internalState, "Requests queued in a backend for each of its usable servers.", manual: "7.3.2") { arguments, context in
            context.proxy(arguments).map { proxy in
                let servers = proxy.locked { proxy.activeServers > 0 ? proxy.activeServers : proxy.backupServers }
                return .integer(servers > 0 ? (queued(proxy) + servers - 1) / servers : queued(proxy))
            }
        },
        Fetch("connslots", .optional(.backend), .integer, .internalState, "Places left on a backend's servers and in their queues.", manual: "7.3.2") { arguments, context in
            context.proxy(arguments).map { proxy in
                proxy.locked {
                    var slots = 0
                    for server in proxy.servers where server.isUsable {
                        // Why: without limits there is no number; HAProxy answers -1 then.
                        guard server.maxconn > 0, server.settings.maxqueue > 0 else { return .integer(-1) }
                        slots += max(0, server.maxconn - server.currentSessions.load(ordering: .relaxed)) + max(0, server.settings.maxqueue - server.queue.count)
                    }
                    return .integer(slots)
                }
            }
        },
        Fetch("be_conn_free", .optional(.backend), .integer, .internalState, "Places left on a backend's servers.", manual: "7.3.2") { arguments, context in
            context.proxy(arguments).map { proxy in
                proxy.locked {
                    var free = 0
                    for server in proxy.servers where server.isUsable {
                        guard server.maxconn > 0 else { return .integer(-1) }
                        free += max(0, server.maxconn - server.currentSessions.load(ordering: .relaxed))
                    }
                    return .integer(free)
                }
            }
        },
        server("srv_is_up", .bool, "Whether a server is usable.") { server in .bool(server.proxy.locked { server.isUsable }) },
        server("srv_conn", .integer, "Connections of a server.") { .integer($0.currentSessions.load(ordering: .relaxed)) },
        server("srv_conn_free", .integer, "Places left on a server.") { server in
            .integer(server.maxconn > 0 ? max(0, server.maxconn - server.currentSessions.load(ordering: .relaxed)) : -1)
        },
        server("srv_queue", .integer, "Requests queued for a server.") { server in .integer(server.proxy.locked { server.queue.count }) },
        server("srv_weight", .integer, "Weight of a server, as the algorithm uses it.") { server in .integer(server.proxy.locked { server.reportedWeight }) },
        server("srv_uweight", .integer, "Weight of a server, as the administrator set it.") { .integer($0.userWeight) },
        server("srv_iweight", .integer, "Weight of a server, as configured.") { .integer($0.initialWeight) },
        Fetch("srv_sess_rate", [.server], .integer, .internalState, "Sessions a second of a server.", manual: "7.3.2") { arguments, context in
            guard let object = arguments.object(0) else { return nil }
            return context.rate(Unmanaged<Server>.fromOpaque(object.toOpaque()).takeUnretainedValue().counters, .sessions)
        },
    ] }

    private static func server(_ name: String, _ output: SampleType, _ help: String, _ read: @escaping @Sendable (Server) -> Sample) -> Fetch {
        Fetch(name, [.server], output, .internalState, help, manual: "7.3.2") { arguments, _ in
            guard let object = arguments.object(0) else { return nil }
            return Unmanaged<Server>.fromOpaque(object.toOpaque())._withUnsafeGuaranteedRef(read)
        }
    }

    private static func queued(_ proxy: Proxy) -> Int {
        proxy.locked { proxy.servers.reduce(proxy.queue.count) { $0 + $1.queue.count } }
    }

    /// The process and its clock.
    public static var process: [Self] { [
        Fetch("date", Signature([.integer, .string], required: 0), .integer, .always, "The wall clock in seconds (or ms, us), moved by an offset in seconds.", manual: "7.3.2", check: dateCheck) { arguments, context in
            guard let wall = context.withSession({ $0.worker.loop.wall }) else { return nil }
            let unit = arguments.integer(1, or: 1)
            let value = (wall + arguments.integer(0) * 1_000_000) / (1_000_000 / unit)
            return Sample(.integer(value), [.volatile, .mayChange])
        },
        Fetch("date_us", .integer, .always, "Microseconds of the wall clock within its second.", manual: "7.3.2") { _, context in
            guard let wall = context.withSession({ $0.worker.loop.wall }) else { return nil }
            return Sample(.integer(wall % 1_000_000), [.volatile, .mayChange])
        },
        Fetch("accept_date", .optional(.string), .integer, .clientConnection, "When the session or request began, in seconds (or ms, us).", manual: "7.3.2", check: unitCheck) { arguments, context in
            let unit = arguments.integer(0, or: 1)
            guard let wall = context.withStream({ $0.logs.acceptWall }) ?? context.withSession({ $0.acceptWall }) else { return nil }
            return .integer(wall / (1_000_000 / unit))
        },
        Fetch("uptime", .integer, .always, "Seconds since the start.", manual: "7.3.2") { _, context in
            context.withSession { session in .integer((session.worker.loop.now - session.worker.process.startTick) / 1000) }
        },
        Fetch("stopping", .bool, .internalState, "Whether the process is stopping.", manual: "7.3.2") { _, context in
            context.withSession { .bool($0.worker.process.stopping.load(ordering: .relaxed)) }
        },
        Fetch("act_conn", .integer, .always, "Connections of the process.", manual: "7.3.2") { _, context in
            context.withSession { .integer($0.worker.process.connections.load(ordering: .relaxed)) }
        },
        Fetch("thread", .integer, .always, "Number of the thread, from 0.", manual: "7.3.2") { _, context in
            context.withSession { .integer($0.worker.index) }
        },
        Fetch("pid", .integer, .always, "The process's identifier.", manual: "7.3.2") { _, _ in .integer(Int(getpid())) },
        Fetch("hostname", .string, .always, "The machine's name.", manual: "7.3.2") { _, context in
            guard let target = context.scratch.take(256), gethostname(UnsafeMutableRawPointer(target).assumingMemoryBound(to: CChar.self), 256) == 0 else { return nil }
            return .string(ByteView(start: target, count: strnlen(UnsafeRawPointer(target).assumingMemoryBound(to: CChar.self), 256)))
        },
        Fetch("env", [.string], .string, .always, "A variable of the environment.", manual: "7.3.2", check: { storage throws(SampleFailure) in
            // Why: the environment is looked at once; it does not change while the process runs.
            let name = storage.text(0) ?? ""
            storage[0] = getenv(name).map { .string(storage.keep(Array(String(cString: $0).utf8))) } ?? .absent
        }) { arguments, _ in
            guard case .string(let view) = arguments[0] else { return nil }
            return .string(view)
        },
    ] }

    private static func unit(_ text: String?) throws(SampleFailure) -> Argument {
        switch text {
        case nil, "s": return .integer(1)
        case "ms": return .integer(1000)
        case "us": return .integer(1_000_000)
        default: throw SampleFailure("unexpected unit '\(text ?? "")'; 's', 'ms' or 'us' is expected")
        }
    }
    private static let dateCheck: ArgumentCheck = { storage throws(SampleFailure) in storage[1] = try unit(storage.text(1)) }
    private static let unitCheck: ArgumentCheck = { storage throws(SampleFailure) in storage[0] = try unit(storage.text(0)) }
}

extension EvaluationContext {
    /// A name as a sample: its bytes go to the scratch.
    func text(_ name: String) -> Sample? {
        scratch.write { target in
            var count = 0
            for byte in name.utf8 {
                guard count < target.count else { return nil }
                target[count] = byte
                count += 1
            }
            return count
        }.map { .string($0) }
    }

    func rate(_ counters: Counters?, _ rate: CounterRate) -> Sample? {
        guard let counters, let now = withSession({ $0.worker.loop.now }) else { return nil }
        return .integer(counters.rate(rate, at: now))
    }
}
