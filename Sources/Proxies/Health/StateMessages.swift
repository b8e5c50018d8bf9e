// Proxies: what administrators read about servers.
import Base

/// Why a server's state changed, as its log line tells (spec/balancing.md 2.9).
public enum StateCause: Sendable {
    /// Nothing to tell, as on trackers.
    case none
    /// A result of the check or agent, already in ``Server/check`` or ``Server/agent``.
    case check, agent
    /// An order on the command line interface.
    case cli
    /// Read back after a reload.
    case stateFile

    var text: String {
        switch self {
        case .none, .check, .agent: ""
        case .cli: ", changed from CLI"
        case .stateFile: ", changed from server-state after a reload"
        }
    }
}

/// One line for the logs of a backend.
public struct StateMessage: Sendable, Equatable {
    public enum Level: Sendable { case notice, alert, emergency }
    public let level: Level
    /// The line, with its full stop.
    public let text: String
}

/// What a change of servers' states asks of its caller.
///
/// The caller emits the messages through the loggers of each backend, then lets the engine end the sessions.
public struct StateChange: Sendable {
    /// Lines in order, each with the backend whose loggers get it.
    public var messages: [(proxy: Proxy, message: StateMessage)] = []
    /// Servers whose sessions end (`on-marked-down shutdown-sessions`, termination code `D`).
    public var endSessions: [Server] = []
    /// Backends the sessions on whose backup servers end (`on-marked-up shutdown-backup-sessions`, termination code `U`).
    public var endBackupSessions: [Proxy] = []
    /// Servers that entered slow start: their weight must be renewed, see ``Server/slowstartInterval``.
    public var warmingUp: [Server] = []
    /// Servers that left service for maintenance: their idle connections are to be closed.
    public var closeIdle: [Server] = []

    public init() {}

    public var isEmpty: Bool {
        messages.isEmpty && endSessions.isEmpty && endBackupSessions.isEmpty && warmingUp.isEmpty && closeIdle.isEmpty
    }

    mutating func log(_ proxy: Proxy, _ level: StateMessage.Level, _ text: String) {
        messages.append((proxy, StateMessage(level: level, text: text)))
    }
}

extension CheckState {
    /// `, reason: Layer4 timeout, info: "…", check duration: 1001ms` (`srv_append_status`).
    public var reasonText: String {
        var text = ", reason: \(status.text)"
        if status.hasCode { text += ", code: \(code)" }
        if !info.isEmpty { text += ", info: \"\(info)\"" }
        if duration >= 0 { text += ", check duration: \(duration)ms" }
        return text
    }
}

extension Server {
    /// `Backup Server be/srv`.
    var messageName: String { (isBackup ? "Backup Server " : "Server ") + path }
    /// ` via be/srv` on a tracker.
    var viaText: String { tracked.map { " via \($0.path)" } ?? "" }

    func reasonText(_ cause: StateCause) -> String {
        guard tracked == nil else { return "" }
        switch cause {
        case .check where !proxy.settings.options.contains(.logHealthChecks): return check.reasonText
        case .agent where !proxy.settings.options.contains(.logHealthChecks): return agent.reasonText
        default: return cause.text
        }
    }

    /// What is left to serve, and what became of the queue; with the full stop.
    func remainderText(moved: Int) -> String {
        let running = proxy.backupServers > 0 && proxy.activeServers == 0 ? " Running on backup." : ""
        let counts = ". \(proxy.activeServers) active and \(proxy.backupServers) backup servers"
        if state == .stopped {
            let sessions = currentSessions.load(ordering: .relaxed)
            return "\(counts) left.\(running) \(sessions) sessions active, \(moved) requeued, \(queue.count) remaining in queue."
        }
        return "\(counts) online.\(running) \(moved) sessions requeued, \(queue.count) total in queue."
    }

    /// `Health check for backup server be/srv failed, reason: …, status: 1/2 DOWN.` (`option log-health-checks`).
    func checkText(_ state: CheckState, isAgent: Bool) -> String {
        let verdict = switch state.status.result {
        case .conditional: "conditionally succeeded"
        case .passed: "succeeded"
        default: "failed"
        }
        let word = state.isUp ? (userWeight > 0 ? "UP" : "DRAIN") : "DOWN"
        return "\(isAgent ? "Agent" : "Health") check for \(isBackup ? "backup " : "")server \(path) \(verdict)"
            + "\(state.reasonText), status: \(state.progress) \(word)."
    }
}
