// Net: who is told when a descriptor becomes ready.
import CShims

/// Readiness of a descriptor, as epoll says it.
@frozen
public struct IOEvents: OptionSet, Sendable {
    public let rawValue: UInt32
    @inlinable public init(rawValue: UInt32) { self.rawValue = rawValue }
    public static let readable = IOEvents(rawValue: 0x001)
    public static let writable = IOEvents(rawValue: 0x004)
    public static let error = IOEvents(rawValue: 0x008)
    public static let hangUp = IOEvents(rawValue: 0x010)
    /// The peer has closed its writing half.
    public static let peerClosed = IOEvents(rawValue: 0x2000)
}

/// Receives the readiness of one descriptor.
open class FDHandler {
    public init() {}
    /// Called on the loop's thread, edge-triggered: once per change, until the next `EAGAIN`.
    open func ready(_ events: IOEvents) {}
}
