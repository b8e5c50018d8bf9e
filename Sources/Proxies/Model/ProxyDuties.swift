// Proxies: what a proxy's configuration asks of each stream, at a glance.

/// One bit for each thing that only some configurations do, so that the path of a request skips the rest without a look.
@frozen
public struct ProxyDuties: OptionSet, Sendable {
    public let rawValue: UInt16
    @inlinable public init(rawValue: UInt16) { self.rawValue = rawValue }
    /// `http-request` or `redirect` rules.
    public static let requestRules = Self(rawValue: 1 << 0)
    /// `http-response` rules.
    public static let responseRules = Self(rawValue: 1 << 1)
    /// `http-after-response` rules.
    public static let afterResponseRules = Self(rawValue: 1 << 2)
    /// `use-server` rules.
    public static let serverRules = Self(rawValue: 1 << 3)
    /// `force-persist` and `ignore-persist`.
    public static let persistenceRules = Self(rawValue: 1 << 4)
    /// `monitor-uri`.
    public static let monitor = Self(rawValue: 1 << 5)
    /// `option forwardfor` or `option originalto`.
    public static let addresses = Self(rawValue: 1 << 6)
    /// `retry-on` with a reason that needs the request once more.
    public static let replay = Self(rawValue: 1 << 7)
    /// `cookie`: persistence.
    public static let cookie = Self(rawValue: 1 << 8)
    /// `balance url_param … check_post`: the body may decide.
    public static let balanceBody = Self(rawValue: 1 << 9)

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
