// Streams: from an accepted descriptor to a session and a stream.
import Base
import CShims
import HTTP
import Net
import Proxies

extension Worker {
    func nextID() -> UInt64 {
        process.requestNumbers.wrappingAdd(1, ordering: .relaxed).oldValue
    }

    /// A connection was accepted on `listener`; all limits were taken (`session_accept_fd`).
    /// - Parameter source: the peer, as accept told it.
    public func accepted(_ descriptor: Int32, on listener: Listener, source: SocketAddress) {
        // Why here: a place is also taken for a connection that turns out not to be there.
        listener.noteConnections()
        listener.proxy.noteConnections()
        let connection = takeConnection()
        connection.adopt(descriptor, mayHaveData: true)
        connection.source = source
        let frontend = listener.proxy
        let session = sessions.take { Session(worker: self, frontend: frontend, listener: listener) }
        session.renew(frontend: frontend, listener: listener)
        session.countsHeld = true
        session.connection = connection
        process.totalConnections.wrappingAdd(1, ordering: .relaxed)
        if source.isInternet { prepareSocket(connection, frontend) }
        let counters = frontend.frontendCounters[index]
        counters[.connections] &+= 1
        counters.event(.connections, at: loop.now)
        listener.counters[index][.connections] &+= 1
        guard evaluateConnectionRules(session) else {
            connection.noLinger = true
            give(connection)
            session.free()
            return
        }
        if listener.settings.acceptProxy || listener.settings.netscalerMagic != nil {
            Handshake.start(session, connection)
            return
        }
        complete(session)
    }

    private func prepareSocket(_ connection: Connection, _ frontend: Proxy) {
        connection.setTCPOption(Int32(TCP_NODELAY))
        if frontend.settings.options.contains(.clitcpka) { connection.enableKeepAlive() }
    }

    /// Handshakes are over: the session counts, and its mux starts (`conn_complete_session`).
    func complete(_ session: Session) {
        guard let connection = session.connection else { return }
        session.handshakeTime = Int32(truncatingIfNeeded: loop.now - session.acceptTick)
        guard evaluateSessionRules(session) else {
            give(connection)
            session.free()
            return
        }
        let counters = session.frontend.frontendCounters[index]
        counters[.sessions] &+= 1
        counters.event(.sessions, at: loop.now)
        session.listener?.counters[index][.sessions] &+= 1
        if session.frontend.mode == .http {
            counters[.h1Sessions] &+= 1
            http1.startFront(session, connection)
        } else {
            passthrough.startFront(session, connection)
        }
    }

    /// Starts a stream for a request (HTTP) or a connection (TCP) (`stream_new`).
    /// - Parameter request: the complete head; `nil` in TCP mode. The stream takes it over.
    @discardableResult
    public func startStream(session: Session, endpoint: Endpoint, request head: Message?) -> Stream {
        let stream = streams.take { Stream(worker: self) }
        let frontend = session.frontend
        stream.begin(session: session, frontend: frontend, http: head != nil)
        process.totalStreams.wrappingAdd(1, ordering: .relaxed)
        stream.front.endpoint = endpoint
        endpoint.connector = stream.front
        endpoint.lastRead = loop.now
        endpoint.firstBlocked = .eternity
        if let head {
            stream.requestHead = head
            stream.request.head = .input
            if endpoint.flags.contains(.notFirst) { stream.transaction.flags.insert(.notFirst) }
        }
        stream.request.analysers = stream.frontendRequestAnalysers(frontend)
        stream.applet = frontend.makeApplet?(session) as? (any Applet)
        if head == nil, !frontend.hasContentRules { stream.request.flags.insert([.autoConnect, .autoClose]) }
        stream.logStart()
        stream.wake(.start)
        return stream
    }
}
