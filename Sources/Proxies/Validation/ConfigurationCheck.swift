import Base
import Config

extension ParsedConfiguration {
    /// Checks the whole after all lines are read, and completes what needs the whole (`check_config_validity`).
    ///
    /// All faults go to `diagnostics`; the configuration may be started only if there is no alert. Adjusted are: pages taken
    /// from `http-errors` sections, the unix sockets' common settings, `minconn` above `maxconn`, algorithms which need HTTP
    /// in TCP mode, the servers' addresses.
    /// - Parameters:
    ///   - resolver: asked for the servers' names; blocks.
    ///   - lastAddress: a server's address in the state file, by backend and name.
    public mutating func check(
        diagnostics: Diagnostics, resolver: AddressSpec.Resolver = resolveWithLibc,
        lastAddress: (_ backend: String, _ server: String) -> SocketAddress? = { _, _ in nil }
    ) {
        global.complete()
        for index in userlists.indices { userlists[index].check(diagnostics) }
        checkIdentifiers(diagnostics)
        for index in defaults.indices { defaults[index].takeErrorPages(from: httpErrors, diagnostics) }
        for index in proxies.indices {
            proxies[index].takeErrorPages(from: httpErrors, diagnostics)
            applyUnixBind(toProxy: index)
            // Why: a disabled proxy is parsed and otherwise forgotten, its faults included.
            guard !proxies[index].disabled else { continue }
            checkListening(index, diagnostics)
            checkDefaultBackend(of: proxies[index], diagnostics)
            checkRules(of: proxies[index], diagnostics)
            proxies[index].checkMode(diagnostics)
            proxies[index].checkTimeouts(diagnostics)
            proxies[index].checkLogs(global.logs, diagnostics)
            proxies[index].checkModeOptions(diagnostics)
            checkServers(of: index, diagnostics)
        }
        checkTracking(diagnostics)
        for index in global.statsSockets.indices { applyUnixBind(toSocket: index) }
        // Why: names cost time; a configuration with faults is not worth it.
        if !diagnostics.hasAlerts { resolveServers(resolver, lastAddress, diagnostics) }
    }

    // MARK: Numbers

    /// Numbers and identifiers given by hand must be unique.
    private func checkIdentifiers(_ diagnostics: Diagnostics) {
        var ids: [Int: ProxySettings] = [:]
        var guids: [String: String] = [:]
        func note(_ guid: String?, _ owner: String, _ location: SourceLocation) {
            guard let guid else { return }
            if let other = guids.updateValue(owner, forKey: guid) {
                diagnostics.add(.check("\(owner) : guid '\(guid)' is already used by \(other).", at: location))
            }
        }
        for proxy in proxies {
            note(proxy.guid, "\(proxy.kindName) '\(proxy.name)'", proxy.location)
            for server in proxy.servers { note(server.guid, "server '\(proxy.name)/\(server.name)'", server.location) }
            guard proxy.hasExplicitID else { continue }
            if let other = ids[proxy.id] {
                diagnostics.add(ConfigError(
                    "\(proxy.kindName) \(proxy.name) reuses same custom id as \(other.kindName) \(other.name) (declared at \(other.location)).",
                    at: proxy.idLocation, stage: .line))
            } else {
                ids[proxy.id] = proxy
            }
        }
    }

    // MARK: Frontends

    private func checkListening(_ index: Int, _ diagnostics: Diagnostics) {
        let proxy = proxies[index]
        guard proxy.isFrontend else { return }
        if proxy.binds.isEmpty {
            diagnostics.warning("\(proxy.kindText) '\(proxy.name)' has no 'bind' directive. Please declare it as a backend if this was intended.")
        }
        let threads = global.nbthread ?? 1024
        for bind in proxy.binds {
            guard let text = bind.threads, let set = ThreadSet(text) else { continue }
            if !(1...threads).contains(where: set.contains) {
                diagnostics.alert("Proxy '\(proxy.name)': 'thread' directive contains threads that belong to no group in 'bind \(bind.addresses.joined(separator: ","))' at [\(bind.location)].")
            }
        }
    }

    private func checkDefaultBackend(of proxy: ProxySettings, _ diagnostics: Diagnostics) {
        guard proxy.isFrontend, let name = proxy.defaultBackend else { return }
        guard let target = proxies.first(where: { $0.name == name && $0.isBackend }) else {
            let hint = EditDistance.nearest(to: name, among: proxies.filter(\.isBackend).map(\.name))
            let isFrontend = proxies.contains { $0.name == name }
            diagnostics.alert("Proxy '\(proxy.name)': unable to find required default_backend: '\(name)'"
                + (isFrontend ? ", which is a frontend." : hint.map { "; did you mean '\($0)' maybe ?" } ?? "."))
            return
        }
        if target.name == proxy.name {
            diagnostics.alert("Proxy '\(proxy.name)': loop detected for default_backend: '\(name)'.")
        } else if proxy.mode == .http && target.mode == .tcp {
            diagnostics.alert("http \(proxy.kindText) '\(proxy.name)' (\(proxy.location)) tries to use incompatible tcp \(target.kindText) '\(target.name)' (\(target.location)) as its default backend (see 'mode').")
        }
    }

    // MARK: Unix sockets

    private mutating func applyUnixBind(toProxy index: Int) {
        for bind in proxies[index].binds.indices { proxies[index].binds[bind].apply(global.unixBind) }
    }

    private mutating func applyUnixBind(toSocket index: Int) { global.statsSockets[index].apply(global.unixBind) }
}

extension BindSettings {
    /// Fills in what `unix-bind` says and this line does not.
    fileprivate mutating func apply(_ common: UnixBindSettings) {
        guard specs.contains(where: { $0.address.isUnix }) else { return }
        mode = mode ?? common.mode
        uid = uid ?? common.uid
        gid = gid ?? common.gid
        guard let prefix = common.prefix else { return }
        for index in specs.indices where specs[index].address.family == .unix {
            if let spec = try? AddressSpec(addresses[index], allowed: .bind, unixPrefix: prefix) { specs[index] = spec }
        }
    }
}

extension GlobalSettings {
    /// Brings values that depend on one another into agreement.
    fileprivate mutating func complete() {
        // Why: a head needs room beside what is kept free for rewriting it.
        if tune.maxrewrite >= tune.bufsize / 2 { tune.maxrewrite = tune.bufsize / 2 }
        if let limit = threadHardLimit, let count = nbthread, count > limit { nbthread = limit }
    }
}

extension ProxySettings {
    /// How messages about the whole call the proxy (`proxy_type_str`).
    var kindText: String { isFrontend && isBackend ? "proxy" : kindName }
}
