// Proxies: server states that outlive a reload.
import Base

/// The text of `show servers state` and of server state files (spec/balancing.md 2.4), version 1.
public enum StateFile {
    /// The first two lines.
    public static let head = """
        1
        # be_id be_name srv_id srv_name srv_addr srv_op_state srv_admin_state srv_uweight srv_iweight \
        srv_time_since_last_change srv_check_status srv_check_result srv_check_health srv_check_state srv_agent_state \
        bk_f_forced_id srv_f_forced_id srv_fqdn srv_port srvrecord srv_use_ssl srv_check_port srv_check_addr srv_agent_addr \
        srv_agent_port

        """

    /// One server as read back.
    public struct Entry: Sendable, Equatable {
        public var backendID: Int
        public var backendName: String
        public var serverID: Int
        public var serverName: String
        public var address: String
        public var state: ServerState
        public var admin: ServerAdmin
        public var userWeight: Int
        public var initialWeight: Int
        public var secondsSinceChange: Int64
        public var checkStatus: CheckStatus
        public var checkResult: UInt8
        public var checkHealth: Int
        public var checkState: UInt8
        public var agentState: UInt8
        public var hasForcedBackendID: Bool
        public var hasForcedServerID: Bool
        public var hostName: String?
        public var port: UInt16

        /// Reads a line; `nil` for a comment, or if any field is missing or impossible.
        public init?(_ line: Substring) {
            let words = line.split(separator: " ", omittingEmptySubsequences: true)
            guard words.count >= 19, !words[0].hasPrefix("#"),
                let backendID = Int(words[0]), let serverID = Int(words[2]),
                let state = UInt8(words[5]).flatMap(ServerState.init(rawValue:)),
                let admin = UInt8(words[6]), admin < 128,
                let userWeight = Int(words[7]), (0...256).contains(userWeight),
                let initialWeight = Int(words[8]), (0...256).contains(initialWeight),
                let seconds = Int64(words[9]), seconds >= 0,
                let status = UInt8(words[10]).flatMap(CheckStatus.init(rawValue:)),
                let result = UInt8(words[11]), result <= 4,
                let health = Int(words[12]), health >= 0,
                let checkState = UInt8(words[13]), checkState < 16,
                let agentState = UInt8(words[14]), agentState < 32,
                words[15] == "0" || words[15] == "1", words[16] == "0" || words[16] == "1",
                let port = UInt16(words[18])
            else { return nil }
            self.backendID = backendID
            backendName = String(words[1])
            self.serverID = serverID
            serverName = String(words[3])
            address = String(words[4])
            self.state = state
            self.admin = ServerAdmin(rawValue: admin)
            self.userWeight = userWeight
            self.initialWeight = initialWeight
            secondsSinceChange = seconds
            checkStatus = status
            checkResult = result
            checkHealth = health
            self.checkState = checkState
            self.agentState = agentState
            hasForcedBackendID = words[15] == "1"
            hasForcedServerID = words[16] == "1"
            hostName = words[17] == "-" ? nil : String(words[17])
            self.port = port
        }
    }

    /// Reads a file.
    /// - Returns: the valid entries; `nil` if the version is not 1.
    public static func read(_ text: String) -> [Entry]? {
        let lines = text.split(separator: "\n", omittingEmptySubsequences: true)
        guard lines.first == "1" else { return nil }
        return lines.dropFirst().compactMap { Entry($0) }
    }

    /// The line of a server, with its line feed.
    /// - Parameter now: monotonic seconds.
    public static func line(for server: Server, now: Int64) -> String {
        let proxy = server.proxy
        func bits(_ state: CheckState, agent: Bool) -> Int {
            (state.isRunning ? 1 : 0) + (state.isConfigured ? 2 : 0) + (state.isEnabled ? 4 : 0) + (state.isPaused ? 8 : 0)
                + (agent && state.isConfigured ? 16 : 0)
        }
        let settings = server.settings
        let words: [String] = [
            "\(proxy.id)", proxy.name, "\(server.id)", server.name, server.address.isInternet ? server.address.hostText : "-",
            "\(server.state.rawValue)", "\(server.admin.rawValue)", "\(server.userWeight)", "\(server.initialWeight)",
            "\(max(0, now - server.lastChange))", "\(server.check.status.rawValue)", "\(server.check.status.result.rawValue)",
            "\(server.check.health)", "\(bits(server.check, agent: false) & 15)", "\(bits(server.agent, agent: true) & 31)",
            proxy.settings.hasExplicitID ? "1" : "0", settings.hasExplicitID ? "1" : "0", server.hostName ?? "-",
            "\(server.address.port)", "-", "0", "\(settings.checkPort ?? 0)", settings.checkAddress?.hostText ?? "-",
            (settings.agentAddress ?? settings.checkAddress)?.hostText ?? "-", "\(settings.agentPort ?? 0)",
        ]
        return words.joined(separator: " ") + "\n"
    }
}

extension Server {
    /// Takes up the state that it had before a reload (`srv_state_srv_update`); before traffic, after ``Proxy/start(now:)``.
    /// - Parameter now: monotonic milliseconds.
    /// - Returns: what to log.
    public func restore(_ entry: StateFile.Entry, now: Tick) -> StateChange {
        var change = StateChange()
        proxy.locked {
            let seconds = now / 1000
            proxy.nowSeconds = seconds
            // Why: inherited conditions come back from the tracked server, resolution is tried anew.
            var kept = entry.admin.subtracting([.inheritedMaintenance, .inheritedDrain, .resolutionMaintenance])
            if kept.contains(.configuredMaintenance) != settings.disabled {
                // The configuration was changed: its word counts.
                kept.subtract([.forcedMaintenance, .configuredMaintenance])
                if settings.disabled { kept.formUnion([.forcedMaintenance, .configuredMaintenance]) }
            }
            if entry.initialWeight == 0, initialWeight > 0 { kept.remove(.forcedDrain) }
            let present = admin.intersection([.inheritedMaintenance, .inheritedDrain, .resolutionMaintenance])
            admin = kept.union(present)
            if entry.initialWeight == initialWeight { userWeight = entry.userWeight }
            lastChange = seconds - entry.secondsSinceChange
            if check.isConfigured {
                check.status = entry.checkStatus
                if entry.checkState & 4 == 0 { check.isEnabled = false }
            }
            if agent.isConfigured, entry.agentState & 4 == 0 { agent.isEnabled = false }
            if admin.contains(anyOf: .maintenance) {
                stopForMaintenance()
            } else if tracked == nil {
                restoreHealth(entry)
            }
            recalculateWeight()
            proxy.balancer.update(self)
            if state == .starting { change.warmingUp.append(self) }
        }
        return change
    }

    private func restoreHealth(_ entry: StateFile.Entry) {
        let rise = check.rise
        let fall = check.fall
        switch entry.state {
        case .stopped:
            state = .stopped
            check.health = 0
        case .starting:
            if rise == 1 { state = .running } else {
                state = .starting
                check.health = min(max(1, entry.checkHealth), rise - 1)
            }
        case .stopping:
            if fall == 1 { state = .stopped } else {
                state = .stopping
                check.health = min(max(rise, entry.checkHealth), rise + fall - 2)
            }
        case .running:
            state = .running
            check.health = rise + fall - 1
        }
    }
}
