// Muxes: HTTP/1 towards servers.
import Base
import HTTP
import Net
import Proxies
import Streams

/// A server's HTTP/1 connection as pools and streams see it (`mux_h1`, back side).
final class H1Back: ServerConnection {
    private var endpoint: H1BackEndpoint!
    private var keepAlive: H1Back?

    override init(connection: Connection, worker: Worker, server: Server?, proxy: Proxy) {
        super.init(connection: connection, worker: worker, server: server, proxy: proxy)
        endpoint = H1BackEndpoint(self)
        keepAlive = self
    }

    override func attach(_ connector: StreamConnector) -> Endpoint {
        endpoint.begin(connector)
        return endpoint
    }

    override var isReusable: Bool {
        connection.fd >= 0 && connection.error == .none && !connection.peerClosed && !connection.errorPending && endpoint.input.isEmpty
    }

    override func connectionReadable(_ connection: Connection) {
        if let connector = endpoint.connector {
            if endpoint.inputState == .done { endpoint.noticePeerClose() }
            connector.endpointReady()
        } else {
            // Whatever an idle connection receives, it is of no more use.
            worker.forgetIdle(self)
            close()
        }
    }

    override func connectionWritable(_ connection: Connection) {
        if let connector = endpoint.connector {
            if !endpoint.output.isEmpty { endpoint.flush(connector.outputChannel) }
            connector.endpointReady()
        }
    }

    override func setProxyHeader(_ bytes: [UInt8]) { endpoint.setPrefix(bytes) }

    override func close() {
        guard keepAlive != nil else { return }
        endpoint.dropBuffers()
        if proxy.settings.options.contains(.nolinger) { connection.noLinger = true }
        worker.give(connection)
        keepAlive = nil
    }
}

/// One exchange after another on a server's connection.
final class H1BackEndpoint: H1Endpoint {
    private unowned(unsafe) let owner: H1Back
    private var serverKeepsOpen = true
    private var tunnelled = false
    private var requestComplete: Bool { outputState == .done && output.isEmpty }

    init(_ owner: H1Back) {
        self.owner = owner
        var options = ParseOptions()
        let global = owner.worker.configuration.global
        options.acceptsViolations = owner.proxy.settings.options.contains(.acceptUnsafeViolationsInResponse)
        options.keepsOnInsecureTransferEncoding = global.h1DoNotCloseOnInsecureTransferEncoding
        options.maximalSize = global.tune.bufsize - global.tune.maxrewrite
        options.maximalFields = global.tune.httpMaxhdr - 1
        super.init(worker: owner.worker, connection: owner.connection, isRequest: false, options: options)
    }

    override var keepsTrailers: Bool { !owner.proxy.settings.options.contains(.httpDropResponseTrailers) }

    /// Prepares for a new exchange.
    func begin(_ connector: StreamConnector) {
        self.connector = connector
        flags = owner.streamsCarried > 1 ? [.notFirst] : []
        flags.insert(.expectsNoData)
        inputState = .head
        outputState = .head
        serverKeepsOpen = true
        tunnelled = false
        parser.reset()
        lastRead = .eternity
        firstBlocked = .eternity
    }

    /// Bytes that go before everything else (a PROXY header).
    func setPrefix(_ bytes: [UInt8]) {
        if !output.isAllocated { output = worker.buffers.take() }
        bytes.withUnsafeBufferPointer { _ = output.append($0) }
    }

    // MARK: Responses

    override func receive(into channel: Channel) {
        if inputState == .head {
            guard channel.head == .absent else { return }
            receiveHead(channel)
            guard channel.head == .input else { return }
            if inputState == .head { return }
        }
        receiveBody(into: channel)
    }

    private func receiveHead(_ channel: Channel) {
        flags.subtract([.moreToReceive, .wantsRoom])
        guard let stream = connector?.stream, let message = stream.responseHead else { return }
        while true {
            if !input.isEmpty {
                do {
                    if let length = try parser.parse(input.readable, into: message) {
                        input.consume(length)
                        channel.bytesIn &+= UInt64(length)
                        headReady(message, channel)
                        releaseInput()
                        return
                    }
                } catch {
                    stream.keepResponseError(input.readable, error)
                    flags.insert([.protocolError, .endOfStream])
                    channel.bytesIn &+= 1
                    return
                }
            }
            switch fillInput() {
            case .moved: continue
            case .wouldBlock:
                if input.isEmpty { releaseInput() }
                return
            case .endOfStream:
                if !input.isEmpty { channel.bytesIn &+= UInt64(input.count) }
                flags.insert(.endOfStream)
                return
            case .failed:
                flags.insert([.error, .endOfStream])
                return
            }
        }
    }

    private func headReady(_ message: Message, _ channel: Channel) {
        channel.headReceived()
        if message.status < 200, message.status != 101 {
            // Interim: another head follows.
            parser.reset()
            if !input.isEmpty || io.canReceive { flags.insert(.moreToReceive) }
            return
        }
        startBody(message.framing)
        serverKeepsOpen = serverKeepsOpen && message.framing.keepAlive && message.framing.body != .untilClose
            && !(message.framing.isInsecure && !parser.options.keepsOnInsecureTransferEncoding)
        if inputState == .done, message.framing.body != .tunnel { finishInput(channel) }
        if message.framing.body == .tunnel {
            channel.endOfMessage = true
            flags.insert(.endOfInput)
        }
    }

    // MARK: Requests

    override func send(from channel: Channel) {
        if channel.head == .output, !writeHead(channel) { return }
        sendBody(from: channel)
        if requestComplete || outputState == .raw && tunnelled { flags.remove(.expectsNoData) }
    }

    private func writeHead(_ channel: Channel) -> Bool {
        guard let stream = connector?.stream, let message = stream.requestHead else { return false }
        stream.requestLeaves()
        if !output.isAllocated { output = worker.buffers.take() }
        parser.requestMethod = message.method
        parser.requestAskedUpgrade = message.framing.isUpgrade
        parser.requestAskedWebSocket = message.framing.isWebSocket
        let cases = owner.proxy.settings.options.contains(.h1CaseAdjustBogusServer) ? worker.cases : nil
        guard cases.map({ message.write(into: &output, cases: $0) }) ?? message.write(into: &output) else {
            flags.insert(.error)
            return false
        }
        guard output.contiguousRoom >= 30 else {
            flags.insert(.error)
            return false
        }
        if !message.framing.isUpgrade {
            if stream.wantsServerClose { serverKeepsOpen = false }
            if stream.announcesServerClose {
                output.append("connection: close\r\n")
            } else if !message.isAtLeast11 {
                output.append("connection: keep-alive\r\n")
            }
        }
        output.append("\r\n")
        outputState = message.framing.body == .chunked ? .chunked : .raw
        channel.markHeadSent(interim: false)
        if !message.framing.hasBody, channel.endOfMessage { outputState = .done; channel.endOfMessageSent = true }
        return true
    }

    override func startTunnel() {
        tunnelled = true
        super.startTunnel()
        flags.remove(.expectsNoData)
    }

    override func shutdown(_ mode: ShutdownMode) {
        if mode == .silent { io.noLinger = true }
        if tunnelled || inputState == .untilClose || mode == .silent { io.shutdownWrite() }
        flags.insert(.writeShut)
    }

    override func detach() {
        connector = nil
        if let server = owner.server { worker.connectionUnused(server) }
        let wanted = flags.contains(.keepAlive) && serverKeepsOpen && inputState == .done && requestComplete && !tunnelled
            && flags.isDisjoint(with: [.killConnection, .error, .errorPending, .endOfStream, .protocolError])
        if wanted, owner.isReusable, !(io.canReceive && hasSurplus()) {
            flags = []
            if owner.worker.keepIdle(owner) { return }
        }
        owner.close()
    }

    /// Bytes behind a complete response belong to no request.
    private func hasSurplus() -> Bool {
        switch fillInput() {
        case .wouldBlock:
            releaseInput()
            return false
        default: return true
        }
    }
}
