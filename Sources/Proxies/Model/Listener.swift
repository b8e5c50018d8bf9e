// Proxies: a socket that a frontend listens on.
import Base
import Synchronization

/// One address of a `bind` line at work (`struct listener`): what all threads share of it.
public final class Listener: @unchecked Sendable {
    /// What the socket does now.
    public enum State: UInt8, AtomicRepresentable, Sendable {
        /// Taken in by the configuration, not bound.
        case assigned
        /// Accepts.
        case ready
        /// Its own limit is reached: `FULL`.
        case full
        /// Waits for a limit of the frontend or the process: `WAITING`.
        case limited
        /// Paused by an order (SIGTTOU).
        case paused
        /// Closed.
        case stopped
    }

    /// The line, as parsed.
    public let settings: BindSettings
    public unowned let proxy: Proxy
    public let address: SocketAddress
    /// Place among the frontend's listeners, from 0.
    public let index: Int
    /// Number in statistics (`sid`).
    public let id: Int
    /// Name in statistics.
    public let name: String
    /// Its limit, 0 without one.
    public let maxconn: Int
    public let state = Atomic<State>(.assigned)
    /// Connections now (`nbconn`).
    public let connections = Atomic<Int>(0)
    /// Most connections at once.
    public let maxConnections = Atomic<Int>(0)
    public let counters: Counters

    public init(_ settings: BindSettings, address: SocketAddress, index: Int, id: Int, proxy: Proxy, threads: Int) {
        self.settings = settings
        self.address = address
        self.index = index
        self.id = id
        self.proxy = proxy
        name = settings.name ?? "sock-\(index + 1)"
        maxconn = settings.maxconn ?? 0
        counters = Counters(threads: threads)
    }

    /// Takes a place if there is one.
    /// - Returns: whether a connection may be accepted.
    @inlinable
    public func takeConnection() -> Bool {
        let now = connections.wrappingAdd(1, ordering: .relaxed).newValue
        if maxconn > 0, now > maxconn {
            connections.wrappingSubtract(1, ordering: .relaxed)
            return false
        }
        return true
    }

    /// Notes the highest number of connections, once one was really accepted.
    @inlinable
    public func noteConnections() {
        let now = connections.load(ordering: .relaxed)
        if now > maxConnections.load(ordering: .relaxed) { maxConnections.store(now, ordering: .relaxed) }
    }

    /// Gives the place back.
    @inlinable public func releaseConnection() { connections.wrappingSubtract(1, ordering: .relaxed) }

    /// The word in `show stat`.
    public var statusText: String {
        switch state.load(ordering: .relaxed) {
        case .full: "FULL"
        case .limited: "WAITING"
        default: "OPEN"
        }
    }
}

extension Proxy {
    /// Adds a listener for one address of a `bind` line; before traffic starts.
    public func addListener(_ settings: BindSettings, address: SocketAddress) -> Listener {
        let index = listeners.count
        let listener = Listener(settings, address: address, index: index, id: settings.id ?? index + 1, proxy: self, threads: threads)
        listeners.append(listener)
        return listener
    }
}
