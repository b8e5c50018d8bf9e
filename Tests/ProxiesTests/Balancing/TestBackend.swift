import Base

@testable import Proxies

/// A backend whose servers are named a, b, c… unless told otherwise, ready at second 1000.
final class TestBackend {
    let proxy: Proxy
    private var held: [ServerAssignment] = []

    init(
        _ algorithm: BalanceAlgorithm, weights: [Int] = [1, 1, 1, 1], backups: Set<Int> = [], options: ProxyOptions = [],
        hash: HashType.Method = .mapBased, function: HashType.Function = .sdbm, avalanche: Bool = false,
        configure: (inout ProxySettings) -> Void = { _ in }
    ) {
        var settings = ProxySettings()
        settings.name = "be"
        settings.capabilities = .backend
        settings.options = options
        settings.balance.algorithm = algorithm
        settings.balance.hashType.method = hash
        settings.balance.hashType.function = function
        settings.balance.hashType.avalanche = avalanche
        for (index, weight) in weights.enumerated() {
            var server = ServerSettings()
            server.name = String(UnicodeScalar(UInt8(97 + index)))
            server.weight = weight
            server.backup = backups.contains(index)
            settings.servers.append(server)
        }
        configure(&settings)
        proxy = Proxy(settings)
        // Why: servers refer to their backend without owning it; tests keep servers only.
        _ = Unmanaged.passRetained(proxy)
        proxy.start(now: 1_000_000)
    }

    /// The name of the server for the next request, which ends at once.
    func pick(_ key: String? = nil) -> String {
        var assignment = ServerAssignment()
        let status = assign(&assignment, key)
        defer { proxy.releaseSlot(&assignment, now: 1_000_000) }
        return status == .ok ? assignment.server!.name : "\(status)"
    }

    /// The same, and the request stays open.
    func hold(_ key: String? = nil) -> String {
        var assignment = ServerAssignment()
        let status = assign(&assignment, key)
        held.append(assignment)
        return status == .ok ? assignment.server!.name : "\(status)"
    }

    func assign(_ assignment: inout ServerAssignment, _ key: String? = nil, waiter: TestWaiter = TestWaiter()) -> AssignStatus {
        guard let key else { return proxy.assignServerAndQueue(&assignment, key: .none, waiter: waiter, thread: 0, now: 1_000_000) }
        return Array(key.utf8).withUnsafeBufferPointer {
            proxy.assignServerAndQueue(&assignment, key: .bytes($0), waiter: waiter, thread: 0, now: 1_000_000)
        }
    }

    /// Names of the servers for so many requests in turn.
    func picks(_ count: Int) -> String { (0..<count).map { _ in pick() }.joined() }

    /// Place of the server for a key, from 1.
    func number(_ key: String?) -> Int { Int(pick(key).utf8.first!) - 96 }

    func number(word: UInt32) -> Int {
        var assignment = ServerAssignment()
        _ = proxy.assignServerAndQueue(&assignment, key: .word(word), waiter: TestWaiter(), thread: 0, now: 1_000_000)
        proxy.releaseSlot(&assignment, now: 1_000_000)
        return (assignment.server?.index ?? -1) + 1
    }
}

/// Counts how often it was told.
final class TestWaiter: QueueWaiter, @unchecked Sendable {
    var released = 0
    func queueReleased() { released += 1 }
}
