// Streams: one direction of a stream.
import Base
import HTTP
import Net

/// What happened on a channel and how it behaves (`CF_*`).
@frozen
public struct ChannelFlags: OptionSet, Sendable {
    public let rawValue: UInt16
    @inlinable public init(rawValue: UInt16) { self.rawValue = rawValue }
    /// Something was received, or the producer's state changed, since the last pass.
    @inlinable public static var readEvent: Self { Self(rawValue: 0x0001) }
    /// The producer was silent for too long.
    @inlinable public static var readTimeout: Self { Self(rawValue: 0x0002) }
    /// Something was sent, or the consumer's state changed, since the last pass.
    @inlinable public static var writeEvent: Self { Self(rawValue: 0x0004) }
    /// The consumer accepted nothing for too long.
    @inlinable public static var writeTimeout: Self { Self(rawValue: 0x0008) }
    /// Wake the stream on write progress.
    @inlinable public static var wakeWrite: Self { Self(rawValue: 0x0010) }
    /// Evaluate the analysers once more although nothing happened.
    @inlinable public static var wakeOnce: Self { Self(rawValue: 0x0020) }
    /// Forward the producer's close to the consumer.
    @inlinable public static var autoClose: Self { Self(rawValue: 0x0040) }
    /// Connect as soon as possible, without waiting for data.
    @inlinable public static var autoConnect: Self { Self(rawValue: 0x0080) }
    /// Policy: read nothing for now.
    @inlinable public static var dontRead: Self { Self(rawValue: 0x0100) }
    /// Bytes went out on the current connection: a connect must not be retried.
    @inlinable public static var wroteData: Self { Self(rawValue: 0x0200) }

    /// Events that make analysers run.
    static let analyserMask: Self = [.readEvent, .readTimeout, .writeEvent, .wakeOnce]
}

/// Where a message's head is on its way through a channel.
public enum HeadState: UInt8, Sendable {
    /// Not received yet.
    case absent
    /// Received, for the analysers to look at.
    case input
    /// Released to the consumer.
    case output
    /// Handed to the consumer's mux.
    case sent
}

/// Bytes, and in HTTP a message, on their way from a producer to a consumer (`struct channel`).
///
/// In HTTP the head travels as a ``Message`` and ``buffer`` holds decoded body bytes only: together they are what
/// HTX is in HAProxy. In TCP ``buffer`` holds everything.
public final class Channel {
    /// Whether this is the response's direction (`CF_ISRESP`).
    public let isResponse: Bool

    public internal(set) var flags: ChannelFlags = []
    /// Analysers that still have to look at this direction (`AN_REQ_*`, `AN_RES_*`).
    var analysers: Analysers = []
    /// When the current analyser gives up waiting.
    var analyseExpire: Tick = .eternity

    /// Body or raw bytes. The first ``output`` of them are released to the consumer.
    public var buffer = Buffer()
    /// Bytes at the front of ``buffer`` that the consumer may take (`co_data`).
    public var output = 0
    /// Whatever comes in goes out without a look (`CHN_INFINITE_FORWARD`).
    public internal(set) var freewheels = false
    /// The head of the message.
    public internal(set) var head = HeadState.absent
    /// The whole message has been received (`HTX_FL_EOM`).
    public var endOfMessage = false
    /// The end of the message was handed to the consumer's mux.
    public var endOfMessageSent = false
    /// Body bytes that passed so far.
    public internal(set) var bytesForwarded: UInt64 = 0
    /// All bytes received on the wire for this direction.
    public var bytesIn: UInt64 = 0
    /// All bytes sent on the wire for this direction.
    public var bytesOut: UInt64 = 0
    /// Trailer fields behind the body, `name: value\r\n` lines without the final empty line.
    public var trailers: [UInt8]?

    init(isResponse: Bool) { self.isResponse = isResponse }

    func reset() {
        flags = []
        analysers = []
        analyseExpire = .eternity
        output = 0
        freewheels = false
        head = .absent
        endOfMessage = false
        endOfMessageSent = false
        bytesForwarded = 0
        bytesIn = 0
        bytesOut = 0
        if trailers != nil { trailers = nil }
    }

    /// Bytes not released yet (`ci_data`).
    @inline(__always) var input: Int { buffer.count - output }

    /// Something waits for the consumer: a head, bytes, or the message's end.
    @inline(__always) public var hasOutput: Bool {
        output > 0 || head == .output || (endOfMessage && !endOfMessageSent && head == .sent && freewheels && input == 0)
    }

    /// Releases all input bytes to the consumer (`c_adv`).
    @inline(__always) func forwardAll() { output = buffer.count }

    /// Room for the producer: keeps `maxrewrite` bytes free while analysers may still add some (`channel_recv_max`).
    @inline(__always) public func receiveLimit(reserve: Int) -> Int {
        buffer.room - (freewheels ? 0 : reserve)
    }

    /// The consumer took `count` released bytes.
    @inline(__always) public func consumed(_ count: Int) {
        output -= count
        buffer.consume(count)
        bytesForwarded &+= UInt64(count)
    }

    /// A complete head was put into the stream's message.
    public func headReceived() { head = .input }

    /// The consumer's mux has written the head; another one follows an interim response.
    public func markHeadSent(interim: Bool) { head = interim ? .absent : .sent }

    /// Drops everything that is not sent yet (`channel_erase`).
    func erase() {
        buffer.reset()
        output = 0
        if head == .input || head == .output { head = .absent }
    }
}

/// Functions that look at a direction before it flows freely (`AN_REQ_*`, `AN_RES_*`); run from the lowest bit up.
struct Analysers: OptionSet {
    let rawValue: UInt32
    static let inspectFrontend = Self(rawValue: 0x0000_0002)
    static let waitRequest = Self(rawValue: 0x0000_0004)
    static let requestBody = Self(rawValue: 0x0000_0008)
    static let processFrontend = Self(rawValue: 0x0000_0010)
    static let switchingRules = Self(rawValue: 0x0000_0020)
    static let inspectBackend = Self(rawValue: 0x0000_0080)
    static let processBackend = Self(rawValue: 0x0000_0100)
    static let tarpit = Self(rawValue: 0x0000_0200)
    static let serverRules = Self(rawValue: 0x0000_0400)
    static let processRequest = Self(rawValue: 0x0000_0800)
    static let rdpCookie = Self(rawValue: 0x0000_1000)
    static let requestTransfer = Self(rawValue: 0x0000_8000)
    static let inspectResponse = Self(rawValue: 0x0020_0000)
    static let waitResponse = Self(rawValue: 0x0040_0000)
    static let processResponse = Self(rawValue: 0x0100_0000)
    static let responseTransfer = Self(rawValue: 0x0400_0000)
    init(rawValue: UInt32) { self.rawValue = rawValue }
}
