// Proxies: what a check found.

/// The result of a check (`enum healthcheck_status`); the numbers are those of `show servers state` (spec/balancing.md 2.4, 2.8).
public enum CheckStatus: UInt8, Sendable, CaseIterable {
    case unknown = 0
    case initializing = 1
    case checked = 3
    case healthAnalysis = 4
    case socketError = 5
    case layer4OK = 6
    case layer4Timeout = 7
    case layer4Failure = 8
    case layer6OK = 9
    case layer6Timeout = 10
    case layer6InvalidResponse = 11
    case layer7Timeout = 12
    case layer7InvalidResponse = 13
    case layer7OK = 15
    case layer7ConditionallyOK = 16
    case layer7WrongStatus = 17
    case programError = 18
    case programTimeout = 19
    case programOK = 20

    /// What a status says about the server (`enum chk_result`).
    public enum Result: UInt8, Sendable { case unknown = 0, neutral = 1, failed = 2, passed = 3, conditional = 4 }

    public var result: Result {
        switch self {
        case .unknown, .initializing: .unknown
        case .checked: .neutral
        case .layer4OK, .layer6OK, .layer7OK, .programOK: .passed
        case .layer7ConditionallyOK: .conditional
        default: .failed
        }
    }

    /// The word in `show stat` and `show servers state`.
    public var code: String { texts.code }
    /// The sentence in logs.
    public var text: String { texts.text }
    /// Whether a code belongs to it (from `L7OK` on).
    public var hasCode: Bool { rawValue >= CheckStatus.layer7OK.rawValue }

    private var texts: (code: String, text: String) {
        switch self {
        case .unknown: ("UNK", "Unknown")
        case .initializing: ("INI", "Initializing")
        case .checked: ("CHECKED", "No status change")
        case .healthAnalysis: ("HANA", "Health analyze")
        case .socketError: ("SOCKERR", "Socket error")
        case .layer4OK: ("L4OK", "Layer4 check passed")
        case .layer4Timeout: ("L4TOUT", "Layer4 timeout")
        case .layer4Failure: ("L4CON", "Layer4 connection problem")
        case .layer6OK: ("L6OK", "Layer6 check passed")
        case .layer6Timeout: ("L6TOUT", "Layer6 timeout")
        case .layer6InvalidResponse: ("L6RSP", "Layer6 invalid response")
        case .layer7Timeout: ("L7TOUT", "Layer7 timeout")
        case .layer7InvalidResponse: ("L7RSP", "Layer7 invalid response")
        case .layer7OK: ("L7OK", "Layer7 check passed")
        case .layer7ConditionallyOK: ("L7OKC", "Layer7 check conditionally passed")
        case .layer7WrongStatus: ("L7STS", "Layer7 wrong status")
        case .programError: ("PROCERR", "External check error")
        case .programTimeout: ("PROCTOUT", "External check timeout")
        case .programOK: ("PROCOK", "External check passed")
        }
    }
}
