import Base
import Config

extension ProxySettings {
    /// What needs HTTP and is dropped, with a warning, in TCP mode.
    mutating func checkMode(_ diagnostics: Diagnostics) {
        if mode != .http {
            if cookie != nil, isBackend {
                diagnostics.warning("cookie will be ignored for \(kindText) '\(name)' (needs 'mode http').")
                cookie = nil
            }
            if monitorURI != nil, isFrontend {
                diagnostics.warning("monitor-uri will be ignored for \(kindText) '\(name)' (needs 'mode http').")
                monitorURI = nil
            }
            if isBackend, balance.algorithm.needsHTTP {
                diagnostics.warning("Layer 7 hash not possible for \(kindText) '\(name)' (needs 'mode http'). Falling back to round robin.")
                balance.algorithm = .roundrobin
            }
        }
        if isBackend, check.hasHTTPRules, check.kind != .http {
            diagnostics.warning("\(kindText) '\(name)' uses http-check rules without 'option httpchk', so the rules are ignored.")
        }
    }

    /// Traffic without timeouts fills the process sooner or later.
    func checkTimeouts(_ diagnostics: Diagnostics) {
        func isMissing(_ value: Int64?) -> Bool { value ?? 0 == 0 }
        let client = isFrontend && isMissing(timeouts.client)
        let server = isBackend && !servers.isEmpty
            && (isMissing(timeouts.connect) || isMissing(timeouts.server) && (mode == .http || isMissing(timeouts.tunnel)))
        guard client || server else { return }
        diagnostics.warning("""
            missing timeouts for \(kindText) '\(name)'.
               | While not properly invalid, you will certainly encounter various problems
               | with such a configuration. To fix this, please ensure that all following
               | timeouts are set to a non-zero value: 'client', 'connect', 'server'.
            """)
    }

    /// Options which need HTTP and are ignored, with a warning, in TCP mode.
    mutating func checkModeOptions(_ diagnostics: Diagnostics) {
        guard mode != .http else { return }
        let subject = "\(kindText) '\(name)'"
        func ignore(_ what: String) {
            diagnostics.warning("\(what) ignored for \(subject) as it requires HTTP mode.")
        }
        if stats != nil {
            ignore("'stats' statement")
            stats = nil
        }
        if forwardfor != nil {
            ignore("'option forwardfor'")
            forwardfor = nil
        }
        if originalto != nil {
            ignore("'option originalto'")
            originalto = nil
        }
        for entry in ProxyOptions.needingHTTP where explicitOptions.contains(entry.option) && options.contains(entry.option) {
            guard entry.sides.contains(.frontend) && isFrontend || entry.sides.contains(.backend) && isBackend else { continue }
            ignore("'option \(entry.name)'")
            options.remove(entry.option)
        }
        if isBackend, retryOn.needsReplay {
            diagnostics.warning("\(kindText) '\(name)' : 'retry-on' with any other keywords than 'conn-failure' will be ignored, requires 'mode http'.")
            retryOn.formIntersection(.connFailure)
        }
        if case .header(let header, _)? = source?.spoof {
            diagnostics.warning("\(kindText) '\(name)' : ignoring use of header \(header) as source IP in non-HTTP mode.")
            source?.spoof = .none
        }
    }

    /// Takes over the pages that `errorfiles` lines name.
    mutating func takeErrorPages(from sections: [HTTPErrorsSettings], _ diagnostics: Diagnostics) {
        for reference in errorPages.references {
            guard let section = sections.first(where: { $0.name == reference.section }) else {
                let hint = EditDistance.nearest(to: reference.section, among: sections.map(\.name))
                diagnostics.alert("proxy '\(name)': unknown http-errors section '\(reference.section)' (at \(reference.location))"
                    + (hint.map { "; did you mean '\($0)' maybe ?" } ?? "."))
                continue
            }
            for (status, page) in section.errorPages.pages where !reference.overridden.contains(status) {
                guard reference.statuses.isEmpty || reference.statuses.contains(status) else { continue }
                errorPages.pages[status] = page
            }
            for status in reference.statuses where section.errorPages.pages[status] == nil {
                diagnostics.warning("proxy '\(name)' : status '\(status)' not declared in http-errors section '\(section.name)' (at \(reference.location)).")
            }
        }
        errorPages.references = []
    }
}

extension BalanceAlgorithm {
    /// Whether its key comes from an HTTP request.
    var needsHTTP: Bool {
        switch self {
        case .uri, .urlParam, .header: true
        default: false
        }
    }
}

extension ProxyOptions {
    /// The options that mean nothing without HTTP, the sides they belong to, and their names.
    static let needingHTTP: [(option: ProxyOptions, name: String, sides: ProxySettings.Capabilities)] = [
        (.acceptUnsafeViolationsInRequest, "accept-unsafe-violations-in-http-request", .frontend),
        (.acceptUnsafeViolationsInResponse, "accept-unsafe-violations-in-http-response", .backend),
        (.checkcache, "checkcache", .backend),
        (.disableH2Upgrade, "disable-h2-upgrade", .frontend),
        (.httpBufferRequest, "http-buffer-request", [.frontend, .backend]),
        (.httpDropRequestTrailers, "http-drop-request-trailers", .backend),
        (.httpDropResponseTrailers, "http-drop-response-trailers", .frontend),
        (.httpIgnoreProbes, "http-ignore-probes", .frontend),
        (.httpNoDelay, "http-no-delay", [.frontend, .backend]),
        (.httpPretendKeepalive, "http-pretend-keepalive", .backend),
        (.httpUseProxyHeader, "http-use-proxy-header", .frontend),
        (.idleCloseOnResponse, "idle-close-on-response", .frontend),
        (.preferLastServer, "prefer-last-server", .backend),
    ]
}
