// Net: source ports that are lent to connections.
import Synchronization

/// The ports of `source address:low-high` (`struct port_range`): each is in use by one connection at most.
/// Shared by all threads.
public final class PortRange: Sendable {
    private struct Ring {
        var ports: [UInt16]
        var head = 0
        var count: Int
    }
    private let ring: Mutex<Ring>

    public init(_ range: ClosedRange<UInt16>) {
        ring = Mutex(Ring(ports: Array(range), count: range.count))
    }

    /// The port that has been free for the longest time (`port_range_alloc_port`); `nil` when all are lent.
    public func take() -> UInt16? {
        ring.withLock { ring in
            guard ring.count > 0 else { return nil }
            let port = ring.ports[ring.head]
            ring.head = (ring.head + 1) % ring.ports.count
            ring.count -= 1
            return port
        }
    }

    /// Gives a port back (`port_range_release_port`).
    public func give(_ port: UInt16) {
        ring.withLock { ring in
            guard ring.count < ring.ports.count else { return }
            ring.ports[(ring.head + ring.count) % ring.ports.count] = port
            ring.count += 1
        }
    }

    /// Ports that are free now.
    public var available: Int { ring.withLock { $0.count } }
}
