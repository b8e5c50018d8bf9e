import Base
import Config
import Samples

extension ParsedConfiguration {
    /// Names in rules and expressions must be those of something, and of the right kind.
    func checkRules(of proxy: ProxySettings, _ diagnostics: Diagnostics) {
        if proxy.isFrontend {
            for rule in proxy.rules.switching where rule.format == nil { checkSwitching(to: rule.name, of: proxy, diagnostics) }
        }
        if proxy.isBackend {
            for rule in proxy.rules.servers where rule.format == nil {
                guard !proxy.servers.contains(where: { $0.name == rule.name }) else { continue }
                let hint = EditDistance.nearest(to: rule.name, among: proxy.servers.map(\.name))
                diagnostics.alert("\(proxy.kindText) '\(proxy.name)' : unable to find server '\(rule.name)' referenced in a 'use-server' rule"
                    + (hint.map { "; did you mean '\($0)' maybe ?" } ?? "."))
            }
        }
        for (reference, location) in proxy.rules.references { checkReference(reference, of: proxy, at: location, diagnostics) }
        for reference in proxy.logs.references { checkReference(reference, of: proxy, at: nil, diagnostics) }
    }

    private func checkSwitching(to name: String, of proxy: ProxySettings, _ diagnostics: Diagnostics) {
        guard let target = proxies.first(where: { $0.name == name && $0.isBackend }) else {
            let hint = EditDistance.nearest(to: name, among: proxies.filter(\.isBackend).map(\.name))
            diagnostics.alert("Proxy '\(proxy.name)': unable to find required use_backend: '\(name)'"
                + (hint.map { "; did you mean '\($0)' maybe ?" } ?? "."))
            return
        }
        if target.name == proxy.name {
            diagnostics.alert("Proxy '\(proxy.name)': loop detected for use_backend: '\(name)'.")
        } else if proxy.mode == .http && target.mode == .tcp {
            diagnostics.alert("http \(proxy.kindText) '\(proxy.name)' (\(proxy.location)) tries to use incompatible tcp \(target.kindText) '\(target.name)' (\(target.location)) in a 'use_backend' rule (see 'mode').")
        }
    }

    private func checkReference(
        _ reference: NameReference, of proxy: ProxySettings, at location: SourceLocation?, _ diagnostics: Diagnostics
    ) {
        let name = reference.name
        let kind: String
        let isFound: Bool
        var candidates: [String] = []
        switch reference.kind {
        case .frontend:
            kind = "frontend"
            isFound = name.isEmpty ? proxy.isFrontend : proxies.contains { $0.name == name && $0.isFrontend }
            candidates = proxies.filter(\.isFrontend).map(\.name)
        case .backend, .table:
            kind = "backend"
            isFound = name.isEmpty ? proxy.isBackend : proxies.contains { $0.name == name && $0.isBackend }
            candidates = proxies.filter(\.isBackend).map(\.name)
        case .server:
            kind = "server"
            let parts = name.split(separator: "/", maxSplits: 1).map(String.init)
            let holder = parts.count == 2 ? proxies.first { $0.name == parts[0] && $0.isBackend } : proxy
            isFound = holder?.servers.contains { $0.name == parts.last } ?? false
        case .userlist:
            kind = "userlist"
            isFound = userlists.contains { $0.name == name }
            candidates = userlists.map(\.name)
        default:
            return
        }
        guard !isFound else { return }
        let hint = EditDistance.nearest(to: name, among: candidates).map { "; did you mean '\($0)' maybe ?" } ?? "."
        diagnostics.add(.check(
            name.isEmpty
                ? "proxy '\(proxy.name)' is no \(kind), and \(reference.requester) names none."
                : "unable to find \(kind) '\(name)' referenced in \(reference.requester) in proxy '\(proxy.name)'\(hint)",
            at: location))
    }
}
