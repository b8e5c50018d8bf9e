// Proxies: how servers come and go.
import Base
import Synchronization

/// One change of servers' states at a time in the whole process, for it may run along trackers through several backends.
private let transitions = Mutex<Void>(())

/// Every method here takes the locks itself, returns what must be logged and done, and spreads to trackers.
extension Server {
    /// A health or agent verdict takes it down (`srv_set_stopped`).
    public func setStopped(cause: StateCause, now: Tick) -> StateChange {
        serialized(now) { $0.stop(cause, &$1) }
    }

    /// It may serve again (`srv_set_running`), in slow start if configured.
    public func setRunning(cause: StateCause, now: Tick) -> StateChange {
        serialized(now) { $0.run(cause, &$1) }
    }

    /// No new sessions from now on (`srv_set_stopping`).
    public func setStopping(cause: StateCause, now: Tick) -> StateChange {
        serialized(now) { $0.wane(cause, &$1) }
    }

    /// `set server … state maint`, `disable server`.
    public func setMaintenance(now: Tick) -> StateChange {
        serialized(now) { server, change in
            server.setAdmin(.forcedMaintenance, &change)
            server.clearAdmin(.forcedDrain, &change)
        }
    }

    /// `set server … state drain`.
    public func setDrain(now: Tick) -> StateChange {
        serialized(now) { server, change in
            server.setAdmin(.forcedDrain, &change)
            server.clearAdmin(.forcedMaintenance, &change)
        }
    }

    /// `set server … state ready`, `enable server`.
    public func setReady(now: Tick) -> StateChange {
        serialized(now) { server, change in
            server.clearAdmin(.forcedDrain, &change)
            server.clearAdmin(.forcedMaintenance, &change)
        }
    }

    /// A word of the agent: `maint`, `drain`, `ready`, or its end.
    func setAdminFlag(_ flag: ServerAdmin, _ isSet: Bool, now: Tick) -> StateChange {
        serialized(now) { isSet ? $0.setAdmin(flag, &$1) : $0.clearAdmin(flag, &$1) }
    }

    /// Runs one change alone, with the time.
    func serialized(_ now: Tick, _ body: (Server, inout StateChange) -> Void) -> StateChange {
        var change = StateChange()
        transitions._unsafeLock()
        defer { transitions._unsafeUnlock() }
        proxy.locked { proxy.nowSeconds = now / 1000 }
        for tracker in trackers { tracker.proxy.locked { tracker.proxy.nowSeconds = now / 1000 } }
        body(self, &change)
        return change
    }

    private func stop(_ cause: StateCause, _ change: inout StateChange) {
        guard !admin.contains(anyOf: .maintenance), state != .stopped else { return }
        apply(.stopped, cause, &change)
        for tracker in trackers { tracker.stop(.none, &change) }
    }

    private func run(_ cause: StateCause, _ change: inout StateChange) {
        guard !admin.contains(anyOf: .maintenance), state == .stopped || state == .stopping else { return }
        apply(settings.slowstart > 0 ? .starting : .running, cause, &change)
        for tracker in trackers { tracker.run(.none, &change) }
    }

    private func wane(_ cause: StateCause, _ change: inout StateChange) {
        guard !admin.contains(anyOf: .maintenance), state != .stopping else { return }
        apply(.stopping, cause, &change)
        for tracker in trackers { tracker.wane(.none, &change) }
    }

    /// The operational half of `srv_update_status`.
    private func apply(_ next: ServerState, _ cause: StateCause, _ change: inout StateChange) {
        proxy.locked {
            let now = proxy.nowSeconds
            let hadServers = proxy.activeServers + proxy.backupServers > 0
            // Why: whoever announced the stop before is not alarmed again.
            let wasLeaving = state == .stopping || admin.contains(anyOf: .drain)
            if next == .running || next == .starting { noteRecovery(now) }
            state = next
            lastChange = now
            recalculateWeight()
            proxy.balancer.update(self)
            switch next {
            case .stopped:
                downTransitions += 1
                let moved = proxy.redistributeQueue(of: self)
                if settings.shutdownSessionsOnMarkedDown { change.endSessions.append(self) }
                change.log(
                    proxy, wasLeaving ? .notice : .alert,
                    "\(messageName) is DOWN\(reasonText(cause))\(viaText)\(remainderText(moved: moved))")
            case .stopping:
                let moved = proxy.redistributeQueue(of: self)
                change.log(proxy, .notice, "\(messageName) is stopping\(reasonText(cause))\(viaText)\(remainderText(moved: moved))")
            case .running, .starting:
                endBackupSessions(&change)
                if state == .starting { change.warmingUp.append(self) }
                let moved = proxy.grabFromBackendQueue(self)
                change.log(proxy, .notice, "\(messageName) is UP\(reasonText(cause))\(viaText)\(remainderText(moved: moved))")
            }
            proxy.noteOutage(hadServers: hadServers, &change)
        }
    }

    /// `on-marked-up shutdown-backup-sessions`.
    private func endBackupSessions(_ change: inout StateChange) {
        guard settings.shutdownBackupSessionsOnMarkedUp, !isBackup, effectiveWeight > 0 else { return }
        change.endBackupSessions.append(proxy)
    }

    /// Adds up the time spent down, of the backend too if this server ends its outage.
    private func noteRecovery(_ now: Int64) {
        proxy.noteRecovery(now)
        if state == .stopped, lastChange < now { downTime += now - lastChange }
    }

    /// `srv_set_admin_flag`: sets a bit here and its inherited form on trackers.
    private func setAdmin(_ flag: ServerAdmin, _ change: inout StateChange) {
        guard !admin.contains(flag) else { return }
        let family: ServerAdmin = ServerAdmin.maintenance.contains(flag) ? .maintenance : .drain
        let had = !admin.isDisjoint(with: family)
        enter(flag, &change)
        if had { return }
        for tracker in trackers {
            tracker.setAdmin(family == .maintenance ? .inheritedMaintenance : .inheritedDrain, &change)
        }
    }

    /// `srv_clr_admin_flag`.
    private func clearAdmin(_ flag: ServerAdmin, _ change: inout StateChange) {
        guard admin.contains(flag) else { return }
        let family: ServerAdmin = ServerAdmin.maintenance.contains(flag) ? .maintenance : .drain
        leave(flag, &change)
        guard admin.isDisjoint(with: family) else { return }
        for tracker in trackers {
            tracker.clearAdmin(family == .maintenance ? .inheritedMaintenance : .inheritedDrain, &change)
        }
    }

    /// The administrative half of `srv_update_status`, entering a condition.
    private func enter(_ flag: ServerAdmin, _ change: inout StateChange) {
        proxy.locked {
            let now = proxy.nowSeconds
            let wasMaintained = admin.contains(anyOf: .maintenance)
            let wasDraining = admin.contains(anyOf: .drain)
            let wasLeaving = state == .stopping || wasDraining
            let hadServers = proxy.activeServers + proxy.backupServers > 0
            admin.insert(flag)
            if flag == .forcedMaintenance || flag == .inheritedMaintenance || flag == .resolutionMaintenance {
                guard !wasMaintained else { return }
                let via = admin.contains(.forcedMaintenance) ? "" : viaText
                let wasStopped = state == .stopped
                stopForMaintenance()
                if wasStopped {
                    change.log(proxy, .notice, "\(messageName) was DOWN and now enters maintenance\(via).")
                    return
                }
                lastChange = now
                recalculateWeight()
                proxy.balancer.update(self)
                if settings.shutdownSessionsOnMarkedDown { change.endSessions.append(self) }
                change.closeIdle.append(self)
                let moved = proxy.redistributeQueue(of: self)
                change.log(
                    proxy, wasLeaving ? .notice : .alert,
                    "\(messageName) is going DOWN for maintenance\(via)\(remainderText(moved: moved))")
                proxy.noteOutage(hadServers: hadServers, &change)
            } else if ServerAdmin.drain.contains(flag) {
                guard !wasMaintained, !wasDraining else { return }
                lastChange = now
                proxy.balancer.update(self)
                let moved = proxy.redistributeQueue(of: self)
                let via = admin.contains(.forcedDrain) ? "" : viaText
                change.log(proxy, .notice, "\(messageName) enters drain state\(via)\(remainderText(moved: moved))")
                proxy.noteOutage(hadServers: hadServers, &change)
            }
        }
    }

    /// The same, leaving a condition.
    private func leave(_ flag: ServerAdmin, _ change: inout StateChange) {
        proxy.locked {
            let now = proxy.nowSeconds
            let wasMaintained = admin.contains(anyOf: .maintenance)
            admin.remove(flag)
            if flag == .forcedMaintenance { admin.remove(.configuredMaintenance) }
            if ServerAdmin.maintenance.contains(flag) {
                guard !admin.contains(anyOf: .maintenance) else {
                    let rest = admin.contains(.forcedMaintenance)
                        ? "remains in forced maintenance" : "is leaving forced maintenance but remains in maintenance\(viaText)"
                    change.log(proxy, .notice, "\(messageName) \(rest).")
                    return
                }
                resumeAfterMaintenance(now, &change)
                let word = state == .stopped ? "DOWN" : "UP"
                let readiness = admin.contains(anyOf: .drain) ? "DRAIN" : "READY"
                let text = switch flag {
                case .forcedMaintenance: "\(messageName) is \(word)/\(readiness) (leaving forced maintenance)."
                case .resolutionMaintenance:
                    "\(messageName) ('\(hostName ?? "")') is \(word)/\(readiness) (resolves again)."
                default: "\(messageName) is \(word)/\(readiness) (leaving maintenance)."
                }
                change.log(proxy, .notice, text)
                if admin.contains(anyOf: .drain) { change.log(proxy, .notice, "\(messageName) \(remainingDrainText).") }
                if state != .stopped, !admin.contains(anyOf: .drain) { _ = proxy.grabFromBackendQueue(self) }
            } else if ServerAdmin.drain.contains(flag) {
                guard !wasMaintained else { return }
                guard !admin.contains(anyOf: .drain) else {
                    change.log(proxy, .notice, "\(messageName) \(remainingDrainText).")
                    return
                }
                if state != .stopped { proxy.noteRecovery(now) }
                lastChange = now
                recalculateWeight()
                proxy.balancer.update(self)
                // Why: HAProxy says "forced" on trackers too.
                change.log(proxy, .notice, "\(messageName) is \(state == .stopped ? "DOWN" : "UP") (leaving forced drain).")
                if state != .stopped { _ = proxy.grabFromBackendQueue(self) }
            }
        }
    }

    private var remainingDrainText: String {
        admin.contains(.forcedDrain) ? "remains in forced drain mode" : "remains in drain mode\(viaText)"
    }

    /// Checks run again; without a verdict against it the server is up at once.
    private func resumeAfterMaintenance(_ now: Int64, _ change: inout StateChange) {
        check.isPaused = false
        check.health = check.rise
        if check.isEnabled {
            // Why: an explicit `init-state` holds after maintenance too; the unset one applies at start only.
            if settings.initState != .none { applyInitState() }
        }
        let trackedIsUp = tracked.map { $0.state != .stopped } ?? true
        if trackedIsUp, !agent.isEnabled || agent.isUp, !check.isEnabled || check.isUp {
            noteRecovery(now)
            if let tracked, tracked.state == .stopping {
                state = .stopping
            } else {
                state = settings.slowstart > 0 ? .starting : .running
            }
            lastChange = now
            if state == .starting { change.warmingUp.append(self) }
        } else {
            state = .stopped
        }
        recalculateWeight()
        proxy.balancer.update(self)
        if state != .stopped { endBackupSessions(&change) }
    }

    // MARK: Slow start

    /// Milliseconds between two renewals of the weight in slow start.
    public var slowstartInterval: Int64 { max(1000, slowstartSeconds * 1000 / 20) }

    /// Renews weight and limit in slow start (`server_warmup`).
    /// - Returns: whether it must be called again after ``slowstartInterval``.
    public func warmUp(now: Tick) -> Bool {
        proxy.locked {
            proxy.nowSeconds = now / 1000
            guard state == .starting else { return false }
            let isOver = recalculateWeight()
            proxy.balancer.update(self)
            _ = proxy.grabFromBackendQueue(self)
            return !isOver
        }
    }
}

extension Proxy {
    /// Notes that the last usable server is gone (`set_backend_down`). The lock is held.
    func noteOutage(hadServers: Bool, _ change: inout StateChange) {
        guard hadServers, activeServers + backupServers == 0 else { return }
        lastChange = nowSeconds
        downTransitions += 1
        let kind = isFrontend ? "proxy" : "backend"
        change.log(self, .emergency, "\(kind) \(name) has no server available!")
    }

    /// Notes that a server serves again: the end of an outage. The lock is held.
    func noteRecovery(_ now: Int64) {
        guard activeServers + backupServers == 0 else { return }
        if lastChange < now { downTime += now - lastChange }
        lastChange = now
    }
}
