// Checks: whether servers are well.
//
// Question  Is this server able to serve, and who is told when that changes?
// Owns      ServerCheck (one a checked server), HTTPCheck (its conversation), CheckSchedule (when the first ones start).
// Invariants  A check belongs to one thread; its verdict goes through `Server.report`, which knows all transitions.
// Source    HAProxy manual §4.2 `option httpchk`, `http-check`, §5.2; doc/internals/checks.md.
import Base
import CShims
import Net
import Proxies
import Streams

/// Checks one server again and again (`struct check` and its task).
final class ServerCheck: Task {
    /// How far a check has come.
    private enum Phase {
        case idle
        case connecting
        case sending
        case receiving
    }

    /// Wakes the check when its connection can go on.
    private final class Observer: ConnectionObserver {
        unowned(unsafe) let check: ServerCheck
        init(_ check: ServerCheck) { self.check = check }
        override func connectionReadable(_ connection: Connection) { check.wake(.io) }
        override func connectionWritable(_ connection: Connection) { check.wake(.io) }
    }

    /// Lets other threads name the check, to send it a message.
    private struct Reference: @unchecked Sendable {
        unowned(unsafe) let check: ServerCheck
    }

    let server: Server
    private unowned(unsafe) let worker: Worker
    private let connection: Connection
    private var observer: Observer!
    private let conversation: HTTPCheck?
    private var phase = Phase.idle
    private var startedAt: Tick = 0
    private var output: [UInt8] = []
    private var sent = 0
    private var input: [UInt8] = []
    private var isStopped = false

    /// Bytes of an answer that are looked at.
    private let inputLimit: Int

    init(_ server: Server, worker: Worker) throws(Regex.Failure) {
        self.server = server
        self.worker = worker
        connection = Connection(loop: worker.loop)
        let settings = server.proxy.settings.check
        conversation = settings.kind == .http ? try HTTPCheck(settings) : nil
        inputLimit = worker.configuration.global.tune.bufsize - worker.reserve
        super.init(loop: worker.loop)
        observer = Observer(self)
        connection.observer = observer
    }

    /// Arms the first check.
    func start(at moment: Tick) {
        expire = moment
        loop.schedule(self)
        let reference = Reference(check: self)
        server.onFastCheck = {
            // Why: whoever saw the error may run on another thread; the check itself never leaves its own.
            reference.check.loop.post { reference.check.hasten() }
        }
    }

    /// Ends all checking: the process stops.
    func stop() {
        isStopped = true
        connection.close()
        cancel()
    }

    /// Traffic showed errors: the next check comes after `fastinter` at the latest.
    private func hasten() {
        guard phase == .idle, !isStopped else { return }
        let moment = loop.now + (server.settings.fastInter ?? server.settings.inter)
        guard moment < expire else { return }
        expire = moment
        loop.schedule(self)
    }

    /// `process_chk_conn`.
    override func run(_ reasons: WakeReasons) {
        guard !isStopped else { return }
        if phase == .idle {
            if loop.now >= expire { begin() }
        } else if loop.now >= expire {
            timeOut()
        } else {
            progress()
        }
        if !isStopped { loop.schedule(self) }
    }

    // MARK: One check

    private func begin() {
        let proxy = server.proxy
        guard server.check.isEnabled, !server.check.isPaused, !worker.process.stopping.load(ordering: .relaxed) else {
            // Why: a server in maintenance is left alone, as all are once the process only waits for its last streams; the next check comes when its turn would have been.
            expire = loop.now + server.settings.inter
            return
        }
        startedAt = loop.now
        server.check.isRunning = true
        output.removeAll(keepingCapacity: true)
        input.removeAll(keepingCapacity: true)
        sent = 0
        let timeouts = proxy.settings.timeouts
        expire = loop.now + server.settings.inter
        if timeouts.check != nil, let connect = timeouts.connect, connect > 0 { expire = min(expire, loop.now + connect) }
        guard let address = target else { return finish(.socketError, info: "") }
        do throws(ConnectFailure) {
            let started = try OutgoingSocket.connect(to: address, options)
            if started.isConnected {
                connection.adopt(started.fd, mayHaveData: false)
            } else {
                connection.adoptConnecting(started.fd)
            }
            phase = .connecting
            progress()
        } catch {
            switch error {
            case .refused(let code): finish(.layer4Failure, info: Self.text(of: code))
            case .processLimit: finish(.socketError, info: "Reached process FD limit")
            case .systemLimit(let code): finish(.socketError, info: Self.text(of: code))
            case .source(let code): finish(.socketError, info: Self.text(of: code))
            case .noPort: finish(.socketError, info: "No port left")
            }
        }
    }

    /// Where checks go: `addr` and `port`, else the server's own.
    private var target: SocketAddress? {
        let settings = server.settings
        var address = settings.checkAddress ?? server.address
        guard address.family != .none else { return nil }
        if address.isInternet {
            if let port = settings.checkPort { address = address.with(port: port) }
            else if address.port == 0 { address = address.with(port: server.address.port) }
            guard address.port > 0 else { return nil }
        }
        return address
    }

    private var options: ConnectOptions {
        var options = ConnectOptions()
        let settings = server.settings
        // Why: a check that only connects then ends with a reset instead of the handshake's last packet, and the server's
        // application never hears of it (`conn_delay_ack`).
        options.delayAcknowledgement = conversation == nil && !settings.checkSendProxy
        options.userTimeout = settings.tcpUserTimeout.map(Int32.init(truncatingIfNeeded:))
        options.congestionControl = settings.congestionControl
        options.namespace = settings.namespace
        if let source = settings.source ?? server.proxy.settings.source {
            options.source = source.address
            options.interface = source.interface
        }
        return options
    }

    private func progress() {
        if phase == .connecting {
            guard !connection.isConnecting else { return }
            connection.fetchError()
            guard connection.error == .none else { return finish(.layer4Failure, info: Self.text(of: connection.error)) }
            connected()
            if phase == .idle { return }
        }
        if phase == .sending, !send() { return }
        if phase == .receiving { receive() }
    }

    private func connected() {
        if server.settings.checkSendProxy { output = proxyHeader() }
        if let conversation { output += conversation.request(for: server, node: worker.configuration.global.node) }
        guard conversation != nil || !output.isEmpty else { return finish(.layer4OK, info: "") }
        if let limit = server.proxy.settings.timeouts.check { expire = loop.now + limit }
        phase = .sending
    }

    /// The header that traffic begins with; our own addresses, or LOCAL, for nobody stands behind a check.
    private func proxyHeader() -> [UInt8] {
        switch server.settings.sendProxy {
        case .none, .v1:
            return ProxyHeader.line(source: .local(of: connection.fd), destination: .peer(of: connection.fd))
        case .v2, .v2SSL, .v2SSLCommonName:
            var extras = ProxyExtras()
            extras.checksum = server.settings.proxyV2Options.contains(.crc32c)
            guard worker.configuration.global.pp2NeverSendLocal else {
                return ProxyHeader.binary(source: SocketAddress(), destination: SocketAddress(), extras: extras)
            }
            extras.neverLocal = true
            return ProxyHeader.binary(source: .local(of: connection.fd), destination: .peer(of: connection.fd), extras: extras)
        }
    }

    /// - Returns: whether everything is sent.
    private func send() -> Bool {
        while sent < output.count {
            let result = output.withUnsafeBufferPointer { connection.send(ByteView(rebasing: $0[sent...])) }
            switch result {
            case .moved(let count): sent += count
            case .wouldBlock: return false
            case .endOfStream, .failed:
                finish(.socketError, info: Self.text(of: connection.error))
                return false
            }
        }
        guard conversation != nil else {
            finish(.layer4OK, info: "")
            return false
        }
        phase = .receiving
        return true
    }

    private func receive() {
        guard let conversation else { return }
        while true {
            let used = input.count
            let room = inputLimit - used
            guard room > 0 else { return judge(conversation, isLast: true) }
            input.append(contentsOf: repeatElement(0, count: min(room, 4096)))
            let result = input.withUnsafeMutableBufferPointer {
                connection.receive(into: UnsafeMutableBufferPointer(rebasing: $0[used...]))
            }
            if case .moved(let count) = result {
                input.removeLast(input.count - used - count)
                judge(conversation, isLast: false)
                if phase == .idle { return }
                continue
            }
            input.removeLast(input.count - used)
            switch result {
            case .moved, .wouldBlock: return
            case .endOfStream: return judge(conversation, isLast: true)
            case .failed: return finish(.socketError, info: Self.text(of: connection.error))
            }
        }
    }

    private func judge(_ conversation: HTTPCheck, isLast: Bool) {
        guard let verdict = conversation.judge(input, isLast: isLast, wasStopped: server.state == .stopped) else { return }
        finish(verdict.status, code: verdict.code, info: verdict.info)
    }

    private func timeOut() {
        finish(phase == .connecting ? .layer4Timeout : conversation == nil ? .layer4Timeout : .layer7Timeout, info: "")
    }

    private func finish(_ status: CheckStatus, code: Int = 0, info: String) {
        connection.noLinger = true
        connection.close()
        phase = .idle
        server.check.isRunning = false
        let change = server.report(
            status, code: code, info: info, duration: loop.now - startedAt, thread: worker.index, now: loop.now)
        expire = loop.now + spread(server.checkInterval(isFast: false))
        worker.apply(change)
    }

    /// Varies an interval by `spread-checks` percent at random, up or down.
    private func spread(_ interval: Int64) -> Int64 {
        CheckSchedule.spread(interval, percent: worker.configuration.global.spreadChecks, draw: .random(in: 0...1))
    }

    // MARK: Texts

    /// As 3.4 words the failures of connections: `ECONNREFUSED returned by OS (Connection refused)`.
    private static func text(of code: Int32) -> String {
        guard code != 0 else { return "" }
        let name: String? = switch code {
        case ECONNREFUSED: "ECONNREFUSED"
        case ECONNRESET: "ECONNRESET"
        case EHOSTUNREACH: "EHOSTUNREACH"
        case ENETUNREACH: "ENETUNREACH"
        case ETIMEDOUT: "ETIMEDOUT"
        case EPIPE: "EPIPE"
        default: nil
        }
        let sentence = String(cString: strerror(code))
        return name.map { "\($0) returned by OS (\(sentence))" } ?? sentence
    }

    private static func text(of error: ConnectionError) -> String {
        switch error {
        case .refused: text(of: ECONNREFUSED)
        case .reset: text(of: ECONNRESET)
        case .unreachable: text(of: EHOSTUNREACH)
        case .timedOut: text(of: ETIMEDOUT)
        case .brokenPipe: text(of: EPIPE)
        default: ""
        }
    }
}
