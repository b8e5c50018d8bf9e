// Streams: one HTTP transaction or one TCP relay.
import Base
import HTTP
import Net
import Proxies

/// `SF_*`.
public struct StreamFlags: OptionSet, Sendable {
    public let rawValue: UInt32
    @inlinable public init(rawValue: UInt32) { self.rawValue = rawValue }
    /// A backend is chosen.
    @inlinable public static var backendAssigned: Self { Self(rawValue: 0x0004) }
    @inlinable public static var ignorePersist: Self { Self(rawValue: 0x0010) }
    /// A server's `redir` may answer it.
    @inlinable public static var redirectable: Self { Self(rawValue: 0x0040) }
    /// The server's connection had been used before.
    @inlinable public static var serverReused: Self { Self(rawValue: 0x0080) }
    @inlinable public static var monitor: Self { Self(rawValue: 0x0100) }
    @inlinable public static var http: Self { Self(rawValue: 0x0200) }
    /// The server's count of current sessions includes this one.
    @inlinable public static var currentSession: Self { Self(rawValue: 0x0400) }
    /// No log line at the end: it was written, or is not wanted.
    @inlinable public static var logged: Self { Self(rawValue: 0x0800) }
    /// Answered by a built-in service.
    @inlinable public static var service: Self { Self(rawValue: 0x1000) }
    @inlinable public static var killed: Self { Self(rawValue: 0x2000) }
    /// Counted as a request by the backend.
    @inlinable public static var backendCounted: Self { Self(rawValue: 0x4000) }
}

/// `struct stream`: two connectors, two channels, a frontend, a backend, and the task that connects them.
///
/// Born in ``Worker/startStream(session:endpoint:request:)``, ends only at the bottom of ``run(_:)``.
public final class Stream: Task {
    public let worker: Worker
    // Why `let`: a call through a constant costs no reference counting (doc/decisions/0001).
    public let front: StreamConnector
    public let back: StreamConnector
    public let request: Channel
    public let response: Channel

    public internal(set) unowned(unsafe) var session: Session!
    public internal(set) unowned(unsafe) var frontend: Proxy!
    public internal(set) unowned(unsafe) var backend: Proxy!
    /// The server, the place held on it, the queue waited in.
    public internal(set) var assignment = ServerAssignment()
    /// The applet that answers instead of a server.
    var applet: (any Applet)?
    /// Where this stream counts: its frontend, its backend (the frontend before one is chosen), its server.
    private(set) var frontCount: CounterBlock!
    private(set) var backCount: CounterBlock!
    var serverCount: CounterBlock?
    /// What they ask for.
    private(set) var frontDuties: ProxyDuties = []
    private(set) var backDuties: ProxyDuties = []

    public internal(set) var flags: StreamFlags = []
    public internal(set) var transaction = Transaction()
    public internal(set) var requestHead: Message!
    public internal(set) var responseHead: Message!
    public internal(set) var logs = StreamLogs()
    public internal(set) var errorCode = ErrorCode.none
    public internal(set) var finishCode = FinishCode.none
    var connectFailure: AttemptFailure = []
    /// Attempts after the first.
    public internal(set) var retries: Int32 = 0
    /// End of the current wait of the back connector (`conn_exp`).
    var connectExpire: Tick = .eternity
    /// The back connector's state before the last change, for termination codes (`prev_conn_state`).
    var previousBackState = ConnectorState.initial
    /// The request as it was sent, for a replay (`l7_buffer`).
    var replay: ReplayCopy?
    /// `timeout tunnel` of the backend, once all analysers are gone.
    var tunnelTimeout: Tick = .eternity
    /// This stream's number in the process (`uniq_id`).
    public internal(set) var id: UInt64 = 0
    /// Request line as logs show it (`txn->uri`): kept because rules may rewrite the message.
    public internal(set) var loggedURI: [UInt8] = []
    /// Captured header values, in the order of the configuration.
    public let requestCaptures = Captures()
    public let responseCaptures = Captures()
    /// The cookie of `capture cookie` in both directions.
    var clientCookieText: [UInt8] = []
    var serverCookieText: [UInt8] = []
    /// The identifier of `unique-id-format`, once made.
    var uniqueID: [UInt8] = []
    /// Whether the line that is being written is the last look at the stream.
    var isLogFinal = true
    /// State of rules that wait, and what rules left for later (helper types of `Actions`).
    var ruleState = RuleState()
    /// What the last failed connection attempt ended with.
    var lastConnectError = ConnectionError.none
    /// Position in the thread's list of streams.
    var place = -1

    init(worker: Worker) {
        self.worker = worker
        request = Channel(isResponse: false)
        response = Channel(isResponse: true)
        front = StreamConnector(isBack: false, input: request, output: response, loop: worker.loop)
        back = StreamConnector(isBack: true, input: response, output: request, loop: worker.loop)
        super.init(loop: worker.loop)
        front.join(self, opposite: back)
        back.join(self, opposite: front)
    }

    /// Milliseconds since the origin of this stream's log.
    @inline(__always) var elapsed: Int64 { loop.now - logs.acceptTick }

    public var isHTTP: Bool { flags.contains(.http) }
    /// The chosen server (`target`).
    @inline(__always) public var server: Server? { assignment.server }

    /// The client's connection must close behind this response.
    public var wantsClientClose: Bool { transaction.flags.contains(.closeClient) || worker.process.stopping.load(ordering: .relaxed) }
    /// The server's connection must close behind this exchange.
    public var wantsServerClose: Bool { transaction.flags.contains(.closeServer) }
    /// The server is told so; `option http-pretend-keepalive` keeps it in the dark.
    public var announcesServerClose: Bool {
        wantsServerClose && !backend.settings.options.contains(.httpPretendKeepalive) && !frontend.settings.options.contains(.httpPretendKeepalive)
    }
    /// The request's head is about to be written to a server.
    public func requestLeaves() { if backDuties.contains(.replay), replay == nil { keepForReplay() } }

    // MARK: Buffers

    @inline(__always)
    func releaseEmptyBuffers() {
        if request.buffer.isAllocated, request.buffer.isEmpty { worker.buffers.give(&request.buffer) }
        if response.buffer.isAllocated, response.buffer.isEmpty { worker.buffers.give(&response.buffer) }
    }

    // MARK: Timers

    /// Sets ``Task/expire`` from everything that may end a wait.
    @inline(__always)
    func refreshExpiry() {
        var next = min(front.receiveExpire, front.sendExpire)
        next = min(next, min(back.receiveExpire, back.sendExpire))
        next = min(next, min(request.analyseExpire, response.analyseExpire))
        next = min(next, connectExpire)
        expire = next
        loop.schedule(self)
    }

    // MARK: The pass

    /// One look at everything (`process_stream`).
    public override func run(_ reasons: WakeReasons) {
        front.flags.insert(.dontWake)
        back.flags.insert(.dontWake)
        syncReceive()
        if reasons.contains(.timer) { handleTimeouts() }

        var rounds = 0
        while true {
            rounds += 1
            let requestAnalysers = request.analysers
            let responseAnalysers = response.analysers
            let frontState = front.state
            let backState = back.state
            let frontFlags = front.flags
            let backFlags = back.flags

            handleErrors()
            advanceBack()
            if !request.analysers.isEmpty, !request.flags.isDisjoint(with: ChannelFlags.analyserMask) || back.state != backState || rounds > 1 || reasons.contains(.start) || request.analyseExpire <= loop.now {
                analyseRequest()
            }
            if !response.analysers.isEmpty, back.state >= .established || response.head != .absent || !response.flags.isDisjoint(with: ChannelFlags.analyserMask) || response.analyseExpire <= loop.now {
                analyseResponse()
            }
            handleUnexpectedEnds()
            forwardRequest()
            forwardResponse()

            // Why: anything that moved may let the other side move; a bound keeps a defect from spinning.
            if rounds < 100,
                requestAnalysers != request.analysers || responseAnalysers != response.analysers || frontState != front.state
                    || backState != back.state || Self.changed(frontFlags, front.flags) || Self.changed(backFlags, back.flags)
                    || endsNow(transaction.requestState, request) || endsNow(transaction.responseState, response)
            {
                request.flags.subtract([.wakeOnce])
                continue
            }
            break
        }

        let finished = (front.state == .closed || front.state == .disconnected)
            && (back.state == .closed || back.state == .initial || back.state == .disconnected)
        if finished {
            finish()
            return
        }
        request.flags.subtract([.readEvent, .writeEvent, .wakeOnce])
        response.flags.subtract([.readEvent, .writeEvent, .wakeOnce])
        releaseEmptyBuffers()
        front.flags.remove(.dontWake)
        back.flags.remove(.dontWake)
        if request.analysers.isEmpty, response.analysers.isEmpty, tunnelTimeout != .eternity, back.state == .established {
            front.ioTimeout = tunnelTimeout
            back.ioTimeout = tunnelTimeout
        }
        refreshExpiry()
        continueIfMore(front)
        continueIfMore(back)
    }

    private static let transient: ConnectorFlags = [.dontWake, .needRoom, .needBuffer, .wontRead]
    private static func changed(_ a: ConnectorFlags, _ b: ConnectorFlags) -> Bool {
        a.subtracting(transient) != b.subtracting(transient)
    }

    /// The last byte of a message left in this pass: its analyser must note the end.
    @inline(__always)
    private func endsNow(_ state: MessageState, _ channel: Channel) -> Bool {
        state == .ending && !channel.hasOutput && channel.head == .sent && !channel.analysers.isEmpty
    }

    /// Edge-triggered polling tells once: what was left unread must be asked for.
    private func continueIfMore(_ connector: StreamConnector) {
        guard let endpoint = connector.endpoint, endpoint.flags.contains(.moreToReceive), connector.mayReceive,
            !connector.inputChannel.flags.contains(.dontRead), connector.state == .established || !connector.isBack
        else { return }
        let channel = connector.inputChannel
        // Why: with a full buffer nothing can be read; the consumer's progress wakes us instead.
        if channel.buffer.isAllocated, channel.receiveLimit(reserve: worker.reserve) <= 0 { return }
        if connector.flags.contains(.receiveOnce), !channel.freewheels, channel.head == .input { return }
        wake(.io)
    }

    private func syncReceive() {
        if front.state == .established, front.mayReceive { front.receiveNow() }
        if back.state == .established, back.mayReceive { back.receiveNow() }
    }

    private func handleTimeouts() {
        let now = loop.now
        if connectExpire <= now { handleConnectTimeout() }
        if front.receiveExpire <= now {
            request.flags.insert(.readTimeout)
            clientSilent()
        }
        if front.sendExpire <= now {
            response.flags.insert(.writeTimeout)
            front.flags.insert(.noLinger)
            front.shutdown()
            setTermination(.clientTimeout)
        }
        if back.receiveExpire <= now {
            response.flags.insert(.readTimeout)
            serverSilent()
        }
        if back.sendExpire <= now {
            request.flags.insert(.writeTimeout)
            back.flags.insert(.noLinger)
            back.shutdown()
            setTermination(.serverTimeout)
        }
    }

    /// `timeout client` expired while reading.
    private func clientSilent() {
        front.abort()
        if request.analysers.isDisjoint(with: .requestTransfer), !request.analysers.isEmpty { return }
        if !isHTTP || transaction.requestState >= .tunnel { setTermination(.clientTimeout) }
    }

    /// `timeout server` expired while reading.
    private func serverSilent() {
        // Why: while analysers wait for a response's head they answer 504 themselves.
        if response.analysers.contains(.waitResponse) || response.analysers.contains(.responseTransfer) { return }
        back.abort()
        setTermination(.serverTimeout)
    }

    /// Connectors that broke (`process_stream`'s first part).
    private func handleErrors() {
        if front.flags.contains(.error), front.state == .established {
            front.abort()
            front.shutdown()
            if front.state == .established { front.state = .disconnected }
            if request.analysers.isEmpty, response.analysers.isEmpty {
                setTermination(.clientClosed)
                if back.state < .established, back.state > .initial { abortConnect() }
            } else if !response.analysers.isDisjoint(with: [.waitResponse]) || back.state < .established {
                request.flags.insert(.wakeOnce)
            }
        }
        if back.flags.contains(.error), back.state == .established {
            if !response.analysers.isEmpty {
                response.flags.insert(.readEvent)
                return
            }
            back.abort()
            back.shutdown()
            if back.state == .established { back.state = .disconnected }
            setTermination(.serverClosed)
        }
    }

    private func handleUnexpectedEnds() {
        // Why: a side that ended while nothing analyses it any more ends the stream with its code.
        guard errorCode == .none else { return }
        if request.flags.contains(.readTimeout), request.analysers.isEmpty { setTermination(.clientTimeout) }
    }

    /// First writer wins, letter by letter (`sess_set_term_flags`, `http_set_term_flags`).
    func setTermination(_ code: ErrorCode) {
        if errorCode == .none { errorCode = code }
        setFinish()
    }

    func setFinish() {
        guard finishCode == .none else { return }
        if isHTTP {
            switch back.state {
            case .initial:
                finishCode = request.analysers.contains(.tarpit) ? .tarpit : .request
            case .queued: finishCode = .queue
            case .requested, .turnAround, .assigned, .connecting, .connectFailed, .ready:
                finishCode = applet != nil ? .request : .connect
            default:
                if transaction.responseState < .data {
                    finishCode = previousBackState < .established && previousBackState != .initial && back.state != .established ? .connect : .headers
                } else if transaction.responseState >= .done && transaction.responseState <= .closed
                    && (errorCode == .clientTimeout || errorCode == .clientClosed)
                {
                    finishCode = .last
                } else {
                    finishCode = .data
                }
            }
        } else {
            switch back.state {
            case .initial: finishCode = .request
            case .queued: finishCode = .queue
            case .requested, .turnAround, .assigned, .connecting, .connectFailed, .ready: finishCode = .connect
            case .established: finishCode = .data
            default: finishCode = previousBackState == .established ? .data : .last
            }
        }
    }

    // MARK: Forwarding

    private func forwardRequest() {
        let channel = request
        if channel.analysers.isEmpty || channel.analysers == .requestTransfer {
            if channel.analysers.isEmpty {
                channel.flags.insert(.autoClose)
                if front.flags.isDisjoint(with: ConnectorFlags.readClosed) { channel.freewheels = true }
            }
            if channel.freewheels { channel.forwardAll() }
        }
        connectIfWanted()
        if channel.hasOutput, back.state == .established, !back.flags.contains(.shutDone) { back.sendNow() }
        propagate(from: front, to: back, channel)
    }

    private func forwardResponse() {
        let channel = response
        if channel.analysers.isEmpty {
            channel.flags.insert(.autoClose)
            if back.state >= .established || channel.freewheels { channel.freewheels = true }
        }
        if channel.freewheels { channel.forwardAll() }
        if channel.hasOutput, front.state == .established, !front.flags.contains(.shutDone) { front.sendNow() }
        propagate(from: back, to: front, channel)
    }

    /// Carries a closed producer to the consumer, and executes wanted shutdowns.
    @inline(__always)
    private func propagate(from producer: StreamConnector, to consumer: StreamConnector, _ channel: Channel) {
        if consumer.flags.isDisjoint(with: ConnectorFlags.writeClosing), channel.flags.contains(.autoClose),
            !producer.flags.isDisjoint(with: ConnectorFlags.readClosed),
            consumer.isBack ? (consumer.state == .established || consumer.state == .ready || (consumer.state == .connecting && abortOnClose) || consumer.state == .closed) : true
        {
            consumer.scheduleShutdown()
        }
        if consumer.flags.contains(.shutWanted), !consumer.flags.contains(.shutDone),
            !channel.hasOutput || channel.flags.contains(.writeTimeout),
            consumer.state == .established || !consumer.isBack || consumer.state == .closed
        {
            if producer.flags.contains(.noHalf) { consumer.flags.insert(.noHalf) }
            consumer.shutdown()
        }
        if producer.flags.contains(.abortWanted) { producer.abort() }
        // Why: a producer whose consumer will take nothing more must not be read for ever.
        if consumer.flags.contains(.shutDone), consumer.isBack == false, producer.flags.isDisjoint(with: ConnectorFlags.readClosed),
            producer.state == .established
        {
            producer.abort()
        }
    }

    /// The administrator asked for it in so many words; 3.4's default alone does not end half-closed clients.
    var abortOnClose: Bool { backend.settings.abortsOnClose }

    // MARK: Birth and end

    func begin(session: Session, frontend: Proxy, http: Bool) {
        self.session = session
        self.frontend = frontend
        backend = frontend
        frontCount = frontend.frontendCounters[worker.index]
        backCount = frontend.backendCounters[worker.index]
        serverCount = nil
        frontDuties = frontend.duties
        backDuties = frontDuties
        assignment = ServerAssignment()
        applet = nil
        flags = http ? [.http] : []
        transaction = Transaction()
        logs = StreamLogs()
        logs.acceptWall = session.acceptWall
        logs.acceptTick = session.acceptTick
        logs.handshake = session.handshakeTime
        logs.idle = session.idleTime
        errorCode = .none
        finishCode = .none
        connectFailure = []
        retries = 0
        connectExpire = .eternity
        previousBackState = .initial
        tunnelTimeout = .eternity
        ruleState = RuleState()
        request.reset()
        response.reset()
        front.reset()
        back.reset()
        front.state = .established
        request.flags = [.readEvent]
        let options = frontend.settings.options
        if options.contains(.independentStreams) {
            front.flags.insert(.independent)
            back.flags.insert(.independent)
        }
        front.ioTimeout = frontend.settings.timeouts.client ?? .eternity
        id = worker.nextID()
        worker.streamList.add(self)
        worker.process.currentStreams.wrappingAdd(1, ordering: .relaxed)
    }

    /// Accounts, logs, detaches and recycles (`stream_free`).
    private func finish() {
        if front.state == .disconnected { front.state = .closed }
        if back.state == .disconnected { back.state = .closed }
        logs.close = elapsed
        account()
        writeLog()
        leaveQueue()
        releaseServer()
        cancel()
        if let endpoint = back.endpoint {
            back.endpoint = nil
            endpoint.connector = nil
            endpoint.detach()
        }
        release()
        if let endpoint = front.endpoint {
            front.endpoint = nil
            endpoint.connector = nil
            endpoint.detach()
        }
        // Last, for the list may hold the only reference.
        worker.streams.give(self)
        worker.streamList.remove(self)
    }

    /// The backend is `proxy` from now on.
    func enter(_ proxy: Proxy) {
        backend = proxy
        backCount = proxy.backendCounters[worker.index]
        backDuties = proxy.duties
    }

    /// Gives back everything but the endpoints.
    private func release() {
        if flags.contains(.backendAssigned) { backend.streamLeft() }
        request.buffer.reset()
        response.buffer.reset()
        worker.buffers.give(&request.buffer)
        worker.buffers.give(&response.buffer)
        if let message = requestHead {
            requestHead = nil
            worker.give(message)
        }
        if let message = responseHead {
            responseHead = nil
            worker.give(message)
        }
        replay?.free(worker)
        replay = nil
        applet = nil
        requestCaptures.reset()
        responseCaptures.reset()
        if !clientCookieText.isEmpty { clientCookieText.removeAll(keepingCapacity: true) }
        if !serverCookieText.isEmpty { serverCookieText.removeAll(keepingCapacity: true) }
        if !uniqueID.isEmpty { uniqueID.removeAll(keepingCapacity: true) }
        if !loggedURI.isEmpty { loggedURI.removeAll(keepingCapacity: true) }
        worker.process.currentStreams.wrappingSubtract(1, ordering: .relaxed)
    }
}

/// All streams of a thread, which it keeps alive; no allocation per stream.
public struct StreamList {
    private var items: [Unmanaged<Stream>] = []
    public var count: Int { items.count }

    mutating func add(_ stream: Stream) {
        stream.place = items.count
        items.append(.passRetained(stream))
    }

    /// The list gives its reference up: nothing may touch `stream` afterwards that does not hold one.
    mutating func remove(_ stream: Stream) {
        let place = stream.place
        guard place >= 0 else { return }
        stream.place = -1
        let mine = items[place]
        let last = items.removeLast()
        if place < items.count {
            items[place] = last
            last._withUnsafeGuaranteedRef { $0.place = place }
        }
        mine.release()
    }

    /// The streams now; for commands, not for the path of a request.
    public var snapshot: [Stream] { items.map { $0.takeUnretainedValue() } }
}
