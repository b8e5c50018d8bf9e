// Streams: the joint between a connector and what moves its bytes.
import Base
import Net

/// The state of an endpoint as both sides see it (`SE_FL_*`).
@frozen
public struct EndpointFlags: OptionSet, Sendable {
    public let rawValue: UInt32
    @inlinable public init(rawValue: UInt32) { self.rawValue = rawValue }
    /// The message is complete.
    @inlinable public static var endOfInput: Self { Self(rawValue: 0x0001) }
    /// No byte will ever come again.
    @inlinable public static var endOfStream: Self { Self(rawValue: 0x0002) }
    /// Broken, and everything that had arrived was taken.
    @inlinable public static var error: Self { Self(rawValue: 0x0004) }
    /// Sending failed; reading may still succeed.
    @inlinable public static var errorPending: Self { Self(rawValue: 0x0008) }
    /// The endpoint holds more than the connector took.
    @inlinable public static var moreToReceive: Self { Self(rawValue: 0x0010) }
    /// Nothing can be delivered before there is more room.
    @inlinable public static var wantsRoom: Self { Self(rawValue: 0x0020) }
    /// Not the first message on this connection.
    @inlinable public static var notFirst: Self { Self(rawValue: 0x0040) }
    /// Close the connection when this endpoint is done.
    @inlinable public static var killConnection: Self { Self(rawValue: 0x0080) }
    /// Nobody expects an answer from this side yet: its silence is no fault (`SE_FL_EXP_NO_DATA`).
    @inlinable public static var expectsNoData: Self { Self(rawValue: 0x0100) }
    /// Writing was shut.
    @inlinable public static var writeShut: Self { Self(rawValue: 0x0200) }
    /// Reading was shut.
    @inlinable public static var readShut: Self { Self(rawValue: 0x0400) }
    /// The applet has nothing to deliver now.
    @inlinable public static var hasNoData: Self { Self(rawValue: 0x0800) }
    /// The applet takes no input for now.
    @inlinable public static var wontConsume: Self { Self(rawValue: 0x1000) }
    /// The received message broke the protocol: ``Endpoint/failure`` tells how.
    @inlinable public static var protocolError: Self { Self(rawValue: 0x2000) }
    /// The last transfer to the application ended a reusable exchange.
    @inlinable public static var keepAlive: Self { Self(rawValue: 0x4000) }
}

/// How to close writing (`CO_SHW_*`).
public enum ShutdownMode: Sendable {
    /// Tell the peer.
    case normal
    /// Close at once; unread data resets the connection.
    case silent
}

/// A mux's stream or an applet, with the descriptor that joins it to its connector (`sedesc` together with `se`).
///
/// A subclass moves bytes: ``receive(into:)`` fills the connector's input channel, ``send(from:)`` empties its output
/// channel. Both work as far as they can and never wait; the endpoint calls ``StreamConnector/endpointReady()`` when it
/// can go on.
open class Endpoint {
    public final var flags: EndpointFlags = []
    /// The connector at the other side of the joint; `nil` while orphan.
    public unowned(unsafe) final var connector: StreamConnector?
    /// When something was last received (`lra`).
    public final var lastRead: Tick = .eternity
    /// Since when sending is blocked (`fsb`), eternity if it is not.
    public final var firstBlocked: Tick = .eternity

    public init() {}

    /// Moves what was received into `channel` and sets ``flags``.
    open func receive(into channel: Channel) {}
    /// Moves released bytes of `channel` towards the peer.
    open func send(from channel: Channel) {}
    /// No more will be sent (and with `.silent`, nothing more is expected).
    open func shutdown(_ mode: ShutdownMode) {}
    /// The connector leaves. The endpoint decides what becomes of its connection, and may be recycled at once.
    open func detach() {}
    /// Room appeared in the input channel, or data in the output channel, while the endpoint was waiting.
    open func resume() {}

    /// Messages end here: only bytes follow (CONNECT, upgrades).
    open func startTunnel() {}
    /// Sends bytes of our own before the final response, if the client understands them.
    open func sendInterim(_ response: StaticString) {}

    /// The connection below, if there is one.
    open var connection: Connection? { nil }
    /// What stands in logs for an endpoint that is no connection.
    open var name: String? { nil }
    /// Whether this is an applet.
    open var isApplet: Bool { false }
}
