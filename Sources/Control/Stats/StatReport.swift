// Control: what each row of `show stat` says (spec/balancing.md 6.1).
import Base
import Proxies

/// Makes rows at one moment.
struct StatReport {
    /// Monotonic milliseconds.
    let now: Tick
    /// Whether addresses, cookies and algorithms are shown: from level operator on.
    let showsLegends: Bool

    private var seconds: Int64 { now / 1000 }

    // MARK: Frontends and listeners

    func frontend(_ proxy: Proxy) -> StatRow {
        var row = StatRow(.frontend, proxyID: proxy.id, id: 0)
        common(&row, proxy, "FRONTEND", proxy.frontendCounters)
        let counters = proxy.frontendCounters
        row.set(.scur, max(0, proxy.feconn.load(ordering: .relaxed)))
        row.set(.smax, proxy.feconnMax.load(ordering: .relaxed))
        row.set(.slim, proxy.maxconn)
        row.set(.stot, counters.total(.connections))
        row.set(.dreq, counters.total(.deniedRequests))
        row.set(.dresp, counters.total(.deniedResponses))
        row.set(.ereq, counters.total(.requestErrors))
        row.set(.status, proxy.frontendStatusText)
        row.set(.sid, 0)
        row.set(.type, 0)
        row.set(.rate, counters.rate(.sessions, at: now))
        row.set(.rateLim, proxy.settings.rateLimitSessions)
        row.set(.rateMax, counters.maximum(.sessions))
        row.set(.connRate, counters.rate(.connections, at: now))
        row.set(.connRateMax, counters.maximum(.connections))
        row.set(.connTot, counters.total(.connections))
        row.set(.dcon, counters.total(.deniedConnections))
        row.set(.dses, counters.total(.deniedSessions))
        row.set(.wrew, counters.total(.failedRewrites))
        row.set(.eint, counters.total(.internalErrors))
        row.set(.compIn, 0)
        row.set(.compOut, 0)
        row.set(.compByp, 0)
        if proxy.mode == .http {
            responses(&row, counters)
            row.set(.reqRate, counters.rate(.requests, at: now))
            row.set(.reqRateMax, counters.maximum(.requests))
            row.set(.reqTot, counters.total(.requests))
            row.set(.intercepted, counters.total(.intercepted))
            row.set(.compRsp, 0)
            row.set(.cacheLookups, 0)
            row.set(.cacheHits, 0)
        }
        let h1 = counters.total(.h1Sessions), h2 = counters.total(.h2Sessions)
        let sessions = counters.total(.sessions)
        row.set(.h1sess, h1)
        row.set(.h2sess, h2)
        row.set(.h3sess, 0)
        row.set(.sessOther, sessions > h1 + h2 ? sessions - h1 - h2 : 0)
        let h1requests = counters.total(.h1Requests), h2requests = counters.total(.h2Requests), requests = counters.total(.requests)
        row.set(.h1req, h1requests)
        row.set(.h2req, h2requests)
        row.set(.h3req, 0)
        row.set(.reqOther, requests > h1requests + h2requests ? requests - h1requests - h2requests : 0)
        protocols(&row, counters, isFrontend: true)
        return row
    }

    func listener(_ listener: Listener) -> StatRow {
        let proxy = listener.proxy
        var row = StatRow(.listener, proxyID: proxy.id, id: listener.id)
        common(&row, proxy, listener.name, listener.counters)
        let counters = listener.counters
        row.set(.scur, max(0, listener.connections.load(ordering: .relaxed)))
        row.set(.smax, listener.maxConnections.load(ordering: .relaxed))
        row.set(.slim, listener.maxconn)
        row.set(.stot, counters.total(.connections))
        row.set(.dreq, counters.total(.deniedRequests))
        row.set(.dresp, counters.total(.deniedResponses))
        row.set(.ereq, counters.total(.requestErrors))
        row.set(.status, listener.statusText)
        row.set(.sid, listener.id)
        row.set(.type, 3)
        row.set(.connTot, counters.total(.connections))
        row.set(.dcon, counters.total(.deniedConnections))
        row.set(.dses, counters.total(.deniedSessions))
        row.set(.wrew, counters.total(.failedRewrites))
        row.set(.eint, counters.total(.internalErrors))
        if showsLegends { row.set(.addr, listener.address.text) }
        row.set(.proto, listener.address.family == .ipv4 ? "tcpv4" : listener.address.family == .ipv6 ? "tcpv6" : "unix_stream")
        protocols(&row, counters, isFrontend: true)
        return row
    }

    // MARK: Backends and servers

    func backend(_ proxy: Proxy) -> StatRow {
        var row = StatRow(.backend, proxyID: proxy.id, id: 0)
        common(&row, proxy, "BACKEND", proxy.backendCounters)
        let counters = proxy.backendCounters
        row.set(.qcur, proxy.queue.count)
        row.set(.qmax, proxy.queue.maxCount)
        row.set(.scur, max(0, proxy.beconn.load(ordering: .relaxed)))
        row.set(.smax, proxy.beconnMax.load(ordering: .relaxed))
        row.set(.slim, proxy.fullconn)
        row.set(.stot, counters.total(.sessions))
        row.set(.dreq, counters.total(.deniedRequests))
        shared(&row, counters)
        row.set(.status, proxy.backendStatusText)
        row.set(.weight, proxy.reportedWeight)
        row.set(.act, proxy.activeServers)
        row.set(.bck, proxy.backupServers)
        row.set(.chkdown, proxy.downTransitions)
        row.set(.lastchg, Int(max(0, seconds - proxy.lastChange)))
        if !proxy.servers.isEmpty { row.set(.downtime, Int(proxy.downTime(now: seconds))) }
        row.set(.sid, 0)
        row.set(.type, 1)
        row.set(.lastsess, lastSession(proxy.lastSession.load(ordering: .relaxed)))
        row.set(.uweight, proxy.reportedUserWeight)
        if showsLegends {
            if let cookie = proxy.settings.cookie { row.set(.cookie, cookie.name) }
            row.set(.algo, proxy.settings.balance.algorithm.word)
        }
        row.set(.compIn, 0)
        row.set(.compOut, 0)
        row.set(.compByp, 0)
        if proxy.mode == .http {
            responses(&row, counters)
            row.set(.reqTot, counters.total(.requests))
            row.set(.compRsp, 0)
            row.set(.cacheLookups, 0)
            row.set(.cacheHits, 0)
        }
        row.set(.aggServerStatus, 0)
        row.set(.aggServerCheckStatus, 0)
        row.set(.aggCheckStatus, 0)
        protocols(&row, counters, isFrontend: false)
        return row
    }

    func server(_ server: Server) -> StatRow {
        let proxy = server.proxy
        var row = StatRow(.server, proxyID: proxy.id, id: server.id)
        common(&row, proxy, server.name, server.counters)
        let counters = server.counters
        row.set(.qcur, server.queue.count)
        row.set(.qmax, server.queue.maxCount)
        row.set(.scur, max(0, server.currentSessions.load(ordering: .relaxed)))
        row.set(.smax, server.maxSessions.load(ordering: .relaxed))
        if server.maxconn > 0 { row.set(.slim, server.maxconn) }
        row.set(.stot, counters.total(.sessions))
        shared(&row, counters)
        row.set(.status, server.statusText)
        row.set(.weight, server.reportedWeight)
        row.set(.act, server.isBackup ? 0 : 1)
        row.set(.bck, server.isBackup ? 1 : 0)
        if server.check.isEnabled {
            row.set(.chkfail, counters.total(.failedChecks))
        }
        if server.check.isConfigured {
            row.set(.chkdown, server.downTransitions)
            row.set(.downtime, Int(server.downTime(now: seconds)))
        }
        row.set(.lastchg, Int(max(0, seconds - server.lastChange)))
        if server.settings.maxqueue > 0 { row.set(.qlimit, server.settings.maxqueue) }
        row.set(.sid, server.id)
        if let throttle = server.throttle { row.set(.throttle, throttle) }
        if let tracked = server.tracked { row.set(.tracked, tracked.path) }
        row.set(.type, 2)
        if proxy.mode == .http {
            responses(&row, counters)
            row.set(.reqTot, counters.total(.requests))
        }
        if server.settings.observe != .none { row.set(.hanafail, counters.total(.failedHealthAnalyses)) }
        row.set(.lastsess, lastSession(server.lastSession.load(ordering: .relaxed)))
        check(&row, server)
        agent(&row, server)
        if showsLegends {
            row.set(.addr, server.address.isInternet || server.address.isUnix ? server.address.text : "-")
            if let cookie = server.cookie { row.set(.cookie, String(decoding: cookie, as: UTF8.self)) }
        }
        row.set(.srvIcur, max(0, server.idleConnections.load(ordering: .relaxed)))
        if server.settings.poolMaxConn >= 0 { row.set(.srcIlim, server.settings.poolMaxConn) }
        row.set(.idleConnCur, max(0, server.idleUnsafe.load(ordering: .relaxed)))
        row.set(.safeConnCur, max(0, server.idleSafe.load(ordering: .relaxed)))
        row.set(.usedConnCur, max(0, server.usedConnections.load(ordering: .relaxed)))
        row.set(.needConnEst, max(0, server.estimatedNeed.load(ordering: .relaxed)))
        row.set(.privIdleCur, 0)
        row.set(.uweight, server.userWeight)
        row.set(.srid, server.revision)
        protocols(&row, counters, isFrontend: false)
        return row
    }

    // MARK: Parts

    private func common(_ row: inout StatRow, _ proxy: Proxy, _ name: String, _ counters: Counters) {
        row.set(.pxname, proxy.name)
        row.set(.svname, name)
        row.set(.pid, 1)
        row.set(.iid, proxy.id)
        row.set(.mode, proxy.mode == .http ? "http" : "tcp")
        row.set(.bin, counters.total(.bytesIn))
        row.set(.bout, counters.total(.bytesOut))
        row.set(.reqbin, counters.total(.bytesIn))
        row.set(.reqbout, counters.total(.requestBytesOut))
        row.set(.resbin, counters.total(.bytesOut))
        row.set(.resbout, counters.total(.responseBytesOut))
    }

    /// What backends and servers have in common.
    private func shared(_ row: inout StatRow, _ counters: Counters) {
        row.set(.dresp, counters.total(.deniedResponses))
        row.set(.econ, counters.total(.connectionErrors))
        row.set(.eresp, counters.total(.responseErrors))
        row.set(.wretr, counters.total(.retries))
        row.set(.wredis, counters.total(.redispatches))
        row.set(.lbtot, counters.total(.balanced))
        row.set(.rate, counters.rate(.sessions, at: now))
        row.set(.rateMax, counters.maximum(.sessions))
        row.set(.cliAbrt, counters.total(.clientAborts))
        row.set(.srvAbrt, counters.total(.serverAborts))
        row.set(.wrew, counters.total(.failedRewrites))
        row.set(.eint, counters.total(.internalErrors))
        row.set(.connect, counters.total(.connects))
        row.set(.reuse, counters.total(.reuses))
        row.set(.qtime, counters.average(.queue))
        row.set(.ctime, counters.average(.connect))
        row.set(.rtime, counters.average(.response))
        row.set(.ttime, counters.average(.total))
        row.set(.qtimeMax, counters.maximum(.queue))
        row.set(.ctimeMax, counters.maximum(.connect))
        row.set(.rtimeMax, counters.maximum(.response))
        row.set(.ttimeMax, counters.maximum(.total))
    }

    private func responses(_ row: inout StatRow, _ counters: Counters) {
        row.set(.hrsp1xx, counters.total(.responses1xx))
        row.set(.hrsp2xx, counters.total(.responses2xx))
        row.set(.hrsp3xx, counters.total(.responses3xx))
        row.set(.hrsp4xx, counters.total(.responses4xx))
        row.set(.hrsp5xx, counters.total(.responses5xx))
        row.set(.hrspOther, counters.total(.responsesOther))
    }

    private func check(_ row: inout StatRow, _ server: Server) {
        var reference = server
        while let next = reference.tracked { reference = next }
        guard server.check.isConfigured, server.check.isEnabled else { return }
        let check = server.check
        row.set(.checkStatus, (check.isRunning && check.status != .initializing ? "* " : "") + check.status.code)
        if check.status.hasCode { row.set(.checkCode, check.code) }
        if check.duration >= 0 { row.set(.checkDuration, UInt64(check.duration)) }
        row.set(.lastChk, check.info)
        row.set(.checkDesc, check.status.text)
        row.set(.checkRise, check.rise)
        row.set(.checkFall, check.fall)
        row.set(.checkHealth, check.health)
    }

    private func agent(_ row: inout StatRow, _ server: Server) {
        let agent = server.agent
        guard agent.isConfigured, agent.isEnabled else { return }
        row.set(.agentStatus, (agent.isRunning ? "* " : "") + agent.status.code)
        if agent.status.hasCode { row.set(.agentCode, agent.code) }
        if agent.duration >= 0 { row.set(.agentDuration, UInt64(agent.duration)) }
        row.set(.lastAgt, agent.info)
        row.set(.agentDesc, agent.status.text)
        row.set(.agentRise, agent.rise)
        row.set(.agentFall, agent.fall)
        row.set(.agentHealth, agent.health)
    }

    /// The columns of protocol modules; those of protocols that do not exist here stay at zero.
    private func protocols(_ row: inout StatRow, _ counters: Counters, isFrontend: Bool) {
        for index in StatColumn.fixedCount..<StatColumn.allCases.count {
            if let column = StatColumn(rawValue: index) { row.set(column, 0) }
        }
        if isFrontend {
            row.set(.h1TotalConnections, counters.total(.h1Sessions))
            row.set(.h1TotalStreams, counters.total(.h1Requests))
        }
    }

    private func lastSession(_ second: Int64) -> Int { second < 0 ? -1 : Int(max(0, seconds - second)) }
}
