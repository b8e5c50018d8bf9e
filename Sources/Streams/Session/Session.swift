// Streams: a client's connection, over all its requests.
import Base
import Net
import Proxies

/// One per accepted connection (`struct session`): who it is and where it came in. Spans many streams.
public final class Session {
    public let worker: Worker
    /// The frontend that accepted; never changes for a session.
    public unowned(unsafe) private(set) var frontend: Proxy
    public private(set) unowned(unsafe) var listener: Listener?
    /// Where the listener counts.
    private(set) var listenerCount: CounterBlock?
    /// The client's connection; `nil` for applets of our own.
    public internal(set) unowned(unsafe) var connection: Connection?
    /// Wall clock of the accept, or of the end of the previous request, in microseconds (`accept_date`).
    public var acceptWall: Int64 = 0
    /// The same moment on the monotonic clock (`accept_ts`).
    public var acceptTick: Tick = 0
    /// Milliseconds of handshakes before the first request (`t_handshake`).
    public var handshakeTime: Int32 = 0
    /// Milliseconds between the end of handshakes or of the previous response and the first byte; -1 until then.
    public var idleTime: Int32 = -1
    /// Requests so far.
    public var requests: UInt32 = 0
    /// Addresses as rules or PROXY headers changed them; otherwise the connection's.
    public var source: SocketAddress?
    public var destination: SocketAddress?
    /// Server connections that only this client may use, idle between its requests (`priv_conns`).
    var privateConnections: [ServerConnection] = []
    /// Whether the listener's and frontend's connection counts must be given back.
    var countsHeld = false

    init(worker: Worker, frontend: Proxy, listener: Listener?) {
        self.worker = worker
        self.frontend = frontend
        self.listener = listener
    }

    func renew(frontend: Proxy, listener: Listener?) {
        self.frontend = frontend
        self.listener = listener
        listenerCount = listener?.counters[worker.index]
        connection = nil
        acceptWall = worker.loop.wall
        acceptTick = worker.loop.now
        handshakeTime = 0
        idleTime = -1
        requests = 0
        source = nil
        destination = nil
        countsHeld = false
    }

    /// The client's address, asked from the socket at most once.
    public var sourceAddress: SocketAddress? {
        if let source { return source }
        return connection?.sourceAddress
    }

    /// The address the client connected to, asked from the socket at most once.
    public var destinationAddress: SocketAddress? {
        if let destination { return destination }
        return connection?.destinationAddress
    }

    /// Starts the next transaction's clock (`h1s_finish_detach`).
    public func nextTransaction() {
        acceptWall = worker.loop.wall
        acceptTick = worker.loop.now
        handshakeTime = 0
        idleTime = -1
    }

    /// Ends with its connection (`session_free`).
    public func free() {
        let held = privateConnections
        privateConnections.removeAll()
        for item in held { item.close() }
        if countsHeld {
            countsHeld = false
            frontend.releaseConnection()
            if frontend.makeApplet == nil { worker.process.connections.wrappingSubtract(1, ordering: .relaxed) }
            if let listener {
                listener.releaseConnection()
                worker.connectionReleased(listener)
            }
        }
        connection = nil
        worker.sessions.give(self)
    }
}
