// Streams: a stream's handle on one of its two ends.
import Base
import Net

/// Life of a connector (`SC_ST_*`).
@frozen
public enum ConnectorState: UInt8, Comparable, Sendable {
    /// Not used yet.
    case initial
    /// A connection is wanted.
    case requested
    /// In a queue.
    case queued
    /// Waiting before another attempt (turn-around).
    case turnAround
    /// A server is assigned.
    case assigned
    /// Connecting.
    case connecting
    /// The connection attempt failed.
    case connectFailed
    /// Connected, not told yet.
    case ready
    /// Established.
    case established
    /// Disconnected, to be accounted.
    case disconnected
    /// Closed.
    case closed

    @inlinable public static func < (a: Self, b: Self) -> Bool { a.rawValue < b.rawValue }
}

/// `SC_FL_*`.
@frozen
public struct ConnectorFlags: OptionSet, Sendable {
    public let rawValue: UInt32
    @inlinable public init(rawValue: UInt32) { self.rawValue = rawValue }
    /// The message from this side is complete.
    @inlinable public static var endOfInput: Self { Self(rawValue: 0x0001) }
    /// This side sent its last byte.
    @inlinable public static var endOfStream: Self { Self(rawValue: 0x0002) }
    /// Reading is to be given up.
    @inlinable public static var abortWanted: Self { Self(rawValue: 0x0004) }
    /// Reading was given up.
    @inlinable public static var abortDone: Self { Self(rawValue: 0x0008) }
    /// Writing is to be closed once the output is gone.
    @inlinable public static var shutWanted: Self { Self(rawValue: 0x0010) }
    /// Writing is closed.
    @inlinable public static var shutDone: Self { Self(rawValue: 0x0020) }
    @inlinable public static var error: Self { Self(rawValue: 0x0040) }
    /// Close without lingering.
    @inlinable public static var noLinger: Self { Self(rawValue: 0x0080) }
    /// A closed read side closes the write side too.
    @inlinable public static var noHalf: Self { Self(rawValue: 0x0100) }
    /// Do not wake the stream: it is running.
    @inlinable public static var dontWake: Self { Self(rawValue: 0x0200) }
    /// Writes do not count as activity of the reader.
    @inlinable public static var independent: Self { Self(rawValue: 0x0400) }
    /// Policy: read nothing now.
    @inlinable public static var wontRead: Self { Self(rawValue: 0x0800) }
    /// No buffer to read into.
    @inlinable public static var needBuffer: Self { Self(rawValue: 0x1000) }
    /// The input channel is full.
    @inlinable public static var needRoom: Self { Self(rawValue: 0x2000) }
    /// Read once, then look (the response's head).
    @inlinable public static var receiveOnce: Self { Self(rawValue: 0x4000) }

    /// Reading has ended, one way or the other.
    static let readClosed: Self = [.endOfStream, .abortDone]
    static let writeClosing: Self = [.shutWanted, .shutDone]
    static let readHeld: Self = [.wontRead, .needBuffer, .needRoom]
}

/// The stream's side of a joint (`struct stconn`).
public final class StreamConnector {
    public private(set) unowned(unsafe) var stream: Stream!
    /// Where this side's bytes go (`sc_ic`).
    public let inputChannel: Channel
    /// Where this side's consumer finds bytes (`sc_oc`).
    public let outputChannel: Channel
    /// The other side's connector.
    @inline(__always) var opposite: StreamConnector { other.unsafelyUnwrapped.takeUnretainedValue() }
    /// Whether it faces the server (`SC_FL_ISBACK`).
    public let isBack: Bool
    public internal(set) var state = ConnectorState.initial
    public internal(set) var flags: ConnectorFlags = []
    /// The end of the joint that moves bytes.
    public internal(set) var endpoint: Endpoint? {
        didSet { end = endpoint.map(Unmanaged.passUnretained) }
    }
    // Why unmanaged: calls through these cost no reference counting. The connector keeps its endpoint alive, and the
    // stream both connectors.
    private var end: Unmanaged<Endpoint>?
    private var other: Unmanaged<StreamConnector>?
    private let loop: EventLoop
    /// How long this side may stay silent (`ioto`), in milliseconds; eternity without a limit.
    var ioTimeout: Tick = .eternity
    init(isBack: Bool, input: Channel, output: Channel, loop: EventLoop) {
        self.loop = loop
        self.isBack = isBack
        inputChannel = input
        outputChannel = output
    }

    func join(_ stream: Stream, opposite: StreamConnector) {
        self.stream = stream
        other = .passUnretained(opposite)
    }

    func reset() {
        state = .initial
        flags = []
        endpoint = nil
        ioTimeout = .eternity
    }

    /// Whether reading is possible by policy and room.
    @inline(__always) public var mayReceive: Bool {
        flags.isDisjoint(with: [.endOfStream, .abortDone, .wontRead, .needBuffer, .needRoom, .endOfInput, .error])
    }

    // MARK: From below

    /// The endpoint has bytes, room or news (`sc_conn_io_cb`).
    ///
    /// Moves bytes through as far as both sides go, at most four reads, and wakes the stream only when it must look.
    public func endpointReady() {
        var rounds = 0
        while true {
            if outputChannel.hasOutput { sendNow() }
            receiveNow()
            pushToPeer()
            rounds += 1
            guard rounds < 4, mayReceive, let endpoint, endpoint.flags.contains(.moreToReceive), inputChannel.freewheels else { break }
        }
        notify()
    }

    /// Hands what came in to the peer at once, when no analyser wants to see it first.
    @inline(__always)
    private func pushToPeer() {
        let input = inputChannel
        guard input.hasOutput, input.freewheels else { return }
        other.unsafelyUnwrapped._withUnsafeGuaranteedRef { peer in
            if peer.state == .established { peer.sendNow() }
        }
    }

    /// Bytes cannot move by a mere retry: read once into the input channel (`sc_conn_recv`).
    func receiveNow() {
        guard let end else { return }
        end._withUnsafeGuaranteedRef { receive(from: $0) }
    }

    private func receive(from endpoint: Endpoint) {
        let channel = inputChannel
        guard mayReceive else {
            // Why: behind a complete message the peer's departure is still news.
            if flags.contains(.endOfInput) { acknowledge(endpoint.flags, channel) }
            return
        }
        if channel.flags.contains(.dontRead) { return }
        let before = channel.bytesIn
        let headBefore = channel.head
        endpoint.receive(into: channel)
        let seen = endpoint.flags
        if channel.bytesIn != before || channel.head != headBefore {
            channel.flags.insert(.readEvent)
            endpoint.lastRead = loop.now
            if !flags.contains(.independent), endpoint.firstBlocked != .eternity { endpoint.firstBlocked = loop.now }
        }
        if channel.freewheels { channel.forwardAll() }
        acknowledge(seen, channel)
    }

    /// Takes over what the endpoint says about its end.
    @inline(__always)
    private func acknowledge(_ seen: EndpointFlags, _ channel: Channel) {
        if seen.contains(.endOfInput), !flags.contains(.endOfInput) {
            flags.insert(.endOfInput)
            channel.flags.insert(.readEvent)
        }
        if seen.contains(.endOfStream), !flags.contains(.endOfStream) { receiveEnd() }
        if seen.contains(.error), !flags.contains(.error) {
            flags.insert(.error)
            channel.flags.insert(.readEvent)
        }
        if seen.contains(.wantsRoom), channel.buffer.isAllocated, !channel.buffer.isEmpty { flags.insert(.needRoom) }
    }

    /// The endpoint sent its last byte (`sc_conn_eos`).
    private func receiveEnd() {
        let channel = inputChannel
        flags.insert(.endOfStream)
        channel.flags.insert(.readEvent)
        guard state >= .connecting || !isBack else { return }
        if flags.contains(.shutDone) {
            disconnect()
        } else if flags.contains(.noHalf) {
            // Why: nothing can be half-open here, so writing closes too.
            flags.remove(.shutWanted)
            flags.insert(.shutDone)
            outputChannel.flags.insert(.writeEvent)
            endpoint?.shutdown(.normal)
            disconnect()
        }
    }

    private func disconnect() {
        if state == .established || state == .ready || state == .connecting { state = .disconnected }
    }

    /// Sends released bytes (`sc_conn_send`).
    func sendNow() {
        guard let end, !flags.contains(.shutDone), state >= .ready || !isBack else { return }
        end._withUnsafeGuaranteedRef { send(to: $0) }
    }

    /// The consumer took something: a producer that waits for room may go on (`sc_have_room`, `applet_wakeup`).
    @inline(__always)
    private func roomAppeared() {
        guard flags.contains(.needRoom) else { return }
        flags.remove(.needRoom)
        if let endpoint, endpoint.flags.contains(.wantsRoom) { endpoint.resume() }
    }

    private func send(to endpoint: Endpoint) {
        let channel = outputChannel
        let before = channel.bytesOut
        let outputBefore = channel.output
        endpoint.send(from: channel)
        if channel.bytesOut != before || channel.output != outputBefore {
            channel.flags.insert([.writeEvent, .wroteData])
            other.unsafelyUnwrapped._withUnsafeGuaranteedRef { $0.roomAppeared() }
            if channel.hasOutput {
                endpoint.firstBlocked = loop.now
            } else {
                endpoint.firstBlocked = .eternity
            }
            if !flags.contains(.independent) { endpoint.lastRead = loop.now }
        } else if channel.hasOutput, endpoint.firstBlocked == .eternity {
            endpoint.firstBlocked = loop.now
        }
        if !endpoint.flags.isDisjoint(with: [.error, .errorPending]) {
            if !flags.contains(.error), endpoint.flags.contains(.error) || !endpoint.flags.contains(.moreToReceive) {
                flags.insert(.error)
            }
            outputChannel.flags.insert(.writeEvent)
        }
    }

    /// Decides whether the stream must look at what happened (`sc_notify`).
    private func notify() {
        if flags.contains(.dontWake) { return }
        let input = inputChannel
        let output = outputChannel
        let peer = opposite
        var mustLook = state != .established || peer.state != .established || flags.contains(.error) || peer.flags.contains(.error)
        if !mustLook, input.flags.contains(.readEvent) {
            mustLook = !input.freewheels || !flags.isDisjoint(with: [.endOfInput, .endOfStream])
        }
        if !mustLook, output.flags.contains(.writeEvent), !output.hasOutput {
            mustLook = flags.contains(.shutWanted) || output.endOfMessage || output.flags.contains(.wakeWrite)
                || peer.flags.contains(.needRoom)
        }
        if !mustLook, !input.hasOutput, peer.flags.contains(.shutWanted) { mustLook = true }
        if !mustLook, mayReceive, let endpoint, endpoint.flags.contains(.moreToReceive) { mustLook = true }
        if !mustLook, peer.mayReceive, let endpoint = peer.endpoint, endpoint.flags.contains(.moreToReceive) { mustLook = true }
        if mustLook {
            stream.wake(.io)
        } else {
            input.flags.remove(.readEvent)
            output.flags.remove(.writeEvent)
            stream.releaseEmptyBuffers()
            stream.refreshExpiry()
        }
    }

    // MARK: From above

    /// Gives up reading (`sc_abort`).
    func abort() {
        flags.remove(.abortWanted)
        guard flags.isDisjoint(with: [.endOfStream, .abortDone]) else {
            flags.insert(.abortDone)
            return
        }
        flags.insert(.abortDone)
        inputChannel.flags.insert(.readEvent)
        if flags.contains(.shutDone) {
            endpoint?.shutdown(flags.contains(.noLinger) ? .silent : .normal)
            disconnect()
        } else if flags.contains(.noHalf) {
            shutdown()
        }
    }

    /// Closes writing (`sc_shutdown`).
    func shutdown() {
        flags.remove(.shutWanted)
        guard !flags.contains(.shutDone) else { return }
        flags.insert(.shutDone)
        outputChannel.flags.insert(.writeEvent)
        switch state {
        case .ready, .established:
            if flags.isDisjoint(with: [.error, .noLinger, .endOfStream, .abortDone]) {
                endpoint?.shutdown(.normal)
                limitHalfClosed()
                return
            }
            endpoint?.shutdown(flags.isDisjoint(with: [.error, .noLinger]) ? .normal : .silent)
            flags.insert(.abortDone)
            inputChannel.flags.insert(.readEvent)
            state = .disconnected
        case .connecting:
            endpoint?.shutdown(.silent)
            flags.insert(.abortDone)
            state = .disconnected
        case .queued, .turnAround, .assigned, .connectFailed, .requested:
            flags.insert(.abortDone)
            state = .disconnected
        default:
            flags.insert(.abortDone)
        }
    }

    /// A half-closed side has its own, usually shorter, patience (`timeout client-fin`, `timeout server-fin`).
    private func limitHalfClosed() {
        let timeouts = isBack ? stream.backend.settings.timeouts.serverFin : stream.frontend.settings.timeouts.clientFin
        guard let limit = timeouts, !stream.isHTTP || stream.transaction.requestState == .tunnel else { return }
        ioTimeout = limit
        stream.tunnelTimeout = .eternity
    }

    func scheduleAbort() { if flags.isDisjoint(with: [.endOfStream, .abortDone]) { flags.insert(.abortWanted) } }
    func scheduleShutdown() { if flags.isDisjoint(with: .writeClosing) { flags.insert(.shutWanted) } }

    // MARK: Timers

    /// When silence of this side ends the wait (`sc_ep_rcv_ex` with `sc_rcv_may_expire`).
    @inline(__always) var receiveExpire: Tick {
        guard ioTimeout != .eternity, let endpoint, endpoint.lastRead != .eternity,
            flags.isDisjoint(with: [.endOfStream, .abortDone, .endOfInput, .wontRead, .needBuffer, .needRoom]),
            endpoint.flags.isDisjoint(with: [.expectsNoData]),
            !inputChannel.flags.contains(.readTimeout)
        else { return .eternity }
        return endpoint.lastRead &+ ioTimeout
    }

    /// When a blocked write ends the wait (`sc_ep_snd_ex` with `sc_snd_may_expire`).
    @inline(__always) var sendExpire: Tick {
        guard ioTimeout != .eternity, let endpoint, endpoint.firstBlocked != .eternity,
            !flags.contains(.shutDone), !outputChannel.flags.contains(.writeTimeout)
        else { return .eternity }
        return endpoint.firstBlocked &+ ioTimeout
    }
}
