// Streams: which server a stream gets.
import Base
import HTTP
import Net
import Proxies

extension Stream: QueueWaiter, @unchecked Sendable {
    /// Called on any thread, with the backend's lock held.
    public func queueReleased() {
        if loop.isCurrentThread {
            wake(.resource)
        } else {
            loop.post { [unowned(unsafe) self] in self.wake(.resource) }
        }
    }
}

extension Stream {
    /// Asks the backend for a server (`assign_server_and_queue` with the key of this request).
    func assignServer() -> AssignStatus {
        assignment.followsCookie = transaction.clientCookie == .valid
        if !session.privateConnections.isEmpty { preferLastServer() }
        let proxy = backend!
        let now = loop.now
        let thread = worker.index
        var status = AssignStatus.internal
        withBalanceKey { key in
            status = proxy.assignServerAndQueue(&assignment, key: key, waiter: self, thread: thread, now: now)
        }
        if status == .full, assignment.followsCookie || assignment.isDirect, backend.settings.redispatch != nil {
            // Why: the kept server's queue is full; `option redispatch` sends the request elsewhere.
            assignment.isDirect = false
            assignment.isAssigned = false
            if transaction.clientCookie == .valid { transaction.clientCookie = .down }
            withBalanceKey { key in
                status = proxy.assignServerAndQueue(&assignment, key: key, waiter: self, thread: thread, now: now)
            }
        }
        if status == .ok, let server {
            let count = server.counters[thread]
            serverCount = count
            count[.sessions] &+= 1
            count.event(.sessions, at: now)
            server.lastSession.store(now / 1000, ordering: .relaxed)
            backend.lastSession.store(now / 1000, ordering: .relaxed)
        }
        return status
    }

    /// `option prefer-last-server`: stays with the server to which this client has a connection of its own.
    private func preferLastServer() {
        guard isHTTP, !assignment.isAssigned, assignment.server == nil,
            backend.settings.options.contains(.preferLastServer), !backend.balancesByHash
        else { return }
        for item in session.privateConnections {
            if let server = item.server, server.proxy === backend, server.isUsable {
                assignment.server = server
                assignment.isAssigned = true
                return
            }
        }
    }

    func leaveQueue() {
        guard assignment.pendconn != nil else { return }
        _ = endWait()
    }

    /// Ends the wait in a queue and notes how long the queue was.
    /// - Returns: whether a server was granted.
    func endWait() -> Bool {
        let (_, granted) = backend.endWait(&assignment)
        logs.serverQueue = Int32(truncatingIfNeeded: assignment.serverQueueLength)
        logs.backendQueue = Int32(truncatingIfNeeded: assignment.backendQueueLength)
        return granted
    }

    /// Gives the place on the server back (`sess_change_server(s, NULL)`, `process_srv_queue`).
    func releaseServer() {
        endCurrentSession()
        if assignment.slot != nil { backend.releaseSlot(&assignment, now: loop.now) }
    }

    func countQueueFailure() {
        backCount[.connectionErrors] &+= 1
        serverCount?[.connectionErrors] &+= 1
    }

    /// Attempts after the first that this stream may make.
    var retryLimit: Int32 { ruleState.retries ?? Int32(backend.settings.retries) }

    /// Whether the next attempt looks for another server (`stream_choose_redispatch`).
    /// - Returns: true when balancing runs again.
    func chooseRedispatch() -> Bool {
        backend.chooseRedispatch(
            &assignment, attempt: Int(retries), retries: Int(retryLimit), thread: worker.index, now: loop.now) == .redispatch
    }

    /// Where to connect to.
    func targetAddress() -> SocketAddress? {
        guard let server else {
            return backend.settings.options.contains(.transparent) ? session.destinationAddress : nil
        }
        var address = server.address
        if address.isInternet {
            if address.isAny, let original = session.destinationAddress { address = original.with(port: address.port) }
            if let offset = server.portOffset {
                guard let port = session.destinationAddress?.port else { return nil }
                address = address.with(port: UInt16(truncatingIfNeeded: Int(port) + offset))
            } else if address.port == 0 {
                guard let port = session.destinationAddress?.port else { return nil }
                address = address.with(port: port)
            }
        }
        return address
    }
}
