// Streams: what is done with a request before it flows (`http_ana.c`, request side).
import Base
import HTTP
import Net
import Proxies

/// How an analyser leaves.
enum Verdict {
    /// Finished; the next one may look.
    case next
    /// Waits for more input, a timer or an event.
    case wait
    /// The stream was answered or ended: no analyser of this direction goes on.
    case stop
}

extension Stream {
    /// Calls the request's analysers in order (`process_stream`, "analyse request").
    func analyseRequest() {
        var rounds = 0
        while !request.analysers.isEmpty, rounds < 64 {
            rounds += 1
            let bit = Analysers(rawValue: request.analysers.rawValue & ~(request.analysers.rawValue &- 1))
            let verdict: Verdict
            switch bit {
            case .inspectFrontend: verdict = inspectRequest(frontend)
            case .waitRequest: verdict = waitForRequest()
            case .requestBody: verdict = waitForRequestBody()
            case .processFrontend: verdict = frontDuties.contains(.requestRules) ? processRules(of: frontend) : .next
            case .switchingRules: verdict = chooseBackend()
            case .inspectBackend: verdict = inspectRequest(backend)
            case .processBackend: verdict = backDuties.contains(.requestRules) ? processRules(of: backend) : .next
            case .tarpit: verdict = tarpit()
            case .serverRules: verdict = chooseServer()
            case .processRequest: verdict = prepareRequest()
            case .rdpCookie: verdict = persistByRDPCookie()
            case .requestTransfer:
                transferRequest()
                return
            default: verdict = .next
            }
            switch verdict {
            case .next: request.analysers.remove(bit)
            case .wait: return
            case .stop:
                request.analysers = []
                request.analyseExpire = .eternity
                return
            }
        }
    }

    // MARK: The head

    /// The head is complete when the stream is born; notes what logs and rules need (`http_wait_for_request`).
    private func waitForRequest() -> Verdict {
        guard request.head != .absent else { return .wait }
        let message = requestHead!
        transaction.requestState = .body
        transaction.method = message.method
        if message.method == .get || message.method == .head { flags.insert(.redirectable) }
        worker.process.totalRequests.wrappingAdd(1, ordering: .relaxed)
        let counters = frontCount!
        counters[.requests] &+= 1
        counters[.h1Requests] &+= 1
        counters.event(.requests, at: loop.now)
        session.requests &+= 1
        noteRequestForLogs(message)
        if frontDuties.contains(.monitor), let uri = frontend.monitorURI, uri.withUnsafeBufferPointer({ message.view(message.target).equals($0) }) {
            flags.insert([.monitor, .logged])
            answerMonitor()
            return .stop
        }
        if frontend.settings.options.contains(.httpBufferRequest), message.framing.hasBody {
            request.analysers.insert(.requestBody)
        }
        return .next
    }

    /// Waits until the body is complete or fills the buffer (`http_wait_for_request_body`).
    private func waitForRequestBody() -> Verdict {
        let message = requestHead!
        if message.framing.expectsContinue, request.buffer.isEmpty, !request.endOfMessage { sendContinue() }
        if request.endOfMessage || request.receiveLimit(reserve: worker.reserve) <= 0 {
            request.analyseExpire = .eternity
            logs.request = elapsed
            return .next
        }
        if front.endpoint?.flags.contains(.protocolError) == true, !request.endOfMessage {
            requestBroken()
            return .stop
        }
        if !front.flags.isDisjoint(with: [.error, .endOfStream]), !request.endOfMessage {
            setTermination(.clientClosed)
            countRequestError()
            reply(400)
            return .stop
        }
        if request.flags.contains(.readTimeout) || request.analyseExpire <= loop.now {
            setTermination(.clientTimeout)
            countRequestError()
            reply(408, close: true)
            return .stop
        }
        if request.analyseExpire == .eternity {
            request.analyseExpire = deadline(frontend.settings.timeouts.httpRequest)
        }
        return .wait
    }

    // MARK: Rules

    private func processRules(of proxy: Proxy) -> Verdict {
        evaluateRequestRules(of: proxy)
    }

    /// `use_backend`, `default_backend` (`process_switching_rules`).
    private func chooseBackend() -> Verdict {
        request.analyseExpire = .eternity
        if !flags.contains(.backendAssigned) {
            switch evaluateSwitchingRules() {
            case .wait: return .wait
            case .stop: return .stop
            case .next: break
            }
            if !flags.contains(.backendAssigned) {
                if let target = frontend.defaultBackend {
                    guard setBackend(target) else { return .stop }
                } else {
                    guard setBackend(frontend) else { return .stop }
                }
            }
        }
        if backDuties.contains(.persistenceRules) { evaluatePersistenceRules() }
        return .next
    }

    /// Enters a backend (`stream_set_backend`).
    /// - Returns: false when the stream was answered instead.
    func setBackend(_ proxy: Proxy) -> Bool {
        if flags.contains(.backendAssigned) { return true }
        if isHTTP == false, proxy.mode == .http {
            setTermination(.internalError)
            return false
        }
        enter(proxy)
        flags.insert([.backendAssigned, .backendCounted])
        proxy.streamEntered()
        let count = backCount!
        count[.sessions] &+= 1
        count.event(.sessions, at: loop.now)
        if isHTTP { count[.requests] &+= 1 }
        if proxy !== frontend {
            request.analysers.formUnion(backendRequestAnalysers(proxy))
        }
        if proxy.settings.options.contains(.independentStreams) {
            front.flags.insert(.independent)
            back.flags.insert(.independent)
        }
        return true
    }

    /// `use-server` (`process_server_rules`).
    private func chooseServer() -> Verdict {
        if backDuties.contains(.serverRules), !assignment.isAssigned { evaluateServerRules() }
        return .next
    }

    // MARK: Last preparations

    /// Headers of our own, persistence, and the start of the body's flow (`http_process_request`).
    private func prepareRequest() -> Verdict {
        let message = requestHead!
        if backDuties.contains(.balanceBody), message.method == .post, message.framing.hasBody, !request.endOfMessage,
            request.receiveLimit(reserve: worker.reserve) > 0, request.buffer.count == 0, front.mayReceive
        {
            return .wait
        }
        if backDuties.contains(.cookie) { persistByClientCookie() }
        if frontDuties.union(backDuties).contains(.addresses) && !addForwardedHeaders(message) || !addUniqueID(message) {
            setTermination(.proxyCondition)
            reply(500)
            return .stop
        }
        logs.request = elapsed
        if logs.idle < 0 { logs.idle = 0 }
        transaction.requestState = .data
        request.head = .output
        request.freewheels = true
        request.analysers.insert(.requestTransfer)
        request.analyseExpire = .eternity
        // `option httpclose` and its kin: each side's proxy decides for its own connection.
        if frontend.settings.httpConnectionMode == .close { transaction.flags.insert(.closeClient) }
        if backend.settings.httpConnectionMode >= .serverClose { transaction.flags.insert(.closeServer) }
        return .next
    }

    private func tarpit() -> Verdict {
        // Drops what still comes; ends at the timer or with the client.
        request.buffer.reset()
        request.output = 0
        front.flags.remove(.needRoom)
        let gone = !front.flags.isDisjoint(with: [.error, .endOfStream])
        guard request.analyseExpire <= loop.now || gone else { return .wait }
        logs.queue = elapsed
        if errorCode == .none { errorCode = .proxyCondition }
        if finishCode == .none { finishCode = .tarpit }
        request.analyseExpire = .eternity
        frontCount[.deniedRequests] &+= 1
        answerTarpit()
        return .stop
    }

    func backendRequestAnalysers(_ proxy: Proxy) -> Analysers {
        var result: Analysers = []
        if isHTTP {
            result.insert([.processBackend, .serverRules, .processRequest])
        } else {
            result.insert(.serverRules)
        }
        if proxy.hasContentRules { result.insert(.inspectBackend) }
        if proxy.settings.persistRDPCookie != nil { result.insert(.rdpCookie) }
        return result
    }

    /// Where a new stream's request begins.
    func frontendRequestAnalysers(_ proxy: Proxy) -> Analysers {
        var result: Analysers = [.switchingRules]
        if isHTTP { result.insert([.waitRequest, .processFrontend]) }
        if proxy.hasContentRules { result.insert(.inspectFrontend) }
        if proxy.isBackend {
            result.insert(.serverRules)
            if isHTTP { result.insert(.processRequest) }
            if proxy.settings.persistRDPCookie != nil { result.insert(.rdpCookie) }
        } else if isHTTP {
            result.insert(.processRequest)
        }
        return result
    }

    // MARK: The body

    /// Lets the body flow and notes its end (`http_request_forward_body`).
    func transferRequest() {
        request.forwardAll()
        if transaction.requestState == .data {
            if request.endOfMessage { transaction.requestState = .ending }
        }
        if transaction.requestState == .ending, !request.hasOutput, request.head == .sent || back.state == .closed {
            transaction.requestState = .done
        }
        request.flags.insert(.autoClose)
        if transaction.requestState < .done {
            // Why: a client that ends in the middle of its body has not half-closed, it has given up.
            request.flags.remove(.autoClose)
            if transaction.requestState == .data {
                if front.endpoint?.flags.contains(.protocolError) == true, !request.endOfMessage {
                    requestBroken()
                    return
                }
                if front.flags.contains(.error) || (front.flags.contains(.endOfStream) && !request.endOfMessage) {
                    requestCutShort(timeout: false)
                    return
                }
                if request.flags.contains(.readTimeout) {
                    requestCutShort(timeout: true)
                    return
                }
            }
            if back.flags.contains(.error) || (back.state >= .disconnected && transaction.responseState < .done && response.analysers.isEmpty) {
                if back.state >= .disconnected { request.analysers = [] }
            }
            return
        }
        if !abortOnClose { request.flags.remove(.autoClose) }
        endOfExchange()
    }

    /// The body breaks its framing: nothing behind the break may reach the server.
    private func requestBroken() {
        request.analysers = []
        countRequestError()
        if errorCode == .none { errorCode = .proxyCondition }
        transaction.flags.insert(.closeClient)
        front.endpoint?.flags.insert(.killConnection)
        if response.head == .output || response.head == .sent {
            setFinish()
            response.analysers = []
            endBothSides()
        } else {
            if finishCode == .none { finishCode = .headers }
            reply(400, close: true)
        }
    }

    /// The client stopped, or stalled, inside its body.
    private func requestCutShort(timeout: Bool) {
        request.analysers = []
        if timeout {
            setTermination(.clientTimeout)
            frontCount[.requestErrors] &+= 1
        } else {
            setTermination(.clientClosed)
            frontCount[.clientAborts] &+= 1
            backCount[.clientAborts] &+= 1
            serverCount?[.clientAborts] &+= 1
        }
        if response.head == .output || response.head == .sent {
            response.analysers = []
            endBothSides()
        } else if timeout {
            reply(400, close: true)
        } else {
            // Nobody is left to read an answer; the log has the status.
            transaction.status = 400
            closeServerSide()
            response.analysers = []
            endBothSides()
        }
    }
}
