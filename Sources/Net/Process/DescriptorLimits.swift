// Net: how many connections the process's descriptors allow.
import CShims

/// The arithmetic of descriptors (`compute_ideal_maxconn`, `compute_ideal_maxpipes`). Pure.
public struct DescriptorPlan: Sendable, Equatable {
    /// What the configuration needs besides clients and servers.
    public struct Needs: Sendable, Equatable {
        /// Listening sockets, statistics sockets included.
        public var listeners = 0
        /// Clients of statistics sockets at most; 0 without such a socket.
        public var statisticsClients = 0
        /// Servers with a check, and those with an agent.
        public var checks = 0
        /// Threads.
        public var threads = 1
        /// Peers' connections at most.
        public var peers = 0
        /// Connections of spliced proxies: `nil` without any, 0 when one of them has no limit.
        public var spliced: Int?
        public init() {}

        /// Descriptors that are in use before the first client comes (`compute_ideal_maxconn`: `remain`).
        public var estimate: Int { 10 + statisticsClients + peers + listeners + checks + 3 * threads }
    }

    /// Client connections at most.
    public let maxconn: Int
    /// Pipes at most.
    public let maxpipes: Int
    /// Descriptors that all this may take (`maxsock`).
    public let maxsock: Int
    /// ``maxconn`` was computed here.
    public let isAutomatic: Bool

    /// Connections at least, when the number is computed.
    public static let floor = 100
    /// Connections at most, when no limit at all is configured.
    public static let ceiling = 1_048_576

    /// - Parameters:
    ///   - maxconn: as configured; `nil` computes it.
    ///   - maxpipes: as configured.
    ///   - limit: the greater of the soft and the hard limit of descriptors, or `ulimit-n`.
    ///   - hardLimit: `fd-hard-limit`.
    ///   - memory: megabytes (`-m`), `nil` without a limit.
    ///   - bytesPerConnection: what one connection's buffers take.
    public init(
        _ needs: Needs, maxconn configured: Int?, maxpipes pipes: Int?, limit: Int, hardLimit: Int? = nil,
        memory: Int? = nil, bytesPerConnection: Int = 0
    ) {
        var descriptors = limit
        if let hardLimit { descriptors = min(descriptors, hardLimit) }
        let estimate = needs.estimate
        if let configured, configured > 0 {
            maxconn = configured
            isAutomatic = false
            maxpipes = pipes ?? needs.spliced.map { ($0 == 0 ? configured : min($0, configured)) / 4 } ?? 0
        } else {
            let remaining = max(0, descriptors - estimate)
            let ownPipes = pipes ?? needs.spliced.map { $0 == 0 ? 2 * remaining / 10 : $0 / 4 } ?? 0
            maxpipes = ownPipes
            var value = max((remaining - 2 * ownPipes) / 2, Self.floor)
            if hardLimit == nil, pipes == nil, memory == nil { value = min(value, Self.ceiling) }
            if let memory, bytesPerConnection > 0 {
                value = min(value, Self.rounded(memory * 1_048_576 / bytesPerConnection))
            }
            maxconn = max(1, value)
            isAutomatic = true
        }
        maxsock = estimate + 2 * maxconn + 2 * maxpipes
    }

    /// Two significant digits: small differences of memory should not show.
    static func rounded(_ value: Int) -> Int {
        var unit = 1
        while value / unit >= 100 { unit *= 10 }
        return value / unit * unit
    }
}

/// The kernel's limits of this process.
public enum ResourceLimit {
    /// Descriptors: soft and hard limit.
    public static var descriptors: (soft: Int, hard: Int) {
        var limit = rlimit()
        getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
        return (clamp(limit.rlim_cur), clamp(limit.rlim_max))
    }

    /// Sets the limits of descriptors.
    /// - Returns: whether the kernel agreed.
    public static func setDescriptors(soft: Int, hard: Int) -> Bool {
        var limit = rlimit(rlim_cur: rlim_t(soft), rlim_max: rlim_t(hard))
        return setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0
    }

    /// Limits the address space (`-m`).
    /// - Parameter megabytes: the limit.
    /// - Returns: whether the kernel agreed.
    public static func setMemory(megabytes: Int) -> Bool {
        var limit = rlimit(rlim_cur: rlim_t(megabytes) << 20, rlim_max: rlim_t(megabytes) << 20)
        return setrlimit(__rlimit_resource_t(RLIMIT_AS.rawValue), &limit) == 0
    }

    private static func clamp(_ value: rlim_t) -> Int { Int(clamping: value) }
}
