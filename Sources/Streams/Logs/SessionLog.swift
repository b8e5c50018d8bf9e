// Streams: lines of connections that never had a stream.
import Base
import Net
import Proxies
import Samples

/// A request that was refused before a stream existed, as log formats see it (`sess_build_logline` without a stream).
final class FailedRequest: LogSource {
    private unowned(unsafe) let session: Session
    private let status: Int
    private let code: ErrorCode
    private let id: UInt64

    init(_ session: Session, status: Int, code: ErrorCode) {
        self.session = session
        self.status = status
        self.code = code
        id = session.worker.nextID()
    }

    private var frontend: Proxy { session.frontend }
    private var worker: Worker { session.worker }
    private var idle: Int64 { Int64(max(0, session.idleTime)) }
    private var handshake: Int64 { Int64(session.handshakeTime) }
    private var total: Int64 { worker.loop.now - session.acceptTick }

    func append(_ alias: LogAlias, to line: inout LogLine) {
        switch alias {
        case .client: LogWriting.host(session.sourceAddress, &line)
        case .clientPort: LogWriting.port(session.sourceAddress, session.listener, &line)
        case .frontendAddress: LogWriting.host(session.destinationAddress, &line)
        case .frontendPort: LogWriting.port(session.destinationAddress, session.listener, &line)
        case .frontend, .frontendTransport, .backend: LogWriting.name(frontend.name, &line)
        case .server: line.append("<NOSRV>")
        case .serverAddress, .serverPort, .backendSource, .backendSourcePort, .sslCipher, .sslVersion, .requestCookie, .responseCookie,
            .uniqueID:
            line.appendMissing()
        case .hostname: worker.log.hostname.withUnsafeBufferPointer { line.append($0) }
        case .pid: line.append(identifier: worker.log.pid)
        case .date: worker.log.dates.appendWithMilliseconds(session.acceptWall, to: &line)
        case .requestDate: worker.log.dates.appendWithMilliseconds(session.acceptWall + (idle + handshake) * 1000, to: &line)
        case .dateGMT: worker.log.dates.appendUniversal(session.acceptWall, to: &line)
        case .requestDateGMT: worker.log.dates.appendUniversal(session.acceptWall + (idle + handshake) * 1000, to: &line)
        case .dateLocal: worker.log.dates.appendLocal(session.acceptWall, to: &line)
        case .requestDateLocal: worker.log.dates.appendLocal(session.acceptWall + (idle + handshake) * 1000, to: &line)
        case .timestamp: line.append(identifier: UInt64(max(0, session.acceptWall / 1_000_000)))
        case .milliseconds: LogWriting.milliseconds(session.acceptWall, &line)
        case .handshakeTime: line.append(integer: handshake)
        case .idleTime: line.append(integer: idle)
        case .queryTime, .requestTime, .queueTime, .connectTime, .responseTime, .dataTime: line.append(integer: -1)
        case .activeTime: line.append(integer: total - idle - handshake)
        case .totalTime: line.append(integer: total)
        case .userTime: line.append(integer: total - idle)
        case .bytesRead, .bytesUploaded, .serverConnections, .retries, .serverQueue, .backendQueue: line.append(integer: 0)
        case .processConnections: LogWriting.count(worker.process.connections.load(ordering: .relaxed), &line)
        case .frontendConnections: LogWriting.count(frontend.feconn.load(ordering: .relaxed), &line)
        case .backendConnections: LogWriting.count(frontend.beconn.load(ordering: .relaxed), &line)
        case .logCounter: line.append(integer: Int64(truncatingIfNeeded: frontend.proxyLog?.lines.load(ordering: .relaxed) ?? 0))
        case .requestCounter: line.append(identifier: id)
        case .status: line.append(integer: Int64(status))
        case .termination, .terminationAndCookie:
            var letters: (UInt8, UInt8, UInt8, UInt8) = (code.rawValue, FinishCode.request.rawValue, 45, 45)
            withUnsafeBytes(of: &letters) { raw in
                line.append(
                    plain: ByteView(
                        start: raw.baseAddress.unsafelyUnwrapped.assumingMemoryBound(to: UInt8.self),
                        count: alias == .termination ? 2 : 4))
            }
        case .request, .method, .uri, .path, .pathAndAuthority, .query, .version: line.append("<BADREQ>")
        case .requestHeaders, .responseHeaders, .requestHeaderList, .responseHeaderList: break
        case .logOrigin: line.append("sess_error")
        }
    }
}

extension Session {
    /// Logs a request that no stream ever saw: invalid, too slow, or given up (`sess_log`).
    /// - Parameters:
    ///   - status: what the client was answered; 0 without an answer.
    ///   - error: first letter of the termination state.
    ///   - begun: whether any byte of it had come.
    public func logError(status: Int32, error: ErrorCode, finish: FinishCode, begun: Bool) {
        guard let log = frontend.proxyLog, !log.routes.isEmpty, let format = log.format else { return }
        if !begun, frontend.settings.options.contains(.dontlognull) { return }
        let source = FailedRequest(self, status: Int(status), code: error)
        var context = logContext(worker.log.scratch)
        let level: SyslogLevel = frontend.settings.options.contains(.logSeparateErrors) ? .error : .info
        worker.log.write(format, of: log, level: level, from: source, &context, wall: worker.loop.wall)
    }

    /// Counts a request that no stream ever saw; the mux counts its answer (`proxy_inc_fe_req_ctr`).
    public func countFailedRequest() {
        let counters = frontend.frontendCounters[worker.index]
        counters[.h1Requests] &+= 1
        counters[.requestErrors] &+= 1
        worker.process.totalRequests.wrappingAdd(1, ordering: .relaxed)
    }

    /// Logs a connection that failed in its handshake (`session_kill_embryonic`).
    /// - Parameter message: what went wrong, e.g. `Connection error during SSL handshake`.
    public func logConnectionError(_ message: StaticString) {
        guard let log = frontend.proxyLog, !log.routes.isEmpty else { return }
        let level: SyslogLevel = frontend.settings.options.contains(.logSeparateErrors) ? .error : .info
        if let format = log.errorFormat {
            let source = FailedRequest(self, status: 0, code: .proxyCondition)
            var context = logContext(worker.log.scratch)
            return worker.log.write(format, of: log, level: level, from: source, &context, wall: worker.loop.wall)
        }
        let address = sourceAddress ?? SocketAddress()
        let place = address.isInternet ? "\(address.hostText):\(address.port)" : "unix:\(listener?.id ?? 0)"
        let bind = listener.map { $0.settings.name ?? "\($0.id)" } ?? "?"
        worker.log.send(
            "\(place) [\(worker.log.dateText(acceptWall))] \(frontend.name)/\(bind): \(message)", level: level, about: frontend,
            wall: worker.loop.wall)
    }

    private func logContext(_ scratch: Scratch) -> EvaluationContext {
        scratch.reset()
        return EvaluationContext(subject: .passUnretained(self), scratch: scratch, options: .final)
    }
}

extension LogThread {
    /// A date as `%t` prints it.
    func dateText(_ wall: Int64) -> String {
        withUnsafeTemporaryAllocation(of: UInt8.self, capacity: 32) { block in
            var line = LogLine(block)
            dates.appendWithMilliseconds(wall, to: &line)
            return line.bytes.text
        }
    }
}
