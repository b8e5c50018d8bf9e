// Proxies: what to do when a server cannot be reached.
import Base

/// Where the next attempt goes.
public enum RetryChoice: Sendable, Equatable {
    /// The algorithm chooses again, avoiding the server that failed: back to `SC_ST_REQ`.
    case redispatch
    /// The same server again: `SC_ST_ASS`.
    case sameServer
}

extension ServerAssignment {
    /// Sends the request to a server by persistence (`SF_DIRECT | SF_ASSIGNED`): cookie, stick table, `use-server`.
    public mutating func direct(to server: Server) {
        self.server = server
        isDirect = true
        isAssigned = true
    }
}

extension Proxy {
    /// Chooses between another server and the same one after a failed attempt (`stream_choose_redispatch`).
    ///
    /// For a redispatch the place on the old server is given up; the move itself is counted by the next
    /// ``assignServerAndQueue(_:key:waiter:thread:now:)``. A retry on the same server is counted here.
    /// - Parameters:
    ///   - attempt: retries so far, this one included: 1 for the first.
    ///   - retries: most retries allowed to this request.
    public func chooseRedispatch(
        _ assignment: inout ServerAssignment, attempt: Int, retries: Int, thread: Int, now: Tick
    ) -> RetryChoice {
        if let server = assignment.server, !assignment.isForced, let redispatch = settings.redispatch,
            server.state == .stopped || server.state == .starting
                || isMoveDue(redispatch.interval, attempt: attempt, retries: retries)
                || !assignment.isDirect && activeServers > 1 && !balancer.isHash {
            releaseSlot(&assignment, now: now)
            assignment.isDirect = false
            assignment.isAssigned = false
            return .redispatch
        }
        assignment.server?.counters[thread][.retries] &+= 1
        backendCounters[thread][.retries] &+= 1
        return .sameServer
    }

    /// `option redispatch N`: every Nth retry, or counted back from the last one when negative.
    private func isMoveDue(_ interval: Int, attempt: Int, retries: Int) -> Bool {
        if interval > 0 { return attempt % interval == 0 }
        guard interval < 0 else { return false }
        let period = retries + 1 + interval
        return period > 0 && attempt % period == 0
    }

    /// Milliseconds to wait before the next attempt (`SC_ST_TAR`): a server that refused would refuse again at once.
    /// - Parameters:
    ///   - choice: where the attempt goes.
    ///   - isTimeout: the connect timeout was the failure; time enough has passed.
    ///   - isReused: the failure was on a reused connection, which says nothing about the server.
    public func retryDelay(after choice: RetryChoice, isTimeout: Bool, isReused: Bool) -> Int64 {
        guard !isTimeout, !isReused, choice == .sameServer || activeServers <= 1 else { return 0 }
        if let connect = settings.timeouts.connect, connect > 0 { return min(1000, connect) }
        return 1000
    }

    /// Whether a request that met ``AssignStatus/full`` may look for another server (`SRV_STATUS_FULL` in `srv_redispatch_connect`): it was
    /// led there by persistence, and `option redispatch` allows it. If so the assignment is undone; assign again.
    public func mayLeaveFullServer(_ assignment: inout ServerAssignment) -> Bool {
        guard assignment.isDirect, !assignment.isForced, settings.redispatch != nil else { return false }
        assignment.isDirect = false
        assignment.isAssigned = false
        return true
    }

    /// Whether `server` would take one more request now: usable, with a free place (`option prefer-last-server`).
    public func canTake(_ server: Server) -> Bool { locked { server.isUsable && server.hasPlace } }
}
