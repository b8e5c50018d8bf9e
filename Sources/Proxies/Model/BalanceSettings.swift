import Samples

/// How a backend chooses a server (`balance`, HAProxy manual §4.2).
public enum BalanceAlgorithm: Sendable, Equatable {
    case roundrobin
    case staticRoundRobin
    case leastconn
    case first
    /// The least loaded of so many random draws.
    case random(draws: Int)
    case source
    case uri(URIHash)
    /// A query parameter; for POST requests also looked for in the body when `checkPost` says so.
    case urlParam(String, checkPost: Bool)
    /// A header field, perhaps only the main part of the domain in it.
    case header(String, useDomainOnly: Bool)
    case rdpCookie(String)
    /// A sample expression as written; `BalanceSettings.location` says where.
    case hash(String)
    /// Converters applied to a log message (`mode log`).
    case logHash(String)
    /// One server for all messages while it is up (`mode log`).
    case sticky

    /// The parts of a request target that `balance uri` looks at.
    public struct URIHash: Sendable, Equatable {
        /// Bytes taken at most; 0: all.
        public var length = 0
        /// Directories taken at most; 0: all.
        public var depth = 0
        /// Whether the query counts.
        public var whole = false
        /// Whether scheme and authority do not count.
        public var pathOnly = false
        public init() {}
    }
}

/// How hash algorithms map a key to a server (`hash-type`, HAProxy manual §4.2).
public struct HashType: Sendable, Equatable {
    public enum Method: Sendable { case mapBased, consistent }
    public enum Function: Sendable { case sdbm, djb2, wt6, crc32, none }
    public var method = Method.mapBased
    public var function = Function.sdbm
    /// Whether the result is mixed once more.
    public var avalanche = false
    public init() {}
}

/// Everything that decides which server a request gets, persistence apart.
public struct BalanceSettings: Sendable {
    /// When a hash may leave its server for the next on the ring (`hash-preserve-affinity`).
    public enum PreserveAffinity: Sendable { case always, maxconn, maxqueue }

    /// The algorithm; 3.4's default is `random`.
    public var algorithm = BalanceAlgorithm.random(draws: 2)
    /// Whether a `balance` line was written, here or in `defaults`.
    public var isExplicit = false
    /// What `balance hash` evaluates.
    public var expression: Expression?
    public var hashType = HashType()
    /// Percentage of the average load beyond which a ring passes to its next server (`hash-balance-factor`); 0: never.
    public var hashBalanceFactor = 0
    public var preserveAffinity = PreserveAffinity.always

    public init() {}

    /// Whether the first bytes of a POST's body may decide.
    @inlinable public var needsBody: Bool {
        if case .urlParam(_, let checkPost) = algorithm { return checkPost }
        return false
    }
}
