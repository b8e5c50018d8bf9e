// Proxies: everything that one start of the program runs.
import Base

/// The frozen configuration at work: `global`, all proxies, and what they refer to by name.
public final class Configuration: @unchecked Sendable {
    public let global: GlobalSettings
    /// All proxies in the order of the file.
    public let proxies: [Proxy]
    /// Threads that traffic runs on.
    public let threads: Int
    /// Number of servers in all: ``Server/slot`` is below it.
    public private(set) var serverSlots = 0
    private var frontendsByName: [String: Proxy] = [:]
    private var backendsByName: [String: Proxy] = [:]
    private var proxiesByID: [Int: Proxy] = [:]

    /// Makes the live objects of all sections.
    ///
    /// Automatic numbers of proxies are 1, 2, 3… in the order of the sections, skipping those taken.
    /// - Parameters:
    ///   - sections: the frontends, backends and listens (no `defaults`), validated.
    ///   - threads: threads that traffic will run on.
    ///   - maxconn: the process's limit, the default of every frontend.
    public init(global: GlobalSettings, sections: [ProxySettings], threads: Int, maxconn: Int) {
        self.global = global
        self.threads = threads
        var taken = Set(sections.lazy.map(\.id).filter { $0 > 0 })
        var next = 1
        proxies = sections.map { section in
            var section = section
            if section.id == 0 {
                while taken.contains(next) { next += 1 }
                section.id = next
                taken.insert(next)
            }
            return Proxy(section, threads: threads, defaultMaxconn: maxconn)
        }
        for proxy in proxies {
            if proxy.isFrontend { frontendsByName[proxy.name] = frontendsByName[proxy.name] ?? proxy }
            if proxy.isBackend { backendsByName[proxy.name] = backendsByName[proxy.name] ?? proxy }
            proxiesByID[proxy.id] = proxy
        }
        for proxy in proxies {
            for server in proxy.servers {
                server.slot = serverSlots
                serverSlots += 1
            }
            if let name = proxy.settings.defaultBackend { proxy.defaultBackend = backendsByName[name] }
        }
        resolveTracking()
    }

    /// The frontend or listen of that name.
    public func frontend(named name: String) -> Proxy? { frontendsByName[name] }
    /// The backend or listen of that name.
    public func backend(named name: String) -> Proxy? { backendsByName[name] }
    /// The proxy of that number (`#3` on the CLI).
    public func proxy(id: Int) -> Proxy? { proxiesByID[id] }
    /// The server named `backend/server`.
    public func server(at path: String) -> Server? {
        guard let slash = path.firstIndex(of: "/") else { return nil }
        return backend(named: String(path[..<slash]))?.server(named: String(path[path.index(after: slash)...]))
    }

    /// Gives every backend without `fullconn` a tenth of the connections that can reach it (HAProxy manual §4.2, `fullconn`).
    /// - Parameter backends: the backends that a frontend may send requests to; each counts once a frontend.
    public func setFullconn(backends: (Proxy) -> [Proxy]) {
        var reachable: [ObjectIdentifier: Int] = [:]
        for frontend in proxies where frontend.isFrontend {
            var seen = Set<ObjectIdentifier>()
            for backend in backends(frontend) where seen.insert(ObjectIdentifier(backend)).inserted {
                reachable[ObjectIdentifier(backend), default: 0] += frontend.maxconn
            }
        }
        for backend in proxies where backend.isBackend && backend.settings.fullconn == 0 {
            backend.fullconn = max(1, ((reachable[ObjectIdentifier(backend)] ?? 0) + 9) / 10)
        }
    }

    /// Connects trackers with the servers they follow; validation has refused unknown names.
    private func resolveTracking() {
        for proxy in proxies {
            for server in proxy.servers {
                guard let path = server.settings.track else { continue }
                guard let tracked = path.contains("/") ? self.server(at: path) : proxy.server(named: path) else { continue }
                server.tracked = tracked
                tracked.trackers.append(server)
            }
        }
    }

    /// Brings all backends to life: health at start, weights and balancers.
    /// - Parameter now: monotonic milliseconds.
    public func start(now: Tick) {
        for proxy in proxies where proxy.isBackend { proxy.start(now: now) }
    }
}
