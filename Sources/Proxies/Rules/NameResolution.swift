// Proxies: names in rules become objects once all sections are known.
import Base
import Config
import Samples

extension RuleSettings {
    /// Finds every backend, server and user list that the rules of `proxy` name (`smp_resolve_args` and the ends of `check_config_validity`).
    ///
    /// - Returns: what could not be found.
    public func resolve(for proxy: Proxy, in configuration: Configuration, userlists: [String: Userlist]) -> [ConfigError] {
        var errors: [ConfigError] = []
        let ofLogs = proxy.settings.logs.references.map { ($0, location: proxy.settings.location) }
        for (reference, location) in references + ofLogs.map({ (reference: $0.0, location: $0.location) }) {
            if let object = find(reference, for: proxy, in: configuration, userlists) {
                reference.resolve(to: object)
            } else if !reference.name.isEmpty {
                let kind = reference.kind == .userlist ? "userlist" : reference.kind.name
                errors.append(.check("unable to find \(kind) '\(reference.name)' referenced in \(reference.requester) in proxy '\(proxy.name)'.", at: location))
            } else if !(reference.kind == .server || reference.kind == .userlist) {
                errors.append(.check("proxy '\(proxy.name)' is no \(reference.kind.name), and \(reference.requester) names none", at: location))
            }
        }
        for rule in switching where rule.format == nil {
            if let backend = configuration.backend(named: rule.name) {
                rule.backend = Unmanaged.passUnretained(backend)
            } else {
                errors.append(.check("Proxy '\(proxy.name)': unable to find required use_backend: '\(rule.name)'."))
            }
        }
        for rule in servers where rule.format == nil {
            if let server = proxy.server(named: rule.name) {
                rule.server = Unmanaged.passUnretained(server)
            } else {
                errors.append(.check("\(proxy.settings.kindName) '\(proxy.name)' : unable to find server '\(rule.name)' referenced in a 'use-server' rule."))
            }
        }
        return errors
    }

    private func find(_ reference: NameReference, for proxy: Proxy, in configuration: Configuration, _ userlists: [String: Userlist]) -> AnyObject? {
        switch reference.kind {
        case .frontend: return reference.name.isEmpty ? (proxy.isFrontend ? proxy : nil) : configuration.frontend(named: reference.name)
        case .backend, .table: return reference.name.isEmpty ? (proxy.isBackend ? proxy : nil) : configuration.backend(named: reference.name)
        case .server:
            return reference.name.contains("/") ? configuration.server(at: reference.name) : proxy.server(named: reference.name)
        case .userlist: return userlists[reference.name]
        default: return nil
        }
    }
}
