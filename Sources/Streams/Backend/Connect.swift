// Streams: how a stream gets its connection to a server (`backend.c`).
import Base
import CShims
import HTTP
import Net
import Proxies

extension Stream {
    // MARK: The connect loop

    /// Walks from "wanted" to "connecting" as far as possible (`back_try_conn_req`, `back_handle_st_req`).
    func connectIfWanted() {
        if back.state == .initial {
            guard request.analysers.subtracting(.requestTransfer).isEmpty else { return }
            if !back.flags.isDisjoint(with: .shutDone) {
                back.state = .closed
                return
            }
            guard request.flags.contains(.autoConnect) || request.hasOutput || (request.freewheels && request.input > 0) else {
                if !front.flags.isDisjoint(with: ConnectorFlags.readClosed), !response.hasOutput, request.analysers.isEmpty {
                    back.state = .closed
                }
                return
            }
            back.state = .requested
            connectExpire = .eternity
        }
        while true {
            switch back.state {
            case .requested: requestServer()
            case .assigned: tryConnect()
            case .queued: guard leftQueue() else { return }
            case .connectFailed: connectFailed()
            case .ready: established()
            default: return
            }
            if back.state == .connecting || back.state == .turnAround || back.state == .queued { return }
        }
    }

    /// What happened below while connecting (`sc_update`'s part of `process_stream`).
    func advanceBack() {
        switch back.state {
        case .connecting: connecting()
        case .ready: established()
        case .queued, .turnAround:
            if clientGaveUp { abortConnect() }
        case .disconnected:
            previousBackState = .disconnected
        default: break
        }
        if back.state == .connectFailed { connectFailed() }
    }

    /// The client is gone, in a way that ends an unanswered request.
    var clientGaveUp: Bool {
        if front.flags.contains(.error) || front.flags.contains(.shutDone) { return true }
        // Why: a half-close behind a complete request is legal (RFC 9112 §9.6), so without an explicit
        // `option abortonclose` only a request cut short is an abort.
        if front.flags.contains(.endOfStream) {
            if abortOnClose { return true }
            return isHTTP && !request.endOfMessage && transaction.requestState < .done
        }
        return front.flags.contains(.abortDone) && isHTTP && !request.endOfMessage
    }

    private func connecting() {
        guard let endpoint = back.endpoint else { return }
        if let connection = endpoint.connection {
            if connection.error != .none || back.flags.contains(.error) || endpoint.flags.contains(.error) {
                back.flags.insert(.error)
                back.state = .connectFailed
                return
            }
            if !connection.isConnecting {
                back.state = .ready
                established()
                return
            }
        }
        if clientGaveUp {
            back.flags.insert(.noLinger)
            abortConnect()
        }
    }

    /// The client leaves while no server answered yet.
    func abortConnect() {
        let queued = back.state == .queued
        connectExpire = .eternity
        previousBackState = back.state
        connectFailure.insert(queued ? .queueAbort : .connectAbort)
        if queued {
            logs.queue = elapsed
            leaveQueue()
        }
        dropEndpoint(silently: true)
        back.flags.insert([.shutDone, .abortDone])
        back.state = .closed
        releaseServer()
        serverError()
    }

    func handleConnectTimeout() {
        switch back.state {
        case .connecting:
            back.state = .connectFailed
            connectFailure.insert(.connectTimeout)
            connectExpire = .eternity
        case .turnAround:
            connectExpire = .eternity
            back.state = assignment.isAssigned ? .assigned : .requested
        case .queued:
            connectExpire = .eternity
            previousBackState = .queued
            logs.queue = elapsed
            connectFailure.insert(.queueTimeout)
            countQueueFailure()
            leaveQueue()
            back.flags.insert([.shutDone, .abortDone])
            back.state = .closed
            serverError()
        default:
            connectExpire = .eternity
        }
    }

    private func requestServer() {
        previousBackState = .requested
        if applet != nil {
            startApplet()
            return
        }
        switch assignServer() {
        case .ok:
            back.state = .assigned
            logs.queue = elapsed
        case .queued:
            back.state = .queued
            connectExpire = deadline(backend.settings.timeouts.queue ?? backend.settings.timeouts.connect)
        case .full: refuse(.queueError)
        case .noServer: refuse(.connectError)
        case .internal: refuse(.other)
        }
    }

    /// No server will be had.
    private func refuse(_ reason: AttemptFailure) {
        if connectFailure.isEmpty { connectFailure.insert(reason) }
        if reason == .queueError { logs.queue = elapsed }
        back.flags.insert([.shutDone, .abortDone])
        back.state = .closed
        backCount[.connectionErrors] &+= 1
        serverError()
    }

    /// - Returns: whether the queue was left.
    private func leftQueue() -> Bool {
        guard backend.waitIsOver(assignment) else { return false }
        let granted = endWait()
        connectExpire = .eternity
        if granted {
            back.state = .assigned
            logs.queue = elapsed
        } else {
            back.state = .requested
        }
        return true
    }

    /// A duration from now, or eternity when it is not set.
    func deadline(_ duration: Int64?) -> Tick {
        guard let duration else { return .eternity }
        return loop.now + duration
    }

    // MARK: Connecting

    private func tryConnect() {
        if let prefix = server?.settings.redirectPrefix, flags.contains(.redirectable) {
            redirectToServer(prefix)
            return
        }
        if clientGaveUp {
            abortConnect()
            return
        }
        previousBackState = .assigned
        if isHTTP, let server, let reused = takeReusable(server) {
            reuse(reused, server)
            return
        }
        openConnection()
    }

    private func takeReusable(_ server: Server) -> ServerConnection? {
        if !session.privateConnections.isEmpty {
            for item in session.privateConnections where item.server === server {
                worker.forgetIdle(item)
                if item.isReusable { return item }
                item.close()
            }
        }
        if server.settings.sendProxy != .none { return nil }
        let replayable = backend.settings.retryOn.isSuperset(of: [.connFailure, .emptyResponse, .responseTimeout])
        let first = !transaction.flags.contains(.notFirst) && !replayable
        return worker.takeIdle(server, mode: backend.settings.httpReuse, firstRequest: first)
    }

    private func reuse(_ connection: ServerConnection, _ server: Server) {
        flags.insert(.serverReused)
        connection.session = session
        worker.connectionUsed(server)
        serverCount?[.reuses] &+= 1
        backCount[.reuses] &+= 1
        countSession(on: server)
        join(connection)
        back.state = .ready
    }

    private func openConnection() {
        flags.remove(.serverReused)
        guard let address = targetAddress() else {
            connectFailure.insert(.connectResources)
            setTermination(.resource)
            back.state = .connectFailed
            return
        }
        let started: OutgoingSocket.Started
        do {
            started = try startConnecting(to: address)
        } catch {
            back.state = .connectFailed
            switch error {
            case .refused(let code):
                connectFailure.insert(.connectError)
                lastConnectError = ConnectionError(errno: code)
            case .processLimit, .systemLimit, .source, .noPort:
                if error == .processLimit { worker.reportDescriptorLimit(backend, "process FD limit") }
                connectFailure.insert(.connectResources)
                lastConnectError = .resources
            }
            return
        }
        let connection = worker.takeConnection()
        if started.isConnected {
            connection.adopt(started.fd, mayHaveData: false)
        } else {
            connection.adoptConnecting(started.fd)
        }
        connection.destination = address
        let provider = isHTTP ? worker.http1! : worker.passthrough!
        let serverConnection = provider.startBack(connection, worker: worker, server: server, proxy: backend)
        serverConnection.session = session
        if let server {
            worker.connectionUsed(server)
            serverCount?[.connects] &+= 1
            countSession(on: server)
            if backend.settings.httpReuse == .never || server.settings.sendProxy != .none { serverConnection.isPrivate = true }
        }
        backCount[.connects] &+= 1
        if let header = proxyHeader() { serverConnection.setProxyHeader(header) }
        join(serverConnection)
        back.state = .connecting
        connectExpire = deadline(backend.settings.timeouts.connect)
    }

    private func join(_ connection: ServerConnection) {
        connection.streamsCarried += 1
        let endpoint = connection.attach(back)
        endpoint.lastRead = loop.now
        endpoint.firstBlocked = .eternity
        back.endpoint = endpoint
        back.flags.subtract([.error, .endOfInput, .endOfStream, .needRoom, .shutDone, .shutWanted, .abortDone, .abortWanted])
        request.flags.remove(.wroteData)
    }

    private func countSession(on server: Server) {
        if !flags.contains(.currentSession) {
            flags.insert(.currentSession)
            server.sessionStarted()
        }
    }

    /// A connection failed: try again, elsewhere perhaps, or give up (`back_handle_st_cer`).
    func connectFailed() {
        connectExpire = .eternity
        if let endpoint = back.endpoint, let connection = endpoint.connection, connection.error != .none {
            lastConnectError = connection.error
        }
        let timedOut = connectFailure.contains(.connectTimeout)
        let reused = flags.contains(.serverReused)
        observeConnectFailure()
        dropEndpoint(silently: true)
        endCurrentSession()

        let allowed = backend.settings.retryOn.contains(.connFailure)
        let limit = retryLimit
        if retries >= limit || !allowed || request.flags.contains(.wroteData) && !reused && isHTTP == false {
            previousBackState = .connecting
            if connectFailure.isDisjoint(with: [.connectTimeout, .connectResources]) { connectFailure.insert(.connectError) }
            serverCount?[.connectionErrors] &+= 1
            backCount[.connectionErrors] &+= 1
            releaseServer()
            back.flags.insert([.shutDone, .abortDone])
            back.state = .closed
            serverError()
            return
        }
        retries += 1
        connectFailure = []
        back.flags.remove(.error)
        let moved = chooseRedispatch()
        // Why: an immediate retry against the same server would meet the same refusal.
        if !timedOut, !reused, !moved || backend.activeServers <= 1 {
            back.state = .turnAround
            let second: Int64 = 1000
            connectExpire = loop.now + min(second, backend.settings.timeouts.connect ?? second)
        } else {
            back.state = assignment.isAssigned ? .assigned : .requested
        }
    }

    /// Lets go of the endpoint of a failed attempt (`sc_reset_endp`).
    func dropEndpoint(silently: Bool) {
        guard let endpoint = back.endpoint else { return }
        back.endpoint = nil
        endpoint.flags.insert(.killConnection)
        endpoint.connector = nil
        if silently { endpoint.connection?.noLinger = true }
        endpoint.detach()
        back.flags.subtract([.error, .endOfStream, .endOfInput])
    }

    /// The connection stands: response analysers and timeouts start (`back_establish`).
    func established() {
        connectExpire = .eternity
        previousBackState = .ready
        back.state = .established
        previousBackState = .established
        logs.connect = elapsed
        logEstablished()
        observe(.connected)
        back.ioTimeout = backend.settings.timeouts.server ?? .eternity
        back.endpoint?.lastRead = loop.now
        connectFailure = []
        response.flags.insert(.readEvent)
        request.flags.insert(.wakeOnce)
        if isHTTP {
            response.analysers.formUnion(responseAnalysersHTTP)
            back.flags.insert(.receiveOnce)
            if responseHead == nil { responseHead = worker.takeMessage() }
        } else {
            response.analysers.formUnion(responseAnalysersTCP)
            tunnelTimeout = backend.settings.timeouts.tunnel ?? .eternity
            // Why: a PROXY header leaves before the client has said anything.
            if let server, server.settings.sendProxy != .none { back.sendNow() }
        }
    }

    func endCurrentSession() {
        guard flags.contains(.currentSession), let server else { return }
        flags.remove(.currentSession)
        server.sessionEnded()
    }
}
