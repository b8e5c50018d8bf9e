// Muxes: bytes without messages.
import Base
import Net
import Proxies
import Streams

/// TCP on both sides (`mux_pt_ops`).
public final class Passthrough: MuxProvider {
    public init() {}
    public func startFront(_ session: Session, _ connection: Connection) {
        let observer = PassthroughFront(session: session, connection: connection)
        session.worker.startStream(session: session, endpoint: observer.endpoint, request: nil)
    }
    public func startBack(_ connection: Connection, worker: Worker, server: Server?, proxy: Proxy) -> ServerConnection {
        PassthroughBack(connection: connection, worker: worker, server: server, proxy: proxy)
    }
}

/// Moves bytes between a socket and a channel.
class PassthroughEndpoint: Endpoint {
    final let worker: Worker
    final let io: Connection
    /// Bytes that go before everything else (a PROXY header).
    final var prefix: [UInt8] = []

    init(worker: Worker, connection: Connection) {
        self.worker = worker
        io = connection
    }

    override var connection: Connection? { io }

    override func receive(into channel: Channel) {
        flags.subtract([.moreToReceive, .wantsRoom])
        if !channel.buffer.isAllocated { channel.buffer = channel.bytesIn > UInt64(4 * worker.buffers.blockSize) ? worker.buffers.takeLarge() : worker.buffers.take() }
        let room = channel.receiveLimit(reserve: worker.reserve)
        guard room > 0 else {
            flags.insert(.wantsRoom)
            if io.canReceive { flags.insert(.moreToReceive) }
            return
        }
        if channel.buffer.contiguousRoom < room { channel.buffer.realign() }
        let window = UnsafeMutableBufferPointer(rebasing: channel.buffer.writable[..<min(room, channel.buffer.contiguousRoom)])
        switch io.receive(into: window) {
        case .moved(let count):
            channel.buffer.advance(written: count)
            channel.bytesIn &+= UInt64(count)
        case .wouldBlock: break
        case .endOfStream: flags.insert(.endOfStream)
        case .failed: flags.insert([.error, .endOfStream])
        }
        if io.canReceive, flags.isDisjoint(with: [.endOfStream]) { flags.insert(.moreToReceive) }
    }

    override func send(from channel: Channel) {
        if !prefix.isEmpty, !sendPrefix() { return }
        while channel.output > 0 {
            switch io.send(ByteView(rebasing: channel.buffer.readable[..<channel.output])) {
            case .moved(let count):
                channel.bytesOut &+= UInt64(count)
                channel.consumed(count)
            case .wouldBlock: return
            case .endOfStream, .failed:
                flags.insert(io.canReceive ? [.errorPending, .moreToReceive] : [.errorPending, .error])
                return
            }
        }
    }

    final func sendPrefix() -> Bool {
        let result = prefix.withUnsafeBufferPointer { io.send($0) }
        switch result {
        case .moved(let count): prefix.removeFirst(count)
        case .wouldBlock: return false
        case .endOfStream, .failed:
            flags.insert([.errorPending, .error])
            return false
        }
        return prefix.isEmpty
    }

    override func shutdown(_ mode: ShutdownMode) {
        if mode == .silent { io.noLinger = true }
        io.shutdownWrite()
        flags.insert(.writeShut)
    }
}

/// A client's connection in TCP mode.
private final class PassthroughFront: ConnectionObserver {
    private(set) var endpoint: PassthroughFrontEndpoint!
    private var keepAlive: PassthroughFront?

    init(session: Session, connection: Connection) {
        super.init()
        endpoint = PassthroughFrontEndpoint(session: session, connection: connection, owner: self)
        connection.observer = self
        keepAlive = self
    }

    override func connectionReadable(_ connection: Connection) { endpoint.connector?.endpointReady() }
    override func connectionWritable(_ connection: Connection) { endpoint.connector?.endpointReady() }
    func release() { keepAlive = nil }
}

private final class PassthroughFrontEndpoint: PassthroughEndpoint {
    private let session: Session
    private unowned(unsafe) let owner: PassthroughFront

    init(session: Session, connection: Connection, owner: PassthroughFront) {
        self.session = session
        self.owner = owner
        super.init(worker: session.worker, connection: connection)
    }

    override func detach() {
        if session.frontend.settings.options.contains(.nolinger) { io.noLinger = true }
        worker.give(io)
        session.free()
        owner.release()
    }
}

/// A server's connection in TCP mode.
private final class PassthroughBack: ServerConnection {
    private var endpoint: PassthroughBackEndpoint!
    private var keepAlive: PassthroughBack?

    override init(connection: Connection, worker: Worker, server: Server?, proxy: Proxy) {
        super.init(connection: connection, worker: worker, server: server, proxy: proxy)
        endpoint = PassthroughBackEndpoint(self)
        keepAlive = self
    }

    override func attach(_ connector: StreamConnector) -> Endpoint {
        endpoint.connector = connector
        return endpoint
    }

    override func connectionReadable(_ connection: Connection) { endpoint.connector?.endpointReady() }
    override func connectionWritable(_ connection: Connection) {
        if !endpoint.prefix.isEmpty, !connection.isConnecting { _ = endpoint.sendPrefix() }
        endpoint.connector?.endpointReady()
    }
    override func setProxyHeader(_ bytes: [UInt8]) { endpoint.prefix = bytes }

    override func close() {
        guard keepAlive != nil else { return }
        if proxy.settings.options.contains(.nolinger) { connection.noLinger = true }
        worker.give(connection)
        keepAlive = nil
    }
}

private final class PassthroughBackEndpoint: PassthroughEndpoint {
    private unowned(unsafe) let owner: PassthroughBack

    init(_ owner: PassthroughBack) {
        self.owner = owner
        super.init(worker: owner.worker, connection: owner.connection)
    }

    override func detach() {
        if let server = owner.server { worker.connectionUnused(server) }
        owner.close()
    }
}
