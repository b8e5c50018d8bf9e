// Samples: at which points of a transaction a fetch may run.

/// A set of the points at which HAProxy evaluates expressions (`SMP_VAL_*`), in the order of its `-dKsmp` columns.
///
/// A fetch has the set of points where its data exists; a rule set evaluates at one of them.
public struct Availability: OptionSet, Sendable, Hashable {
    public let rawValue: UInt32
    public init(rawValue: UInt32) { self.rawValue = rawValue }
    private static func point(_ index: UInt32) -> Availability { Availability(rawValue: 1 << index) }

    // Points, each with the rules evaluated there.
    public static let frontendConnection = point(0)
    public static let frontendSession = point(1)
    public static let frontendRequestContent = point(2)
    public static let frontendRequestHead = point(3)
    public static let frontendRequestBody = point(4)
    public static let backendChoice = point(5)
    public static let backendRequestContent = point(6)
    public static let backendRequestHead = point(7)
    public static let backendRequestBody = point(8)
    public static let serverChoice = point(9)
    public static let serverConnection = point(10)
    public static let backendResponseContent = point(11)
    public static let backendResponseHead = point(12)
    public static let backendResponseBody = point(13)
    public static let storeRules = point(14)
    public static let frontendResponseContent = point(15)
    public static let frontendResponseHead = point(16)
    public static let frontendResponseBody = point(17)
    public static let logs = point(18)
    public static let checks = point(19)
    public static let configuration = point(20)
    public static let commandLine = point(21)

    /// Number of points.
    public static let count = 22

    private static func span(_ first: UInt32, _ last: UInt32) -> Availability {
        Availability(rawValue: (UInt32(1) << (last + 1)) - (UInt32(1) << first))
    }

    // Where data of a kind exists.

    /// Constants and the process: everywhere (`SMP_USE_CONST`).
    public static let always = span(0, 21)
    /// The process's live objects (`SMP_USE_INTRN`).
    public static let internalState: Availability = [span(0, 19), .commandLine]
    /// The client's connection (`SMP_USE_L4CLI`).
    public static let clientConnection = span(0, 19)
    /// The listener and the frontend (`SMP_USE_FTEND`).
    public static let listener = span(0, 18)
    /// The client's session layer (`SMP_USE_L5CLI`).
    public static let clientSession = span(1, 18)
    /// The request's bytes, while they are in the buffer (`SMP_USE_L6REQ`, `SMP_USE_HRQHV`, `SMP_USE_HRQBO`).
    public static let request = span(2, 10)
    /// What is remembered of the request (`SMP_USE_HRQHP`).
    public static let requestRemembered = span(2, 18)
    /// Either message, whichever is being worked on.
    public static let message: Availability = [span(2, 17), .checks]
    /// The backend (`SMP_USE_BKEND`).
    public static let backend = span(6, 19)
    /// Byte counts of both sides.
    public static let transferred = span(9, 18)
    /// The server chosen (`SMP_USE_SERVR`).
    public static let server = span(10, 19)
    /// The server's connection (`SMP_USE_L4SRV`, `SMP_USE_L5SRV`) and what is remembered of the response (`SMP_USE_HRSHP`).
    public static let serverSide = span(11, 19)
    /// The response's bytes, while they are in the buffer (`SMP_USE_L6RES`, `SMP_USE_HRSHV`, `SMP_USE_HRSBO`).
    public static let response: Availability = [span(11, 17), .checks]
    /// At the end of the transaction only (`SMP_USE_TXFIN`).
    public static let end: Availability = .logs

    /// What data of this kind needs, in the words of HAProxy's messages (`sample_src_names`).
    public var need: String {
        switch self {
        case .always: "constant"
        case .internalState: "internal state"
        case .clientConnection: "L4 client information"
        case .listener: "frontend"
        case .clientSession: "L5 client information"
        case .request: "HTTP request"
        case .requestRemembered: "HTTP request"
        case .message: "HTTP message"
        case .backend: "backend"
        case .transferred: "byte counters"
        case .server: "server"
        case .serverSide, .response: "HTTP response"
        case .end: "end of transaction"
        default: "other information"
        }
    }

    /// HAProxy's column of `Y` and `.`, one per point.
    public var columns: String {
        String((0..<Self.count).map { rawValue >> UInt32($0) & 1 == 1 ? "Y" : "." })
    }

    /// The name of each point in messages (`sample_ckp_names`).
    public static let pointNames: [String] = [
        "frontend tcp-request connection rule", "frontend tcp-request session rule",
        "frontend tcp-request content rule", "frontend http-request header rule", "frontend http-request body rule",
        "frontend use-backend rule", "backend tcp-request content rule", "backend http-request header rule",
        "backend http-request body rule", "backend use-server, balance or stick-match rule",
        "server source selection", "backend tcp-response content rule", "backend http-response header rule",
        "backend http-response body rule", "backend stick-store rule", "frontend tcp-response content rule",
        "frontend http-response header rule", "frontend http-response body rule", "logs",
        "check rule", "configuration parser", "CLI parser",
    ]

    /// The names of this set's points.
    public var names: [String] { Self.pointNames.indices.filter { rawValue >> UInt32($0) & 1 == 1 }.map { Self.pointNames[$0] } }

    /// Where data of this kind may be used, for an error's advice.
    public var advice: String {
        switch self {
        case .request, .requestRemembered: "it is available in rules that look at the request (http-request, tcp-request content, use_backend, use-server)"
        case .response: "it is available in rules that look at the response (http-response, tcp-response content)"
        case .serverSide: "it is available once a server has answered (http-response, http-after-response, logs)"
        case .backend: "it is available once the backend is chosen (rules of a backend, http-response, logs)"
        case .server: "it is available once the server is chosen (http-response, logs)"
        default: "it is available in: " + names.joined(separator: ", ")
        }
    }
}
