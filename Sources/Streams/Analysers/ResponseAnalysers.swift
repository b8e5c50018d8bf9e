// Streams: what is done with a response before it flows (`http_ana.c`, response side).
import Base
import HTTP
import Net
import Proxies

extension Stream {
    var responseAnalysersHTTP: Analysers {
        var result: Analysers = [.waitResponse, .processResponse]
        if backend.hasResponseContentRules { result.insert(.inspectResponse) }
        return result
    }

    var responseAnalysersTCP: Analysers {
        backend.hasResponseContentRules ? .inspectResponse : []
    }

    func analyseResponse() {
        var rounds = 0
        while !response.analysers.isEmpty, rounds < 64 {
            rounds += 1
            let bit = Analysers(rawValue: response.analysers.rawValue & ~(response.analysers.rawValue &- 1))
            let verdict: Verdict
            switch bit {
            case .inspectResponse: verdict = inspectResponse()
            case .waitResponse: verdict = waitForResponse()
            case .processResponse: verdict = processResponse()
            case .responseTransfer:
                transferResponse()
                return
            default: verdict = .next
            }
            switch verdict {
            case .next: response.analysers.remove(bit)
            case .wait: return
            // Why: a reply of our own has set the analysers that carry it.
            case .stop: return
            }
        }
    }

    // MARK: The head

    /// Waits for the response's head; explains its absence (`http_wait_for_response`).
    private func waitForResponse() -> Verdict {
        guard response.head == .input else { return responseMissing() }
        let message = responseHead!
        let status = message.status
        if replay != nil, canRetry(.status(Int(status))), retryOnLayer7() { return .stop }

        if status < 200 && (status == 100 || status >= 102) {
            // Interim: passes at once, the final one is still to come.
            transaction.status = Int32(status)
            countResponse(Int(status))
            guard evaluateInterimResponse() else { return .stop }
            response.head = .output
            front.sendNow()
            if response.head == .sent || response.head == .absent {
                response.head = .absent
                message.reset()
                transaction.status = -1
                back.receiveNow()
                return response.head == .input ? waitForResponse() : .wait
            }
            return .wait
        }
        transaction.serverStatus = Int32(status)
        transaction.status = Int32(status)
        transaction.responseState = .body
        logs.data = elapsed
        back.flags.remove(.receiveOnce)
        countResponse(Int(status))
        observeStatus(Int(status))
        noteResponseForLogs(message)
        if status == 101 {
            transaction.flags.insert(.wantsTunnel)
        } else if message.framing.body == .tunnel {
            transaction.flags.insert(.wantsTunnel)
        }
        return .next
    }

    /// There is no head: broken, closed, silent, or just not there yet.
    private func responseMissing() -> Verdict {
        guard let endpoint = back.endpoint else { return back.state >= .disconnected ? lostServer() : .wait }
        if endpoint.flags.contains(.protocolError) {
            if canRetry(.junkResponse), retryOnLayer7() { return .stop }
            countResponseError()
            observeError()
            logs.data = logs.data
            endWithReply(502, code: .proxyCondition)
            return .stop
        }
        if back.flags.contains(.error) || back.flags.contains(.endOfStream) { return lostServer() }
        if response.flags.contains(.readTimeout) {
            if canRetry(.responseTimeout), retryOnLayer7() { return .stop }
            countResponseError()
            observeError()
            endWithReply(504, code: .serverTimeout)
            return .stop
        }
        // The client is gone for good, or wants its departure to count.
        if front.flags.contains(.error) || front.flags.contains(.shutDone) || (abortOnClose && front.flags.contains(.endOfStream)) {
            frontCount[.clientAborts] &+= 1
            backCount[.clientAborts] &+= 1
            serverCount?[.clientAborts] &+= 1
            endWithReply(400, code: .clientClosed)
            return .stop
        }
        if back.flags.isDisjoint(with: .shutDone), request.flags.contains(.writeTimeout) {
            endWithReply(502, code: .serverTimeout)
            return .stop
        }
        return .wait
    }

    /// The server closed or reset before a head was complete.
    private func lostServer() -> Verdict {
        let nothingCame = response.bytesIn == 0
        if flags.contains(.serverReused), nothingCame, !canReplayHere {
            // Why: the server closed an idle connection at the moment it was used; the client must retry by itself
            // (RFC 9110 §9.2.2), so nothing is answered or logged (`abort_keep_alive`).
            abortKeepAlive()
            return .stop
        }
        if canRetry(.emptyResponse), nothingCame, retryOnLayer7() { return .stop }
        countResponseError()
        observeError()
        endWithReply(502, code: nothingCame ? .serverClosed : .proxyCondition)
        return .stop
    }

    private func endWithReply(_ status: Int, code: ErrorCode) {
        if errorCode == .none { errorCode = code }
        if finishCode == .none { finishCode = .headers }
        closeServerSide()
        reply(status)
    }

    /// A request that may be sent once more without asking: nothing of it can have been acted upon.
    private var canReplayHere: Bool { replay != nil && backend.settings.retryOn.contains(.emptyResponse) && retries < retryLimit }

    private func processResponse() -> Verdict {
        let duties = frontDuties.union(backDuties)
        if duties.contains(.responseRules) {
            let verdict = evaluateResponseRules()
            guard verdict == .next else { return verdict }
        }
        let message = responseHead!
        guard persistInServerResponse(message) else {
            endWithReply(502, code: .proxyCondition)
            return .stop
        }
        if duties.contains(.afterResponseRules), !evaluateAfterResponseRules() { return .stop }
        transaction.status = Int32(message.status)
        transaction.responseState = .data
        response.head = .output
        response.freewheels = true
        response.analysers.insert(.responseTransfer)
        countFrontendResponse(Int(message.status))
        logResponseHead()
        if replay != nil {
            replay?.free(worker)
            replay = nil
        }
        return .next
    }

    // MARK: The body

    /// Lets the body flow and notes its end (`http_response_forward_body`).
    func transferResponse() {
        response.forwardAll()
        if transaction.responseState == .data, response.endOfMessage { transaction.responseState = .ending }
        if transaction.responseState == .ending, !response.hasOutput, response.head == .sent {
            transaction.responseState = .done
        }
        response.flags.insert(.autoClose)
        if transaction.responseState < .done {
            response.flags.remove(.autoClose)
            if transaction.responseState == .data {
                if back.flags.contains(.error) || (back.flags.contains(.endOfStream) && !response.endOfMessage) {
                    responseCutShort(timeout: false)
                    return
                }
                if response.flags.contains(.readTimeout) {
                    responseCutShort(timeout: true)
                    return
                }
            }
            if front.flags.contains(.error) {
                setTermination(.clientClosed)
                countClientAbort()
                response.analysers = []
                request.analysers = []
                endBothSides()
            } else if front.flags.contains(.shutDone) || front.state >= .disconnected {
                countClientAbort()
                response.analysers = []
                request.analysers = []
                endBothSides()
            }
            return
        }
        endOfExchange()
    }

    func countClientAbort() {
        frontCount[.clientAborts] &+= 1
        backCount[.clientAborts] &+= 1
        serverCount?[.clientAborts] &+= 1
    }

    /// The server stopped, or stalled, inside its body: the client sees its connection end early.
    private func responseCutShort(timeout: Bool) {
        if back.endpoint?.flags.contains(.protocolError) == true {
            if response.head == .output {
                response.head = .absent
                response.erase()
                countResponseError()
                endWithReply(502, code: .proxyCondition)
                transaction.status = 502
                return
            }
            if errorCode == .none { errorCode = .proxyCondition }
            if finishCode == .none { finishCode = .data }
        } else {
            if errorCode == .none { errorCode = timeout ? .serverTimeout : .serverClosed }
            if finishCode == .none { finishCode = .data }
        }
        backCount[.serverAborts] &+= 1
        serverCount?[.serverAborts] &+= 1
        response.analysers = []
        request.analysers = []
        transaction.flags.insert(.closeClient)
        front.endpoint?.flags.insert(.killConnection)
        if response.hasOutput { front.sendNow() }
        endBothSides()
    }

    // MARK: The end

    /// Both messages are complete: close or continue (`http_end_request`, `http_end_response`).
    func endOfExchange() {
        guard transaction.requestState == .done, transaction.responseState == .done else {
            // Why: the server answered early and the client still sends: keep reading, the connection stays in step.
            return
        }
        if transaction.flags.contains(.wantsTunnel) {
            startTunnel()
            return
        }
        transaction.requestState = .closed
        transaction.responseState = .closed
        request.analysers = []
        response.analysers = []
        if back.endpoint?.isApplet == false || back.endpoint == nil {
            front.endpoint?.flags.insert(.keepAlive)
            back.endpoint?.flags.insert(.keepAlive)
        }
        // Both connectors are done in one step: the muxes decide what becomes of the connections.
        front.flags.insert([.shutDone, .abortDone])
        back.flags.insert([.shutDone, .abortDone])
        front.state = .disconnected
        if back.state != .initial { back.state = .disconnected }
    }

    private func startTunnel() {
        transaction.requestState = .tunnel
        transaction.responseState = .tunnel
        request.analysers = []
        response.analysers = []
        front.flags.subtract([.endOfInput, .noHalf])
        back.flags.subtract([.endOfInput, .noHalf])
        request.endOfMessage = false
        response.endOfMessage = false
        request.freewheels = true
        response.freewheels = true
        front.endpoint?.startTunnel()
        back.endpoint?.startTunnel()
        tunnelTimeout = backend.settings.timeouts.tunnel ?? .eternity
        front.receiveNow()
        back.receiveNow()
    }

    /// Ends both connectors at once; what is in the output still leaves if the socket takes it now.
    func endBothSides() {
        front.abort()
        front.shutdown()
        back.abort()
        back.shutdown()
        if front.state == .established { front.state = .disconnected }
        if back.state == .established { back.state = .disconnected }
        if back.state < .established, back.state != .initial { back.state = .closed }
    }
}
