// Streams: answers of our own (`http_reply_*`).
import Base
import HTTP
import Net
import Proxies

extension Stream {
    /// Answers with the error page for `status` and ends the exchange with the server (`http_reply_and_close`).
    /// - Parameter adding: adds fields to the head; false when there is no room.
    func reply(_ status: Int, close: Bool = false, adding: (Message) -> Bool = { _ in true }) {
        if let page = backend.errorPage(status) ?? frontend.errorPage(status) {
            page.withUnsafeBufferPointer { replyRaw($0, close: close, adding: adding) }
            return
        }
        let message = beginReply()
        guard ErrorPages.fill(message, UInt16(truncatingIfNeeded: status)), adding(message) else {
            endBothSides()
            return
        }
        if close { transaction.flags.insert(.closeClient) }
        let body = ErrorPages.body(UInt16(truncatingIfNeeded: status))
        sendReply(ByteView(start: body.utf8Start, count: body.utf8CodeUnitCount))
    }

    /// Answers with a whole HTTP/1 response given as bytes (an error page or error file).
    /// - Parameter adding: adds fields to the head; false when there is no room.
    func replyRaw(_ bytes: ByteView, close: Bool = false, adding: (Message) -> Bool = { _ in true }) {
        let message = beginReply()
        guard !bytes.isEmpty else {
            // An empty error file: the connection just closes.
            endBothSides()
            return
        }
        var parser = HeadParser(isRequest: false)
        parser.requestMethod = .get
        guard let length = try? parser.parse(bytes, into: message), adding(message) else {
            endBothSides()
            return
        }
        if close { transaction.flags.insert(.closeClient) }
        sendReply(ByteView(rebasing: bytes[length...]))
    }

    /// Prepares ``responseHead`` for a reply: ends the server side and forgets what was received of a response.
    /// - Returns: an empty message to fill.
    @discardableResult
    func beginReply() -> Message {
        closeServerSide()
        request.analysers = []
        request.analyseExpire = .eternity
        request.erase()
        request.freewheels = false
        response.erase()
        response.head = .absent
        response.endOfMessage = false
        response.endOfMessageSent = false
        response.trailers = nil
        transaction.flags.insert(.localReply)
        if let message = responseHead {
            message.reset()
        } else {
            responseHead = worker.takeMessage()
        }
        return responseHead
    }

    /// Sends the reply whose head is in ``responseHead``, with `body`.
    func sendReply(_ body: ByteView) {
        let message = responseHead!
        transaction.status = Int32(message.status)
        transaction.requestState = .done
        transaction.responseState = .data
        if transaction.method != .head, !body.isEmpty {
            if !response.buffer.isAllocated { response.buffer = worker.buffers.take() }
            response.buffer.append(body)
        }
        guard evaluateAfterResponseRules() else { return }
        transaction.status = Int32(message.status)
        countFrontendResponse(Int(message.status))
        response.head = .output
        response.endOfMessage = true
        response.freewheels = true
        response.forwardAll()
        response.analysers = .responseTransfer
        response.analyseExpire = .eternity
        response.flags.insert(.wakeOnce)
    }

    /// Ends what there is towards a server: nothing more will be sent or read there.
    func closeServerSide() {
        connectExpire = .eternity
        leaveQueue()
        dropEndpoint(silently: false)
        releaseServer()
        if back.state != .initial { previousBackState = back.state }
        back.flags.insert([.shutDone, .abortDone])
        back.state = .closed
    }

    /// No server could be reached (`http_return_srv_error`, `default_srv_error`).
    func serverError() {
        let failure = connectFailure
        var status: Int? = 503
        let code: ErrorCode
        var finish = FinishCode.connect
        if failure.contains(.queueAbort) {
            (code, finish, status) = (.clientClosed, .queue, nil)
        } else if failure.contains(.connectAbort) {
            (code, status) = (.clientClosed, nil)
        } else if failure.contains(.queueTimeout) {
            (code, finish) = (.serverTimeout, .queue)
        } else if failure.contains(.queueError) {
            (code, finish) = (.serverClosed, .queue)
        } else if failure.contains(.connectTimeout) {
            code = .serverTimeout
        } else if failure.contains(.connectError) {
            code = .serverClosed
            if flags.contains(.serverReused) { status = nil }
        } else if failure.contains(.connectResources) {
            code = .resource
        } else {
            (code, status) = (.internalError, 500)
        }
        if errorCode == .none { errorCode = code }
        if finishCode == .none { finishCode = finish }
        if code == .clientClosed { countClientAbort() }
        guard isHTTP, let status else {
            request.analysers = []
            response.analysers = []
            transaction.flags.insert(.closeClient)
            front.endpoint?.flags.insert(.killConnection)
            endBothSides()
            return
        }
        reply(status)
    }

    /// The server closed a kept connection just when it was used: the client's closes too, silently.
    func abortKeepAlive() {
        flags.insert(.logged)
        transaction.status = 0
        request.analysers = []
        response.analysers = []
        front.endpoint?.flags.insert(.killConnection)
        endBothSides()
    }

    /// `monitor-uri`: alive, without a log line.
    func answerMonitor() {
        if frontend.monitorFails(self) {
            reply(503)
            return
        }
        if errorCode == .none { errorCode = .local }
        if finishCode == .none { finishCode = .request }
        frontCount[.intercepted] &+= 1
        reply(200)
    }

    /// A server with `redir`: the client is sent there itself.
    func redirectToServer(_ prefix: String) {
        let target = requestHead.view(requestHead.target)
        var location = Array(prefix.utf8)
        let path = RequestTarget(target).pathAndQuery
        location.append(contentsOf: target[path.start..<path.end])
        if errorCode == .none { errorCode = .local }
        if finishCode == .none { finishCode = .connect }
        let message = beginReply()
        guard message.startResponse(status: 302), message.add(.cacheControl, "no-cache"),
            message.add(.contentLength, "0"),
            location.withUnsafeBufferPointer({ message.add(.location, $0) })
        else {
            reply(500)
            return
        }
        sendReply(ByteView(start: nil, count: 0))
    }

    /// Tells a waiting client to go on (RFC 9110 §10.1.1).
    func sendContinue() {
        front.endpoint?.sendInterim("HTTP/1.1 100 Continue\r\n\r\n")
        requestHead.framing.expectsContinue = false
    }
}
