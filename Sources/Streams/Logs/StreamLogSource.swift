// Streams: what the aliases of log formats mean for a stream.
import Base
import Net
import Proxies
import Samples

extension Stream: LogSource {
    // One case an alias, in HAProxy's own terms (`sess_build_logline_orig`).
    public func append(_ alias: LogAlias, to line: inout LogLine) {
        switch alias {
        // Who and where.
        case .client: LogWriting.host(session.sourceAddress, &line)
        case .clientPort: LogWriting.port(session.sourceAddress, session.listener, &line)
        case .frontendAddress: LogWriting.host(session.destinationAddress, &line)
        case .frontendPort: LogWriting.port(session.destinationAddress, session.listener, &line)
        case .frontend, .frontendTransport: LogWriting.name(frontend.name, &line)
        case .backend: LogWriting.name(backend.name, &line)
        case .server:
            if let server { LogWriting.name(server.name, &line) }
            else if let name = back.endpoint?.name ?? applet?.name { LogWriting.name(name, &line) }
            else { line.append("<NOSRV>") }
        case .serverAddress: LogWriting.host(back.endpoint?.connection?.destinationAddress ?? serverAddressForLogs, &line)
        case .serverPort: LogWriting.port(back.endpoint?.connection?.destinationAddress ?? serverAddressForLogs, nil, &line)
        case .backendSource: LogWriting.host(back.endpoint?.connection?.sourceAddress, &line)
        case .backendSourcePort: LogWriting.port(back.endpoint?.connection?.sourceAddress, nil, &line)
        case .hostname: worker.log.hostname.withUnsafeBufferPointer { line.append($0) }
        case .pid: line.append(identifier: worker.log.pid)
        case .sslCipher, .sslVersion: line.appendMissing()

        // When.
        case .date: worker.log.dates.appendWithMilliseconds(logs.acceptWall, to: &line)
        case .requestDate: worker.log.dates.appendWithMilliseconds(requestWall, to: &line)
        case .dateGMT: worker.log.dates.appendUniversal(logs.acceptWall, to: &line)
        case .requestDateGMT: worker.log.dates.appendUniversal(requestWall, to: &line)
        case .dateLocal: worker.log.dates.appendLocal(logs.acceptWall, to: &line)
        case .requestDateLocal: worker.log.dates.appendLocal(requestWall, to: &line)
        case .timestamp: line.append(identifier: UInt64(max(0, logs.acceptWall / 1_000_000)))
        case .milliseconds: LogWriting.milliseconds(logs.acceptWall, &line)
        case .handshakeTime: line.append(integer: Int64(logs.handshake))
        case .idleTime: line.append(integer: Int64(logs.idle))
        case .queryTime: line.append(integer: requestTime)
        case .requestTime:
            line.append(integer: requestTime >= 0 ? requestTime - Int64(logs.idle) - Int64(logs.handshake) : -1)
        case .queueTime: line.append(integer: logs.queue >= 0 ? logs.queue - requestTime : -1)
        case .connectTime: line.append(integer: logs.connect >= 0 ? logs.connect - logs.queue : -1)
        case .responseTime: line.append(integer: logs.data >= 0 ? logs.data - logs.connect : -1)
        case .dataTime:
            let start = isHTTP ? logs.data : logs.connect
            line.append(integer: start >= 0 ? logs.close - start : -1)
        case .activeTime:
            line.append(
                integer: logs.close - (logs.idle >= 0 ? Int64(logs.idle) + Int64(logs.handshake) : 0), isPartial: isLogEarly)
        case .totalTime: line.append(integer: logs.close, isPartial: isLogEarly)
        case .userTime: line.append(integer: logs.close - Int64(max(0, logs.idle)), isPartial: isLogEarly)

        // How much.
        case .bytesRead: line.append(integer: Int64(truncatingIfNeeded: response.bytesIn), isPartial: isLogEarly)
        case .bytesUploaded: line.append(integer: Int64(truncatingIfNeeded: request.bytesIn))
        case .processConnections: LogWriting.count(worker.process.connections.load(ordering: .relaxed), &line)
        case .frontendConnections: LogWriting.count(frontend.feconn.load(ordering: .relaxed), &line)
        case .backendConnections:
            // Why: at its end the stream has left its backend and server, in HAProxy before the line is written.
            let own = isLogFinal && flags.contains(.backendAssigned) ? 1 : 0
            LogWriting.count(backend.beconn.load(ordering: .relaxed) - own, &line)
        case .serverConnections:
            let own = isLogFinal && flags.contains(.currentSession) ? 1 : 0
            LogWriting.count(server.map { $0.currentSessions.load(ordering: .relaxed) - own } ?? 0, &line)
        case .retries:
            line.append(integer: Int64(retries), isPartial: assignment.wasRedispatched)
        case .serverQueue: line.append(integer: Int64(logs.serverQueue))
        case .backendQueue: line.append(integer: Int64(logs.backendQueue))
        case .logCounter: line.append(integer: Int64(truncatingIfNeeded: frontend.proxyLog?.lines.load(ordering: .relaxed) ?? 0))
        case .requestCounter: line.append(identifier: id)

        // What.
        case .status: line.append(integer: isHTTP ? Int64(transaction.status) : 0)
        case .termination, .terminationAndCookie: appendTermination(alias == .terminationAndCookie, &line)
        case .request: LogWriting.uri(loggedURI, &line)
        case .method, .uri, .path, .pathAndAuthority, .query, .version: LogWriting.part(alias, of: loggedURI, &line)
        case .requestCookie: clientCookieText.withUnsafeBufferPointer { line.append($0) }
        case .responseCookie: serverCookieText.withUnsafeBufferPointer { line.append($0) }
        case .requestHeaders: LogWriting.braces(requestCaptures, &line)
        case .responseHeaders: LogWriting.braces(responseCaptures, &line)
        case .requestHeaderList: LogWriting.list(requestCaptures, &line)
        case .responseHeaderList: LogWriting.list(responseCaptures, &line)
        case .uniqueID: uniqueID.withUnsafeBufferPointer { line.append($0) }
        case .logOrigin: line.append(isLogFinal ? "txn_close" : logs.data >= 0 ? "txn_response" : logs.connect >= 0 ? "txn_connect" : "txn_request")
        }
    }

    private var isLogEarly: Bool { !isLogFinal && frontend.proxyLog?.isEarly == true }
    /// `Tq`.
    private var requestTime: Int64 { logs.request }
    private var serverAddressForLogs: SocketAddress? { logs.connect >= 0 ? server?.address : nil }
    private var requestWall: Int64 {
        logs.acceptWall + (logs.idle >= 0 ? (Int64(logs.idle) + Int64(logs.handshake)) * 1000 : 0)
    }

    private func appendTermination(_ hasCookie: Bool, _ line: inout LogLine) {
        var letters: (UInt8, UInt8, UInt8, UInt8) = (errorCode.rawValue, finishCode.rawValue, 45, 45)
        if hasCookie, isHTTP, backend.persistenceCookie?.isLogged ?? false {
            letters.2 = transaction.clientCookie.rawValue
            letters.3 = transaction.serverCookie.rawValue
        }
        withUnsafeBytes(of: &letters) { raw in
            line.append(plain: ByteView(start: raw.baseAddress.unsafelyUnwrapped.assumingMemoryBound(to: UInt8.self), count: hasCookie ? 4 : 2))
        }
    }
}

/// Forms that streams and sessions share.
enum LogWriting {
    /// A name of the configuration, without a copy when its text is native.
    static func name(_ name: String, _ line: inout LogLine) {
        var name = name
        name.withUTF8 { line.append($0) }
    }

    static func count(_ value: Int, _ line: inout LogLine) { line.append(integer: Int64(max(0, value))) }

    static func host(_ address: SocketAddress?, _ line: inout LogLine) {
        guard let address, address.family != .none else { return line.appendMissing() }
        withUnsafeTemporaryAllocation(of: UInt8.self, capacity: SocketAddress.longestHost) { scratch in
            let base = scratch.baseAddress.unsafelyUnwrapped
            let text = ByteView(start: base, count: address.writeHost(to: base))
            if address.isInternet {
                address.withAddressBytes { line.append(address: $0, text: text) }
            } else {
                line.append(text)
            }
        }
    }

    /// A port; for a UNIX socket the listener's number.
    static func port(_ address: SocketAddress?, _ listener: Listener?, _ line: inout LogLine) {
        guard let address, address.family != .none else { return line.appendMissing() }
        if address.isInternet { return line.append(identifier: UInt64(address.port)) }
        line.append(integer: Int64(listener?.id ?? 0))
    }

    static func milliseconds(_ wall: Int64, _ line: inout LogLine) {
        let value = Int(wall % 1_000_000) / 1000
        var digits: (UInt8, UInt8, UInt8) = (UInt8(48 + value / 100), UInt8(48 + value / 10 % 10), UInt8(48 + value % 10))
        withUnsafeBytes(of: &digits) { raw in
            line.append(plain: ByteView(start: raw.baseAddress.unsafelyUnwrapped.assumingMemoryBound(to: UInt8.self), count: 3))
        }
    }

    static func uri(_ uri: [UInt8], _ line: inout LogLine) {
        if uri.isEmpty { return line.append("<BADREQ>") }
        uri.withUnsafeBufferPointer { line.append($0, encoding: .target) }
    }

    /// A part of the request line (`%HM`, `%HU`, `%HP`, `%HPO`, `%HQ`, `%HV`).
    static func part(_ alias: LogAlias, of uri: [UInt8], _ line: inout LogLine) {
        uri.withUnsafeBufferPointer { whole in
            guard let first = whole.firstIndex(of: 32) else { return line.append("<BADREQ>") }
            let method = ByteView(rebasing: whole[..<first])
            let rest = ByteView(rebasing: whole[(first + 1)...])
            let last = rest.lastIndex(of: 32)
            let target = ByteView(rebasing: rest[..<(last ?? rest.count)])
            let mark = target.firstIndex(of: 63)
            let withoutQuery = ByteView(rebasing: target[..<(mark ?? target.count)])
            switch alias {
            case .method: line.append(method, encoding: .target)
            case .uri: line.append(target, encoding: .target)
            case .pathAndAuthority: line.append(withoutQuery, encoding: .target)
            case .path: line.append(path(of: withoutQuery), encoding: .target)
            case .query:
                if let mark { line.append(ByteView(rebasing: target[mark...]), encoding: .target) }
                else if line.flags.contains(.quote) || !line.flags.isDisjoint(with: [.json, .cbor]) { line.appendMissing() }
            default:
                guard let last else { return line.append("<BADREQ>") }
                line.append(ByteView(rebasing: rest[(last + 1)...]), encoding: .target)
            }
        }
    }

    /// The target without scheme and authority.
    private static func path(of target: ByteView) -> ByteView {
        guard target.first != 47, let colon = target.firstIndex(of: 58), target.count > colon + 2, target[colon + 1] == 47,
            target[colon + 2] == 47
        else { return target }
        let authority = ByteView(rebasing: target[(colon + 3)...])
        guard let slash = authority.firstIndex(of: 47) else { return ByteView(start: nil, count: 0) }
        return ByteView(rebasing: authority[slash...])
    }

    /// `{a|b}`; nothing when nothing is captured.
    static func braces(_ captures: Captures, _ line: inout LogLine) {
        guard captures.count > 0 else { return }
        line.beginComposite()
        line.composite(123)
        for index in 0..<captures.count {
            if index > 0 { line.composite(124) }
            if let value = captures.value(index) { line.composite(value, encoding: .header) }
        }
        line.composite(125)
        line.endComposite()
    }

    /// One value after the other, separated by blanks, each with its own quotes.
    static func list(_ captures: Captures, _ line: inout LogLine) {
        for index in 0..<captures.count {
            if index > 0 { line.append(plain: 32) }
            if let value = captures.value(index) { line.append(value, encoding: .header) } else { line.appendMissing() }
        }
    }
}
