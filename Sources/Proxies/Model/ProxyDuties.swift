// Proxies: what a proxy's configuration asks of each stream, at a glance.

/// One bit for each thing that only some configurations do, so that the path of a request skips the rest without a look.
@frozen
public struct ProxyDuties: OptionSet, Sendable {
    public let rawValue: UInt16
    @inlinable public init(rawValue: UInt16) { self.rawValue = rawValue }
    /// `http-request` or `redirect` rules.
    @inlinable public static var requestRules: Self { Self(rawValue: 1 << 0) }
    /// `http-response` rules.
    @inlinable public static var responseRules: Self { Self(rawValue: 1 << 1) }
    /// `http-after-response` rules.
    @inlinable public static var afterResponseRules: Self { Self(rawValue: 1 << 2) }
    /// `use-server` rules.
    @inlinable public static var serverRules: Self { Self(rawValue: 1 << 3) }
    /// `force-persist` and `ignore-persist`.
    @inlinable public static var persistenceRules: Self { Self(rawValue: 1 << 4) }
    /// `monitor-uri`.
    @inlinable public static var monitor: Self { Self(rawValue: 1 << 5) }
    /// `option forwardfor` or `option originalto`.
    @inlinable public static var addresses: Self { Self(rawValue: 1 << 6) }
    /// `retry-on` with a reason that needs the request once more.
    @inlinable public static var replay: Self { Self(rawValue: 1 << 7) }
    /// `cookie`: persistence.
    @inlinable public static var cookie: Self { Self(rawValue: 1 << 8) }
    /// `balance url_param … check_post`: the body may decide.
    @inlinable public static var balanceBody: Self { Self(rawValue: 1 << 9) }

    init(_ settings: ProxySettings, _ program: RuleProgram) {
        var duties: Self = []
        if !program.httpRequest.isEmpty || !program.redirect.isEmpty { duties.insert(.requestRules) }
        if !program.httpResponse.isEmpty { duties.insert(.responseRules) }
        if !program.httpAfterResponse.isEmpty { duties.insert(.afterResponseRules) }
        if !program.servers.isEmpty { duties.insert(.serverRules) }
        if program.hasPersistence { duties.insert(.persistenceRules) }
        if settings.monitorURI != nil { duties.insert(.monitor) }
        if settings.forwardfor != nil || settings.originalto != nil { duties.insert(.addresses) }
        if settings.retryOn.needsReplay { duties.insert(.replay) }
        if settings.cookie != nil { duties.insert(.cookie) }
        if settings.balance.needsBody { duties.insert(.balanceBody) }
        self = duties
    }
}
