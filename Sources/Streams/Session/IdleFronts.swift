// Streams: client connections that wait for a request.
import Net

/// Watches a client's connection, and has its place among the idle ones between two requests.
open class IdleFrontPlace: ConnectionObserver {
    final var place = -1
    /// Closes the connection if no request is arriving.
    open func closeIdle() {}
}

/// The idle client connections of a thread: what a soft stop closes first. Adding and removing allocate nothing.
public final class IdleFrontList {
    private var members: [Unmanaged<IdleFrontPlace>] = []
    public init() {}
    public var count: Int { members.count }

    public func add(_ front: IdleFrontPlace) {
        guard front.place < 0 else { return }
        front.place = members.count
        members.append(.passUnretained(front))
    }

    public func remove(_ front: IdleFrontPlace) {
        let place = front.place
        guard place >= 0 else { return }
        front.place = -1
        let last = members.removeLast()
        guard place < members.count else { return }
        members[place] = last
        last._withUnsafeGuaranteedRef { $0.place = place }
    }

    /// Closes all that wait.
    public func closeAll() {
        for member in members { member.takeUnretainedValue().closeIdle() }
    }

    /// Closes a part of those that wait: 1 is all. The number is rounded by chance, so that small parts come true over time.
    public func close(share: Double) {
        guard share < 1 else { return closeAll() }
        let exact = Double(members.count) * share
        let count = Int(exact) + (Double.random(in: 0..<1) < exact - exact.rounded(.down) ? 1 : 0)
        for member in members.prefix(count) { member.takeUnretainedValue().closeIdle() }
    }
}
