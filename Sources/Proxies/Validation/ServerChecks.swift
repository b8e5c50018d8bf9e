import Base
import Config

extension ParsedConfiguration {
    /// What servers need from each other and from their backend.
    mutating func checkServers(of index: Int, _ diagnostics: Diagnostics) {
        guard proxies[index].isBackend else { return }
        let proxy = proxies[index]
        var seen: [String: ServerSettings] = [:]
        for (position, server) in proxy.servers.enumerated() {
            let context = "'server \(proxy.name)/\(server.name)'"
            func alert(_ message: String) { diagnostics.add(.check("\(context) : \(message)", at: server.location)) }

            if let other = seen[server.name] {
                diagnostics.alert("parsing [\(server.location)] : \(proxy.kindText) '\(proxy.name)', another server named '\(server.name)' was already defined at line \(other.location.line), please use distinct names.")
            } else {
                seen[server.name] = server
            }
            // Why: a limit below its own minimum means that the minimum is the limit.
            if server.minconn > server.maxconn { proxies[index].servers[position].maxconn = server.minconn }
            if proxy.mode != .http {
                if server.cookie != nil {
                    diagnostics.warning("\(proxy.kindText) '\(proxy.name)' : ignoring cookie for server '\(server.name)' as HTTP mode is disabled.")
                    proxies[index].servers[position].cookie = nil
                }
                if server.redirectPrefix != nil {
                    diagnostics.alert("\(proxy.kindText) '\(proxy.name)' : server cannot have cookie or redirect prefix in non-HTTP mode.")
                }
                if server.observe == .layer7 { alert("'layer7' can only be used in http proxies.") }
                if case .header(let header, _)? = server.source?.spoof {
                    diagnostics.warning("\(proxy.kindText) '\(proxy.name)' : server '\(server.name)' : ignoring use of header \(header) as source IP in non-HTTP mode.")
                    proxies[index].servers[position].source?.spoof = .none
                }
            }
            if server.check {
                if server.track != nil {
                    alert("unable to enable checks and tracking at the same time!")
                } else if !server.canBeChecked {
                    diagnostics.alert("\(proxy.kindText) '\(proxy.name)': server '\(server.name)' has neither service port nor check port nor tcp_check rule 'connect' with port information.")
                }
            }
        }
    }

    /// A chain of trackers must end at a server that is checked (`srv_apply_track`).
    func checkTracking(_ diagnostics: Diagnostics) {
        var followed: [String: String] = [:]
        for proxy in proxies where proxy.isBackend && !proxy.disabled {
            for server in proxy.servers where server.track != nil && !server.check {
                let me = "\(proxy.name)/\(server.name)"
                func alert(_ message: String) { diagnostics.add(.check("'server \(me)' : \(message)", at: server.location)) }
                let parts = (server.track ?? "").split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
                let holder = parts.count == 2 ? proxies.first { $0.name == parts[0] && $0.isBackend } : proxy
                guard let holder else {
                    alert("unable to find required proxy '\(parts[0])' for tracking.")
                    continue
                }
                let name = parts[parts.count - 1]
                guard let tracked = holder.servers.first(where: { $0.name == name }) else {
                    alert("unable to find required server '\(name)' for tracking.")
                    continue
                }
                let target = "\(holder.name)/\(name)"
                var end: String? = target
                while let step = end, step != me { end = followed[step] }
                if end == me {
                    alert("unable to track \(target) as it belongs to a tracking chain looping back to \(me).")
                } else if !tracked.check, !tracked.agentCheck, tracked.track == nil {
                    alert("unable to use \(target) for tracking as it does not have any check nor agent enabled.")
                } else {
                    followed[me] = target
                }
            }
        }
    }

    /// Gives every server an address or says why it has none (`srv_init_addr`).
    mutating func resolveServers(
        _ resolver: AddressSpec.Resolver, _ lastAddress: (String, String) -> SocketAddress?, _ diagnostics: Diagnostics
    ) {
        var known: [String: SocketAddress?] = [:]
        var hasFailed = false
        for index in proxies.indices where !proxies[index].disabled {
            for position in proxies[index].servers.indices {
                let server = proxies[index].servers[position]
                guard let spec = server.spec, let host = spec.hostName else { continue }
                let outcome = InitAddress.find(
                    host, family: spec.requiredFamily, port: UInt16(clamping: spec.firstPort), methods: server.initAddr,
                    last: lastAddress(proxies[index].name, server.name),
                    resolver: { name, family in
                        // Why: templates repeat one name hundreds of times.
                        let key = "\(family) \(name)"
                        if let answer = known[key] { return answer }
                        let answer = resolver(name, family)
                        known[key] = .some(answer)
                        return answer
                    })
                switch outcome {
                case .found(let address):
                    proxies[index].servers[position].spec?.address = address
                case .withoutAddress:
                    proxies[index].servers[position].startsWithoutAddress = true
                    // Why: it is news only when the resolver was asked before `none`.
                    if server.initAddr.prefix(while: { $0 != InitAddress.none }).contains(.libc) {
                        diagnostics.add(.check("'server \(proxies[index].name)/\(server.name)' : could not resolve address '\(host)', disabling server.", at: server.location), as: .warning)
                    }
                case .failed:
                    hasFailed = true
                    diagnostics.add(.check("'server \(proxies[index].name)/\(server.name)' : could not resolve address '\(host)'.", at: server.location))
                }
            }
        }
        if hasFailed { diagnostics.alert("Failed to initialize server(s) addr.") }
    }
}

extension ServerSettings {
    /// Whether a check knows a port to go to.
    var canBeChecked: Bool {
        guard let spec else { return checkPort != nil }
        // Why: HAProxy asks before names are resolved, and takes any name.
        if spec.hostName != nil { return true }
        if checkPort != nil || spec.address.isUnix || spec.address.family == .socketPair { return true }
        if let checkAddress, !checkAddress.isInternet { return true }
        return spec.portOffset == nil && spec.firstPort != 0
    }
}
