// Net: who is told when a descriptor becomes ready.
import CShims

/// Readiness of a descriptor, as epoll says it.
@frozen
public struct IOEvents: OptionSet, Sendable {
    public let rawValue: UInt32
    @inlinable public init(rawValue: UInt32) { self.rawValue = rawValue }
    @inlinable public static var readable: Self { Self(rawValue: 0x001) }
    @inlinable public static var writable: Self { Self(rawValue: 0x004) }
    @inlinable public static var error: Self { Self(rawValue: 0x008) }
    @inlinable public static var hangUp: Self { Self(rawValue: 0x010) }
    /// The peer has closed its writing half.
    @inlinable public static var peerClosed: Self { Self(rawValue: 0x2000) }
}

/// Receives the readiness of one descriptor.
open class FDHandler {
    public init() {}
    /// Called on the loop's thread, edge-triggered: once per change, until the next `EAGAIN`.
    open func ready(_ events: IOEvents) {}
}
