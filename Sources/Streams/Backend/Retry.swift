// Streams: sending a request once more (`do_l7_retry`).
import Base
import HTTP
import Net
import Proxies

/// A request as it was sent: its head and the body bytes, which must fit one buffer (`l7_buffer`).
struct ReplayCopy {
    var body = Buffer()
    var endOfMessage = false

    mutating func free(_ worker: Worker) { worker.buffers.give(&body) }
}

extension Stream {
    /// Keeps the request's body before it is sent for the first time, if it may have to be sent again.
    func keepForReplay() {
        guard backend.settings.retryOn.needsReplay, replay == nil, retryLimit > 0 else { return }
        guard request.endOfMessage else { return }
        var copy = ReplayCopy()
        if !request.buffer.isEmpty {
            copy.body = worker.buffers.take()
            copy.body.append(request.buffer.readable)
            guard copy.body.count == request.buffer.count else {
                copy.free(worker)
                return
            }
        }
        copy.endOfMessage = true
        replay = copy
    }

    func canRetry(_ condition: RetryOn) -> Bool {
        !condition.isEmpty && replay != nil && retries < retryLimit && !backend.settings.retryOn.isDisjoint(with: condition)
            && response.head != .output && response.head != .sent
    }

    /// Puts the request back and connects again.
    /// - Returns: true; the response analysers start over with the next connection.
    func retryOnLayer7() -> Bool {
        guard let copy = replay else { return false }
        retries += 1
        dropEndpoint(silently: true)
        endCurrentSession()
        errorCode = .none
        finishCode = .none
        connectFailure = []
        responseHead?.reset()
        response.erase()
        response.head = .absent
        response.endOfMessage = false
        response.endOfMessageSent = false
        response.bytesIn = 0
        response.freewheels = false
        response.flags.subtract([.readTimeout, .writeTimeout])
        response.analysers = []
        transaction.status = -1
        transaction.serverStatus = -1
        transaction.responseState = .before

        request.buffer.reset()
        if copy.body.isAllocated {
            if !request.buffer.isAllocated { request.buffer = worker.buffers.take() }
            request.buffer.append(copy.body.readable)
        }
        request.endOfMessage = copy.endOfMessage
        request.endOfMessageSent = false
        request.head = .output
        request.freewheels = true
        request.forwardAll()
        request.analysers.insert(.requestTransfer)
        request.flags.remove(.wroteData)
        transaction.requestState = .data
        back.flags = back.flags.intersection([.independent, .dontWake])
        _ = chooseRedispatch()
        back.state = assignment.isAssigned ? .assigned : .requested
        request.flags.insert(.wakeOnce)
        return true
    }
}
