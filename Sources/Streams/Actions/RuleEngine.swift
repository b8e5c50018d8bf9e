// Streams: running lists of rules.
import Base
import HTTP
import Net
import Proxies
import Samples

/// What rules leave behind in a stream.
struct RuleState {
    /// Status of the answer at the end of a tarpit, and the rule that gives it.
    var tarpitStatus = 500
    var tarpitRule: Unmanaged<Rule>?
    /// `set-retries`.
    var retries: Int32?
    /// Where a list goes on that yielded: the rule's place, and its set.
    var resume = 0
    var resumeSet: RuleSet?
    /// The list to go on with is the frontend's.
    var resumesFrontend = false
    /// End of the wait for content that rules want to see (`rules_exp`).
    var inspectExpire: Tick = .eternity
    /// `http-after-response` rules have run for this response.
    var ranAfterResponse = false
    /// Failed rewrites go on without an error (`strict-mode off`).
    var isLenient = false
}

/// How a list of rules ended.
enum ListOutcome {
    /// Its end was reached, or a rule skipped the rest.
    case finished
    /// A rule skipped the rest (`allow`, `accept`).
    case stopped
    /// More data or time is needed.
    case waiting
    case answered
    case denied(Unmanaged<Rule>, status: Int32)
    case aborted
    case failed
}

extension Stream {
    /// Evaluates `rules` in order (`http_req_get_intercept_rule`, `tcp_inspect_request` and their like).
    @inline(__always)
    func run(_ rules: RuleProgram.Table<Rule>, _ set: RuleSet, final: Bool) -> ListOutcome {
        if rules.isEmpty { return .finished }
        return runRules(rules, set, final: final)
    }

    private func runRules(_ rules: RuleProgram.Table<Rule>, _ set: RuleSet, final: Bool) -> ListOutcome {
        var evaluation = EvaluationContext(self, response: set.isResponse, final: final)
        let scratch = evaluation.scratch
        let counters = worker.ruleCounters
        var index = 0
        var isResumed = false
        if ruleState.resumeSet == set {
            index = ruleState.resume
            isResumed = true
            ruleState.resumeSet = nil
        }
        let count = rules.count
        while index < count {
            let rule = rules[index]
            scratch.reset()
            let number = rule._withUnsafeGuaranteedRef { $0.number }
            if !isResumed {
                counters.evaluated(number)
                let outcome = rule._withUnsafeGuaranteedRef { rule in rule.condition.map { $0.evaluate(&evaluation) } ?? .pass }
                if outcome == .unknown {
                    ruleState.resume = index
                    return .waiting
                }
                if outcome == .fail { index += 1; continue }
                counters.matched(number)
            }
            var context = RuleContext(evaluation: evaluation, set: set, rule: rule, isResumed: isResumed)
            isResumed = false
            switch rule._withUnsafeGuaranteedRef({ $0.action.run(&context) }) {
            case .proceed: break
            case .stop: return .stopped
            case .done: return .answered
            case .yield:
                ruleState.resume = index
                ruleState.resumeSet = set
                return .waiting
            case .deny: return .denied(rule, status: context.status)
            case .abort: return .aborted
            case .failed:
                backend.backendCounters[worker.index][.failedRewrites] &+= 1
                frontend.frontendCounters[worker.index][.failedRewrites] &+= 1
                if !ruleState.isLenient { return .failed }
            }
            index += 1
        }
        return .finished
    }

    // MARK: http-request

    /// `http-request` and `redirect` rules (`http_process_req_common`).
    func evaluateRequestRules(of proxy: Proxy) -> Verdict {
        switch run(proxy.program.httpRequest, .httpRequest, final: true) {
        case .finished, .stopped: break
        case .waiting: return .wait
        case .answered: return .stop
        case .denied(let rule, let status):
            denyRequest(rule, status)
            return .stop
        case .aborted:
            abortByRule(deniedRequest: true)
            return .stop
        case .failed:
            rewriteFailed()
            return .stop
        }
        guard !proxy.program.redirect.isEmpty else { return .next }
        switch run(proxy.program.redirect, .redirect, final: true) {
        case .answered: return .stop
        case .failed:
            rewriteFailed()
            return .stop
        default: return .next
        }
    }

    private func denyRequest(_ rule: Unmanaged<Rule>, _ status: Int32) {
        logs.request = elapsed
        frontend.frontendCounters[worker.index][.deniedRequests] &+= 1
        if backend !== frontend { backend.backendCounters[worker.index][.deniedRequests] &+= 1 }
        session.listener?.counters[worker.index][.deniedRequests] &+= 1
        setRuleTermination(.proxyCondition, .request)
        answer(rule, status: Int(status))
    }

    /// Answers as a deny, tarpit or return rule says.
    func answer(_ rule: Unmanaged<Rule>, status: Int) {
        guard let action = rule.takeUnretainedValue().action as? ReplyingAction else { return reply(status) }
        action.reply.answer(self, status: status)
    }

    /// The answer at a tarpit's end.
    func answerTarpit() {
        guard let rule = ruleState.tarpitRule else { return reply(ruleState.tarpitStatus) }
        answer(rule, status: ruleState.tarpitStatus)
    }

    func setRuleTermination(_ error: ErrorCode, _ finish: FinishCode) {
        if errorCode == .none { errorCode = error }
        if finishCode == .none { finishCode = finish }
    }

    /// Ends the stream without a byte (`reject`, `silent-drop`).
    func abortByRule(deniedRequest: Bool, finish: FinishCode = .headers) {
        if deniedRequest {
            frontend.frontendCounters[worker.index][.deniedRequests] &+= 1
            session.listener?.counters[worker.index][.deniedRequests] &+= 1
            setRuleTermination(.proxyCondition, .request)
        } else {
            backend.backendCounters[worker.index][.deniedResponses] &+= 1
            frontend.frontendCounters[worker.index][.deniedResponses] &+= 1
            setRuleTermination(.proxyCondition, finish)
        }
        transaction.status = -1
        request.analysers = []
        response.analysers = []
        request.analyseExpire = .eternity
        response.analyseExpire = .eternity
        transaction.flags.insert(.closeClient)
        front.endpoint?.flags.insert(.killConnection)
        closeServerSide()
        endBothSides()
    }

    /// A rule's change did not fit.
    private func rewriteFailed() {
        if errorCode == .none { errorCode = .internalError }
        if finishCode == .none { finishCode = .request }
        frontend.frontendCounters[worker.index][.internalErrors] &+= 1
        reply(500)
    }

    // MARK: http-response, http-after-response

    /// `http-response` rules of the backend, then of the frontend (`http_process_res_common`).
    func evaluateResponseRules() -> Verdict {
        ruleState.ranAfterResponse = false
        let backendDone = ruleState.resumeSet == .httpResponse && ruleState.resumesFrontend
        if !backendDone {
            ruleState.resumesFrontend = false
            if let verdict = respond(run(backend.program.httpResponse, .httpResponse, final: true)) { return verdict }
        }
        if frontend !== backend {
            let outcome = run(frontend.program.httpResponse, .httpResponse, final: true)
            if case .waiting = outcome { ruleState.resumesFrontend = true }
            if let verdict = respond(outcome) { return verdict }
        }
        return .next
    }

    private func respond(_ outcome: ListOutcome) -> Verdict? {
        switch outcome {
        case .finished, .stopped: return nil
        case .waiting: return .wait
        case .answered: return .stop
        case .denied(let rule, let status):
            backend.backendCounters[worker.index][.deniedResponses] &+= 1
            frontend.frontendCounters[worker.index][.deniedResponses] &+= 1
            server?.counters[worker.index][.deniedResponses] &+= 1
            setRuleTermination(.proxyCondition, .headers)
            answer(rule, status: Int(status))
            return .stop
        case .aborted:
            abortByRule(deniedRequest: false)
            return .stop
        case .failed:
            if errorCode == .none { errorCode = .internalError }
            if finishCode == .none { finishCode = .headers }
            reply(500)
            return .stop
        }
    }

    /// Interim responses pass untouched.
    func evaluateInterimResponse() -> Bool { true }

    /// `http-after-response` on any final response (`http_eval_after_res_rules`).
    ///
    /// A rule that fails turns the response into a 500, once.
    /// - Returns: false when the stream was answered by that instead.
    func evaluateAfterResponseRules() -> Bool {
        if backend.program.httpAfterResponse.isEmpty, frontend.program.httpAfterResponse.isEmpty { return true }
        guard !ruleState.ranAfterResponse else { return true }
        var isFailed = false
        if case .failed = run(backend.program.httpAfterResponse, .httpAfterResponse, final: true) { isFailed = true }
        if !isFailed, frontend !== backend, case .failed = run(frontend.program.httpAfterResponse, .httpAfterResponse, final: true) { isFailed = true }
        guard isFailed else { return true }
        ruleState.ranAfterResponse = true
        reply(500)
        return false
    }

    // MARK: tcp-request content, tcp-response content

    /// `tcp-request content` (`tcp_inspect_request`).
    func inspectRequest(_ proxy: Proxy) -> Verdict {
        let delay = proxy.settings.rules.requestInspectDelay
        let closed = !front.flags.isDisjoint(with: [.endOfStream, .error, .abortDone])
        let isFinal = delay == nil || closed || request.endOfMessage || request.receiveLimit(reserve: worker.reserve) <= 0
            || request.flags.contains(.readTimeout) || ruleState.inspectExpire <= loop.now
        switch run(proxy.program.tcpRequestContent, .tcpRequestContent, final: isFinal) {
        case .finished, .stopped, .failed: break
        case .waiting:
            if ruleState.inspectExpire == .eternity, let delay { ruleState.inspectExpire = loop.now + delay }
            request.analyseExpire = ruleState.inspectExpire
            request.flags.remove(.autoConnect)
            return .wait
        case .answered: return .stop
        case .denied, .aborted:
            abortByRule(deniedRequest: true)
            return .stop
        }
        ruleState.inspectExpire = .eternity
        request.analyseExpire = .eternity
        if !isHTTP { request.flags.insert([.autoConnect, .autoClose]) }
        return .next
    }

    /// `tcp-response content` (`tcp_inspect_response`).
    func inspectResponse() -> Verdict {
        let delay = backend.settings.rules.responseInspectDelay
        let closed = !back.flags.isDisjoint(with: [.endOfStream, .error, .abortDone])
        let isFinal = delay == nil || closed || response.endOfMessage || response.receiveLimit(reserve: worker.reserve) <= 0
            || response.flags.contains(.readTimeout) || ruleState.inspectExpire <= loop.now
        switch run(backend.program.tcpResponseContent, .tcpResponseContent, final: isFinal) {
        case .finished, .stopped, .failed: break
        case .waiting:
            if ruleState.inspectExpire == .eternity, let delay { ruleState.inspectExpire = loop.now + delay }
            response.analyseExpire = ruleState.inspectExpire
            return .wait
        case .answered: return .stop
        case .denied, .aborted:
            abortByRule(deniedRequest: false, finish: .data)
            return .stop
        }
        ruleState.inspectExpire = .eternity
        response.analyseExpire = .eternity
        return .next
    }

    // MARK: Routing

    /// `use_backend` (`process_switching_rules`): the first rule that matches, with a backend that is not disabled.
    func evaluateSwitchingRules() -> Verdict {
        let rules = frontend.program.switching
        if rules.isEmpty { return .next }
        var context = EvaluationContext(self)
        for rule in rules {
            context.scratch.reset()
            let outcome = rule._withUnsafeGuaranteedRef { rule in rule.condition.map { $0.evaluate(&context) } ?? .pass }
            guard outcome == .pass else { continue }
            let target: Proxy?
            if let backend = rule._withUnsafeGuaranteedRef({ $0.backend }) {
                target = backend.takeUnretainedValue()
            } else if let format = rule._withUnsafeGuaranteedRef({ $0.format }),
                      let name = format.evaluate(&context, { self }) {
                target = worker.configuration.backend(named: name.text)
                // Why: an unknown name means the default backend, as in HAProxy.
                if target == nil { return .next }
            } else {
                target = nil
            }
            guard let target, !target.settings.disabled else { continue }
            return setBackend(target) ? .next : .stop
        }
        return .next
    }

    /// `use-server` (`process_server_rules`): the first rule that matches with a server that may be used.
    func evaluateServerRules() {
        let rules = backend.program.servers
        if rules.isEmpty { return }
        var context = EvaluationContext(self)
        for rule in rules {
            context.scratch.reset()
            let outcome = rule._withUnsafeGuaranteedRef { rule in rule.condition.map { $0.evaluate(&context) } ?? .pass }
            guard outcome == .pass else { continue }
            var found: Server?
            if let fixed = rule._withUnsafeGuaranteedRef({ $0.server }) {
                found = fixed.takeUnretainedValue()
            } else if let format = rule._withUnsafeGuaranteedRef({ $0.format }), let name = format.evaluate(&context, { self }) {
                found = backend.server(named: name.text)
            }
            guard let found else { continue }
            let usable = backend.locked { found.acceptsPersistent } || backend.settings.options.contains(.persist) || assignment.isForced
            guard usable else { continue }
            assignment.server = found
            assignment.isDirect = true
            assignment.isAssigned = true
            return
        }
    }

    /// `force-persist` and `ignore-persist`: each that matches counts.
    func evaluatePersistenceRules() {
        guard backend.program.hasPersistence else { return }
        var context = EvaluationContext(self)
        for rule in backend.settings.rules.persistence {
            context.scratch.reset()
            guard rule.condition.evaluate(&context) == .pass else { continue }
            switch rule.kind {
            case .force: assignment.isForced = true
            case .ignore: flags.insert(.ignorePersist)
            }
        }
    }
}

extension Proxy {
    var hasContentRules: Bool { !program.tcpRequestContent.isEmpty }
    var hasResponseContentRules: Bool { !program.tcpResponseContent.isEmpty }

    /// Whether a `monitor fail` condition holds.
    func monitorFails(_ stream: Stream) -> Bool {
        guard program.hasMonitorFail else { return false }
        var context = EvaluationContext(stream)
        return settings.rules.monitorFail.contains { $0.evaluate(&context) == .pass }
    }
}

extension Worker {
    /// `tcp-request connection` (`tcp_exec_l4_rules`).
    /// - Returns: false to close the connection at once.
    func evaluateConnectionRules(_ session: Session) -> Bool {
        guard !evaluate(session.frontend.program.tcpRequestConnection, .tcpRequestConnection, session) else { return true }
        session.frontend.frontendCounters[index][.deniedConnections] &+= 1
        session.listener?.counters[index][.deniedConnections] &+= 1
        return false
    }

    /// `tcp-request session` (`tcp_exec_l5_rules`).
    func evaluateSessionRules(_ session: Session) -> Bool {
        guard !evaluate(session.frontend.program.tcpRequestSession, .tcpRequestSession, session) else { return true }
        session.frontend.frontendCounters[index][.deniedSessions] &+= 1
        session.listener?.counters[index][.deniedSessions] &+= 1
        return false
    }

    private func evaluate(_ rules: RuleProgram.Table<Rule>, _ set: RuleSet, _ session: Session) -> Bool {
        if rules.isEmpty { return true }
        var evaluation = EvaluationContext(session)
        for rule in rules {
            scratch.reset()
            let number = rule._withUnsafeGuaranteedRef { $0.number }
            ruleCounters.evaluated(number)
            let outcome = rule._withUnsafeGuaranteedRef { rule in rule.condition.map { $0.evaluate(&evaluation) } ?? .pass }
            guard outcome == .pass else { continue }
            ruleCounters.matched(number)
            var context = RuleContext(evaluation: evaluation, set: set, rule: rule, isResumed: false)
            switch rule._withUnsafeGuaranteedRef({ $0.action.run(&context) }) {
            case .stop: return true
            case .deny, .abort: return false
            default: continue
            }
        }
        return true
    }
}
