// Proxies: what checks, agents and traffic say about a server.
import Base

/// What a request's fate says about its server (`HANA_STATUS_*`).
public enum ObservedEvent: UInt8, Sendable {
    /// The connection was established.
    case connected
    /// It was not.
    case connectionFailed
    /// A correct response.
    case goodResponse
    /// A status that `http-err-codes` and `http-fail-codes` call a failure.
    case wrongStatus
    case invalidHeaders
    case invalidResponse
    case readError
    case readTimeout
    /// The server closed too early.
    case brokenPipe

    /// What it means at this layer: `true` an error, `false` all well, `nil` nothing.
    func isError(at layer: ServerSettings.Observe) -> Bool? {
        switch (layer, self) {
        case (.layer4, .connected), (.layer7, .goodResponse): false
        case (_, .connectionFailed): true
        case (.layer7, .wrongStatus), (.layer7, .invalidHeaders), (.layer7, .invalidResponse), (.layer7, .readError),
            (.layer7, .readTimeout), (.layer7, .brokenPipe): true
        default: nil
        }
    }

    var text: String {
        switch self {
        case .connected: "L4 successful connection"
        case .connectionFailed: "L4 unsuccessful connection"
        case .goodResponse: "Correct http response"
        case .wrongStatus: "Wrong http response"
        case .invalidHeaders: "Invalid http response (headers)"
        case .invalidResponse: "Invalid http response"
        case .readError: "Read error (http)"
        case .readTimeout: "Read timeout (http)"
        case .brokenPipe: "Close from server (http)"
        }
    }
}

extension Server {
    /// Takes in the result of a check or agent (`set_server_check_status`, then `check_notify_…`).
    /// - Parameters:
    ///   - code: HTTP status or other code, 0 without one.
    ///   - info: text of the result; empty for none.
    ///   - duration: milliseconds, -1 when nothing was measured.
    ///   - isAgent: whether the agent speaks.
    ///   - thread: the calling thread, for counters.
    ///   - now: monotonic milliseconds.
    public func report(
        _ status: CheckStatus, code: Int, info: String, duration: Int64, isAgent: Bool = false, thread: Int, now: Tick
    ) -> StateChange {
        var change = StateChange()
        proxy.locked {
            var state = isAgent ? agent : check
            let previous = state.status
            state.status = status
            state.code = code
            state.info = info
            state.duration = duration
            var isNews = false
            switch status.result {
            case .failed where state.health > 0 && (!isAgent || status.hasCode):
                counters[thread][.failedChecks] &+= 1
                state.fail()
                isNews = true
            case .passed, .conditional:
                isNews = !state.isFull
                state.succeed()
                observedErrors = 0
            default: break
            }
            if isAgent { agent = state } else { check = state }
            if status.result != .neutral, proxy.settings.options.contains(.logHealthChecks), isNews || status != previous {
                change.log(proxy, .notice, checkText(state, isAgent: isAgent))
            }
        }
        change.append(notify(status.result, isAgent: isAgent, now: now))
        return change
    }

    /// `check_notify_failure`, `check_notify_stopping`, `check_notify_success`.
    private func notify(_ result: CheckStatus.Result, isAgent: Bool, now: Tick) -> StateChange {
        let verdict = isAgent ? agent : check
        let cause = isAgent ? StateCause.agent : .check
        switch result {
        case .failed:
            // Why: an agent that cannot be reached says nothing; only its own word takes the server down.
            if isAgent, verdict.status != .layer7WrongStatus { return StateChange() }
            return verdict.health > 0 ? StateChange() : setStopped(cause: cause, now: now)
        case .conditional:
            guard !isAgent, mayServe(isAgent: false) else { return StateChange() }
            return setStopping(cause: cause, now: now)
        case .passed:
            guard mayServe(isAgent: isAgent) else { return StateChange() }
            return setRunning(cause: cause, now: now)
        case .unknown, .neutral:
            return StateChange()
        }
    }

    /// Whether nothing else keeps it down: maintenance, the tracked server, the other verdict.
    private func mayServe(isAgent: Bool) -> Bool {
        if admin.contains(anyOf: .maintenance) { return false }
        if let tracked, tracked.state == .stopped { return false }
        if check.isEnabled, !check.isUp { return false }
        if agent.isEnabled, !agent.isUp { return false }
        return !(isAgent && state == .stopping)
    }

    /// Takes in what traffic shows (`health_adjust`, `observe`).
    ///
    /// Call it only when ``observes`` is not `none`; it takes the lock only for errors and after errors.
    /// - Returns: what to log and do, and whether the next check must come after `fastinter`; `nil`: nothing.
    public func observe(_ event: ObservedEvent, thread: Int, now: Tick) -> (change: StateChange, wantsFastCheck: Bool)? {
        guard let isError = event.isError(at: observes) else { return nil }
        guard isError else {
            if observedErrors != 0 { proxy.locked { observedErrors = 0 } }
            return nil
        }
        let count = proxy.locked { () -> Int in
            observedErrors += 1
            guard observedErrors >= settings.errorLimit else { return 0 }
            defer { observedErrors = 0 }
            return observedErrors
        }
        guard count > 0 else { return nil }
        counters[thread][.failedHealthAnalyses] &+= 1
        let info = "Detected \(count) consecutive errors, last one was: \(event.text)"
        proxy.locked {
            switch settings.onError {
            case .suddenDeath where check.health > check.rise: check.health = check.rise + 1
            case .markDown: check.health = check.rise
            default: break
            }
        }
        defer { onFastCheck?() }
        guard settings.onError != .fastInter else { return (StateChange(), true) }
        return (report(.healthAnalysis, code: 0, info: info, duration: -1, thread: thread, now: now), true)
    }

    /// Milliseconds until the next check (`srv_getinter`), before any spreading.
    /// - Parameter isFast: `observe` asked for haste.
    public func checkInterval(isFast: Bool) -> Int64 {
        if check.isFull, !isFast { return settings.inter }
        if state == .stopped, check.health == 0 { return settings.downInter ?? settings.inter }
        return settings.fastInter ?? settings.inter
    }

    /// Takes in the line of an agent (spec/balancing.md 2.7): words for admin state, weight, limit and health, applied in this order.
    /// - Returns: the changes, and the result to show.
    public func agentSays(_ line: String, duration: Int64, thread: Int, now: Tick) -> StateChange {
        var reply = AgentReply(line)
        var change = StateChange()
        switch reply.admin {
        case "ready"?:
            change.append(setAdminFlag(.forcedDrain, false, now: now))
            change.append(setAdminFlag(.forcedMaintenance, false, now: now))
        case "drain"?: change.append(setDrain(now: now))
        case "maint"?: change.append(setMaintenance(now: now))
        default: break
        }
        if let weight = reply.weight {
            do { try setWeight(weight, now: now) } catch { reply.error = reply.error ?? weight }
        }
        if let limit = reply.maxconn {
            if let value = Int(limit), value >= 0 { setMaxconn(value, now: now) } else { reply.error = reply.error ?? limit }
        }
        let description = reply.description.map { " (\($0))" } ?? ""
        guard let word = reply.health else {
            if let error = reply.error {
                change.append(report(
                    .checked, code: 0, info: "agent reports an error : \(error)\(description)", duration: duration, isAgent: true,
                    thread: thread, now: now))
            } else if reply.admin != nil || reply.weight != nil || reply.maxconn != nil {
                change.append(report(
                    .layer7OK, code: 0, info: "via agent : \(reply.admin ?? reply.weight ?? reply.maxconn ?? "")\(description)", duration: duration,
                    isAgent: true, thread: thread, now: now))
            } else {
                change.append(report(.checked, code: 0, info: "", duration: duration, isAgent: true, thread: thread, now: now))
            }
            return change
        }
        let isUp = word == "up"
        proxy.locked { agent.health = isUp ? agent.rise + agent.fall - 2 : 1 }
        change.append(report(
            isUp ? .layer7OK : .layer7WrongStatus, code: 0, info: "via agent : \(word)\(description)", duration: duration,
            isAgent: true, thread: thread, now: now))
        return change
    }
}

extension StateChange {
    /// Adds what came later.
    public mutating func append(_ other: StateChange) {
        messages += other.messages
        endSessions += other.endSessions
        endBackupSessions += other.endBackupSessions
        warmingUp += other.warmingUp
        closeIdle += other.closeIdle
    }
}

/// The words of one line of an agent; of each kind the last one counts.
struct AgentReply: Equatable {
    var admin: String?
    var health: String?
    var weight: String?
    var maxconn: String?
    var description: String?
    var error: String?

    init(_ line: String) {
        var rest = Substring(line)
        while true {
            rest = rest.drop { $0 == " " || $0 == "\t" || $0 == "," }
            guard let first = rest.first else { break }
            if first == "#" {
                description = String(rest.dropFirst())
                break
            }
            let word = rest.prefix { $0 != " " && $0 != "\t" && $0 != "," }
            rest = rest[word.endIndex...]
            let lower = word.lowercased()
            switch lower {
            case "up", "down", "stopped", "fail": health = lower
            case "ready", "drain", "maint": admin = lower
            default:
                if lower.hasSuffix("%") { weight = lower }
                else if lower.hasPrefix("weight:") { weight = String(lower.dropFirst(7)) }
                else if lower.hasPrefix("maxconn:") { maxconn = String(lower.dropFirst(8)) }
                else { error = String(word) }
            }
        }
    }
}
