// Muxes: HTTP/1 towards clients.
import Base
import HTTP
import Net
import Proxies
import Streams

/// A client's HTTP/1 connection: requests in, responses out, one stream at a time (`mux_h1`, front side).
final class H1Front: H1Endpoint {
    /// Between streams, or with one.
    private enum Phase {
        /// No byte of a request yet.
        case idle
        /// A head is arriving.
        case embryonic
        /// A stream is attached.
        case running
        /// The stream is gone; its request is still arriving.
        case draining
        /// The last bytes are leaving; then the connection closes.
        case closing
        case closed
    }

    private let session: Session
    private let observer: H1FrontObserver
    private var timer: H1FrontTimer!
    private var phase = Phase.idle
    /// The request being received, until a stream takes it over.
    private var message: Message?
    /// The connection stays open behind the current exchange.
    private var keepsOpen = true
    private var clientIsAtLeast11 = true
    private var tunnelled = false

    init(session: Session, connection: Connection) {
        self.session = session
        observer = H1FrontObserver()
        var options = ParseOptions()
        let settings = session.frontend.settings
        let global = session.worker.configuration.global
        options.acceptsViolations = settings.options.contains(.acceptUnsafeViolationsInRequest)
        options.acceptsPayloadWithAnyMethod = global.h1AcceptPayloadWithAnyMethod
        options.keepsOnInsecureTransferEncoding = global.h1DoNotCloseOnInsecureTransferEncoding
        options.maximalSize = global.tune.bufsize - global.tune.maxrewrite
        options.maximalFields = global.tune.httpMaxhdr - 1
        super.init(worker: session.worker, connection: connection, isRequest: true, options: options)
        timer = H1FrontTimer(self, loop: worker.loop)
        observer.front = self
        connection.observer = observer
        // The observer holds the mux, the connection's pool entry holds neither: keep ourselves alive until closed.
        observer.keepAlive = self
        arm(firstRequest: true)
    }

    private var timeouts: ProxyTimeouts { session.frontend.settings.timeouts }

    /// Starts the wait for a request (`h1_set_idle_expiration`).
    private func arm(firstRequest: Bool) {
        let limit = firstRequest ? timeouts.httpRequest ?? timeouts.client : timeouts.httpKeepAlive ?? timeouts.httpRequest ?? timeouts.client
        timer.start(limit)
    }

    // MARK: From the poller

    func readable() {
        switch phase {
        case .idle, .embryonic: receiveHead()
        case .running:
            if inputState == .done || inputState == .tunnel && io.errorPending { noticePeerClose() }
            connector?.endpointReady()
        case .draining: drain()
        case .closing: lingerRead()
        case .closed: break
        }
    }

    func writable() {
        switch phase {
        case .running:
            if !output.isEmpty { flush(connector?.outputChannel) }
            connector?.endpointReady()
        case .draining, .idle, .embryonic:
            if !output.isEmpty { flush(nil) }
        case .closing:
            flush(nil)
            finishClosing()
        case .closed: break
        }
    }

    // MARK: Requests

    private func receiveHead() {
        while phase == .idle || phase == .embryonic {
            let result = fillInput()
            var ended = false
            switch result {
            case .moved: break
            case .wouldBlock:
                if input.isEmpty {
                    releaseInput()
                    return
                }
                return
            case .endOfStream: ended = true
            case .failed:
                aborted(reset: true)
                return
            }
            if !input.isEmpty, parseHead() { return }
            if ended {
                aborted(reset: false)
                return
            }
            if !io.canReceive { return }
        }
    }

    /// - Returns: whether reading heads has ended (a stream started, or the connection is closing).
    private func parseHead() -> Bool {
        if phase == .idle {
            phase = .embryonic
            session.idleTime = Int32(truncatingIfNeeded: worker.loop.now - session.acceptTick) - session.handshakeTime
            worker.idleFronts.remove(observer)
            if flags.contains(.notFirst) { arm(firstRequest: true) }
        }
        if message == nil { message = worker.takeMessage() }
        guard let message else { return false }
        do {
            guard let length = try parser.parse(input.readable, into: message) else {
                if parser.hasBegun == false {
                    // Only empty lines so far: nothing to keep.
                }
                return false
            }
            headSize = length
            input.consume(length)
        } catch {
            refuse(error)
            return true
        }
        releaseInput()
        startBody(message.framing)
        clientIsAtLeast11 = message.isAtLeast11
        keepsOpen = message.framing.keepAlive && !(message.framing.isInsecure && !parser.options.keepsOnInsecureTransferEncoding)
        outputState = .head
        phase = .running
        timer.stop()
        self.message = nil
        flags = flags.intersection([.notFirst])
        if inputState == .done { flags.insert(.endOfInput) }
        let stream = worker.startStream(session: session, endpoint: self, request: message)
        stream.request.bytesIn = UInt64(headSize)
        return true
    }

    override func receive(into channel: Channel) {
        receiveBody(into: channel)
    }

    override var keepsTrailers: Bool { !session.frontend.settings.options.contains(.httpDropRequestTrailers) }

    // MARK: Responses

    override func send(from channel: Channel) {
        guard phase == .running else { return }
        if channel.head == .output, !writeHead(channel) { return }
        sendBody(from: channel)
        if tunnelled { return }
    }

    /// Writes the response's head.
    /// - Returns: false if it does not fit now, or at all.
    private func writeHead(_ channel: Channel) -> Bool {
        guard let stream = connector?.stream, let message = stream.responseHead else { return false }
        let isInterim = message.status < 200 && message.status != 101
        if isInterim, !clientIsAtLeast11 {
            channel.markHeadSent(interim: true)
            return false
        }
        if !output.isAllocated { output = worker.buffers.take() }
        let body = message.framing.body
        var mode = OutputState.raw
        if !isInterim {
            if stream.wantsClientClose || !message.framing.keepAlive && body == .untilClose { keepsOpen = false }
            switch body {
            case .chunked where clientIsAtLeast11: mode = .chunked
            case .chunked:
                // Why: HTTP/1.0 knows no chunks; the end of the connection ends the body.
                message.removeAll(.transferEncoding)
                keepsOpen = false
            case .untilClose: keepsOpen = false
            default: break
            }
        }
        let cases = session.frontend.settings.options.contains(.h1CaseAdjustBogusClient) ? worker.cases : nil
        guard cases.map({ message.write(into: &output, cases: $0) }) ?? message.write(into: &output) else {
            if output.isEmpty {
                flags.insert(.error)
                worker.buffers.give(&output)
            }
            return false
        }
        if !isInterim, message.status != 101, body != .tunnel {
            if !keepsOpen {
                guard output.contiguousRoom >= 21 else { return failHead() }
                output.append("connection: close\r\n")
            } else if !clientIsAtLeast11 || !message.isAtLeast11 {
                guard output.contiguousRoom >= 26 else { return failHead() }
                output.append("connection: keep-alive\r\n")
            }
        }
        guard output.contiguousRoom >= 2 else { return failHead() }
        output.append("\r\n")
        outputState = isInterim ? .head : mode
        channel.markHeadSent(interim: isInterim)
        if isInterim { flush(channel) }
        return true
    }

    private func failHead() -> Bool {
        flags.insert(.error)
        return false
    }

    override func sendInterim(_ response: StaticString) {
        guard clientIsAtLeast11, phase == .running else { return }
        if !output.isAllocated { output = worker.buffers.take() }
        if output.contiguousRoom >= response.utf8CodeUnitCount { output.append(response) }
        flush(connector?.outputChannel)
    }

    override func startTunnel() {
        tunnelled = true
        keepsOpen = false
        super.startTunnel()
    }

    override func shutdown(_ mode: ShutdownMode) {
        if mode == .silent { io.noLinger = true }
        if inputState == .tunnel || !flags.contains(.keepAlive) && inputState == .untilClose {
            flush(connector?.outputChannel)
            if output.isEmpty { io.shutdownWrite() }
        }
        flags.insert(.writeShut)
    }

    // MARK: The end of a stream

    override func detach() {
        let usable = flags.contains(.keepAlive) && keepsOpen && outputState == .done && !tunnelled
            && flags.isDisjoint(with: [.killConnection, .error, .errorPending]) && io.error == .none
            && !worker.process.stopping.load(ordering: .relaxed)
        connector = nil
        guard usable else {
            beginClosing()
            return
        }
        if !output.isEmpty { flush(nil) }
        flags.insert(.notFirst)
        if inputState != .done {
            phase = .draining
            timer.start(timeouts.client)
            drain()
            return
        }
        nextRequest()
    }

    /// Waits for the next request, or parses the one that is already here.
    private func nextRequest() {
        session.nextTransaction()
        parser.reset()
        inputState = .head
        outputState = .head
        flags = [.notFirst]
        phase = .idle
        arm(firstRequest: false)
        worker.idleFronts.add(observer)
        if !input.isEmpty {
            if parseHead() { return }
        }
        if io.canReceive { receiveHead() }
    }

    /// Discards the rest of a request that was answered early.
    private func drain() {
        while phase == .draining {
            if inputState == .done {
                nextRequest()
                return
            }
            if input.isEmpty {
                switch fillInput() {
                case .moved: break
                case .wouldBlock:
                    releaseInput()
                    return
                case .endOfStream, .failed:
                    close()
                    return
                }
            }
            discardBody()
        }
    }

    private func discardBody() {
        switch inputState {
        case .length(let remaining):
            let count = Int(min(UInt64(input.count), remaining))
            input.consume(count)
            let rest = remaining - UInt64(count)
            inputState = rest == 0 ? .done : .length(rest)
        case .chunked:
            var offset = 0
            while offset < input.count {
                guard let step = try? chunks.next(input.readable, from: offset) else {
                    beginClosing()
                    return
                }
                switch step {
                case .needMore(let done):
                    input.consume(done)
                    if done == 0, input.contiguousRoom == 0, input.head == 0 { beginClosing() }
                    return
                case .payload(let range): offset = range.upperBound
                case .trailer(_, _, let next): offset = next
                case .end(let end):
                    input.consume(end)
                    inputState = .done
                    return
                }
            }
            input.consume(offset)
        default: inputState = .done
        }
    }

    // MARK: Closing

    /// Sends what is left and closes so that the client can read it.
    private func beginClosing() {
        guard phase != .closed else { return }
        worker.idleFronts.remove(observer)
        phase = .closing
        if io.noLinger || io.error != .none || io.fd < 0 {
            close()
            return
        }
        timer.start(timeouts.clientFin ?? timeouts.client)
        flush(nil)
        finishClosing()
    }

    private func finishClosing() {
        guard phase == .closing else { return }
        if io.error != .none {
            close()
            return
        }
        guard output.isEmpty else { return }
        io.shutdownWrite()
        // Why: closing with unread input resets the connection, and the reset may overtake our answer.
        let mayCome = inputState != .done || !input.isEmpty || io.canReceive
        if io.peerClosed && !io.canReceive || !mayCome {
            close()
        } else {
            timer.start(min(timeouts.clientFin ?? timeouts.client ?? 1000, 1000))
            lingerRead()
        }
    }

    /// Reads and forgets until the client closes.
    private func lingerRead() {
        var rounds = 0
        while phase == .closing, rounds < 64 {
            rounds += 1
            input.reset()
            switch fillInput() {
            case .moved: continue
            case .wouldBlock:
                input.reset()
                releaseInput()
                return
            case .endOfStream, .failed:
                if output.isEmpty { close() }
                return
            }
        }
    }

    func close() {
        guard phase != .closed else { return }
        phase = .closed
        worker.idleFronts.remove(observer)
        timer.stop()
        timer.cancel()
        if let message {
            worker.give(message)
            self.message = nil
        }
        dropBuffers()
        if session.frontend.settings.options.contains(.nolinger) { io.noLinger = true }
        worker.give(io)
        session.free()
        observer.keepAlive = nil
    }

    /// A soft stop closes connections that wait for a request.
    func closeIfIdle() { if phase == .idle { close() } }

    // MARK: Errors before there is a stream

    /// The client left, or was cut off, before its request was complete.
    private func aborted(reset: Bool) {
        let begun = phase == .embryonic && parser.hasBegun || !input.isEmpty
        let first = !flags.contains(.notFirst)
        guard begun || first else {
            close()
            return
        }
        session.countFailedRequest()
        if begun || !session.frontend.settings.options.contains(.dontlognull) {
            if !(session.frontend.settings.options.contains(.httpIgnoreProbes) && !begun) {
                session.logError(status: 400, error: .clientClosed, finish: .request, begun: begun)
            }
        }
        if reset {
            close()
        } else {
            // Why: the client may only have closed its sending half.
            answer(400)
        }
    }

    /// The head breaks the protocol.
    private func refuse(_ failure: HeadFailure) {
        session.countFailedRequest()
        session.logError(status: Int32(failure.status), error: .proxyCondition, finish: .request, begun: true)
        session.keepError(input.readable, failure)
        answer(Int(failure.status))
    }

    func timedOut() {
        switch phase {
        case .idle where flags.contains(.notFirst): close()
        case .idle, .embryonic:
            let begun = phase == .embryonic
            let options = session.frontend.settings.options
            if !begun, options.contains(.httpIgnoreProbes) {
                close()
                return
            }
            session.countFailedRequest()
            if begun || !options.contains(.dontlognull) {
                session.logError(status: 408, error: .clientTimeout, finish: .request, begun: begun)
            }
            answer(408)
        case .draining, .closing: close()
        case .running, .closed: break
        }
    }

    /// Sends an error page as it is, and closes.
    private func answer(_ status: Int) {
        if let message {
            worker.give(message)
            self.message = nil
        }
        let counters = session.frontend.frontendCounters[worker.index]
        counters[Counter.responses(status)] &+= 1
        counters[.requests] &+= 1
        counters.event(.requests, at: worker.loop.now)
        if !output.isAllocated { output = worker.buffers.take() }
        if let page = session.frontend.errorPage(status) {
            page.withUnsafeBufferPointer { _ = output.append($0) }
        } else {
            _ = ErrorPages.appendRaw(UInt16(truncatingIfNeeded: status), to: &output)
        }
        beginClosing()
    }
}

/// Receives the readiness of a client's connection.
private final class H1FrontObserver: IdleFrontPlace {
    unowned(unsafe) var front: H1Front!
    var keepAlive: H1Front?
    override func closeIdle() { front.closeIfIdle() }
    override func connectionReadable(_ connection: Connection) { front.readable() }
    override func connectionWritable(_ connection: Connection) { front.writable() }
}

/// The wait for a request, or for the end of a closing connection.
private final class H1FrontTimer: Task {
    unowned(unsafe) let front: H1Front
    init(_ front: H1Front, loop: EventLoop) {
        self.front = front
        super.init(loop: loop)
    }
    func start(_ milliseconds: Int64?) {
        expire = milliseconds.map { loop.now + $0 } ?? .eternity
        loop.schedule(self)
    }
    func stop() { expire = .eternity }
    override func run(_ reasons: WakeReasons) {
        guard expire <= loop.now else {
            loop.schedule(self)
            return
        }
        expire = .eternity
        front.timedOut()
    }
}

