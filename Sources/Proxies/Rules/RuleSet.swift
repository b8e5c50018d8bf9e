// Proxies: the lists of rules a proxy has.
import Config
import Samples

/// A list of rules that is evaluated at one point of a stream's life (HAProxy manual §4.2).
public enum RuleSet: UInt8, Sendable, CaseIterable {
    case tcpRequestConnection, tcpRequestSession, tcpRequestContent, tcpResponseContent
    case httpRequest, httpResponse, httpAfterResponse
    /// The `redirect` lines, evaluated behind `http-request`.
    case redirect

    /// The words that begin its lines.
    public var keyword: String {
        switch self {
        case .tcpRequestConnection: "tcp-request connection"
        case .tcpRequestSession: "tcp-request session"
        case .tcpRequestContent: "tcp-request content"
        case .tcpResponseContent: "tcp-response content"
        case .httpRequest: "http-request"
        case .httpResponse: "http-response"
        case .httpAfterResponse: "http-after-response"
        case .redirect: "redirect"
        }
    }

    /// Sections that may hold its lines.
    public var sections: Set<SectionKind> {
        switch self {
        case .tcpRequestConnection, .tcpRequestSession: .frontends
        case .tcpResponseContent: .backends
        default: .allProxies
        }
    }

    /// Where its expressions are evaluated, in a given section.
    public func points(in section: SectionKind) -> Availability {
        func both(_ frontend: Availability, _ backend: Availability) -> Availability {
            switch section {
            // Why: a listen's rules run once, in its frontend; still HAProxy checks them for both.
            case .frontend: frontend
            case .backend: backend
            default: [frontend, backend]
            }
        }
        switch self {
        case .tcpRequestConnection: return .frontendConnection
        case .tcpRequestSession: return .frontendSession
        case .tcpRequestContent: return both(.frontendRequestContent, .backendRequestContent)
        case .tcpResponseContent: return .backendResponseContent
        case .httpRequest, .redirect: return both(.frontendRequestHead, .backendRequestHead)
        case .httpResponse, .httpAfterResponse: return both(.frontendResponseHead, .backendResponseHead)
        }
    }

    /// Whether it looks at responses.
    public var isResponse: Bool {
        switch self {
        case .tcpResponseContent, .httpResponse, .httpAfterResponse: true
        default: false
        }
    }

    /// Order of evaluation, for the warning about lines in another order (`warnif_misplaced_*`).
    var rank: Int {
        switch self {
        case .tcpRequestConnection: 1
        case .tcpRequestSession: 2
        case .tcpRequestContent: 3
        case .httpRequest: 5
        case .redirect: 6
        default: 0
        }
    }
}

/// Several rule sets.
public struct RuleSets: OptionSet, Sendable {
    public let rawValue: UInt16
    public init(rawValue: UInt16) { self.rawValue = rawValue }
    public init(_ set: RuleSet) { rawValue = 1 << UInt16(set.rawValue) }
    public static let tcpRequestConnection = RuleSets(.tcpRequestConnection)
    public static let tcpRequestSession = RuleSets(.tcpRequestSession)
    public static let tcpRequestContent = RuleSets(.tcpRequestContent)
    public static let tcpResponseContent = RuleSets(.tcpResponseContent)
    public static let httpRequest = RuleSets(.httpRequest)
    public static let httpResponse = RuleSets(.httpResponse)
    public static let httpAfterResponse = RuleSets(.httpAfterResponse)
    public static let redirect = RuleSets(.redirect)
    /// Every `http-…` set.
    public static let http: RuleSets = [.httpRequest, .httpResponse, .httpAfterResponse]
    /// Every `tcp-…` set.
    public static let tcp: RuleSets = [.tcpRequestConnection, .tcpRequestSession, .tcpRequestContent, .tcpResponseContent]
    public func contains(_ set: RuleSet) -> Bool { contains(RuleSets(set)) }
}
