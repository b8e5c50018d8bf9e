// Proxies: what the administrator changes and reads at run time.
import Base

extension Proxy {
    /// A new limit of client connections (`set maxconn frontend`).
    public func setMaxconn(_ value: Int) { maxconn = value }

    /// Effective weight of the servers in use, in the user's units (`weight` of a backend in `show stat`).
    public var reportedWeight: Int {
        guard isBackend, let balancer, balancer.weightDivisor > 0 else { return 0 }
        return (usedWeight * balancer.weightMultiplier + balancer.weightDivisor - 1) / balancer.weightDivisor
    }

    /// Sum of the user's weights of the group in use (`uweight`).
    public var reportedUserWeight: Int {
        let usesBackups = activeServers == 0 && backupServers > 0
        return servers.filter { $0.isBackup == usesBackups && $0.isUsable }.reduce(0) { $0 + $1.userWeight }
    }
}

extension BalanceAlgorithm {
    /// The word that statistics show.
    public var word: String {
        switch self {
        case .roundrobin: "roundrobin"
        case .staticRoundRobin: "static-rr"
        case .leastconn: "leastconn"
        case .first: "first"
        case .random: "random"
        case .source: "source"
        case .uri: "uri"
        case .urlParam: "url_param"
        case .header: "hdr"
        case .rdpCookie: "rdp-cookie"
        case .hash: "hash"
        case .logHash: "log-hash"
        case .sticky: "sticky"
        }
    }
}
