// Streams: a stream in words, for the administrator.
import Base
import Net
import Proxies

extension Stream {
    /// The number that `show sess` and `shutdown session` use.
    public var handle: UInt { UInt(bitPattern: Unmanaged.passUnretained(self).toOpaque()) }

    private var protocolName: String {
        guard let source = session.sourceAddress else { return "?" }
        switch source.family {
        case .ipv4: return "tcpv4"
        case .ipv6: return "tcpv6"
        case .none: return "?"
        default: return "unix_stream"
        }
    }

    private var sourceText: String {
        guard let source = session.sourceAddress else { return "?" }
        return source.isInternet ? source.text : "unix:\(session.listener?.id ?? 0)"
    }

    private var backendText: String { frontend === backend && !backend.isBackend ? "<NONE>" : backend.name }
    private var serverText: String { server?.name ?? back.endpoint?.name ?? "<none>" }

    /// Time left, empty for never.
    private func left(_ moment: Tick) -> String {
        guard moment != .eternity else { return "" }
        let rest = max(0, moment - loop.now)
        return rest >= 1000 ? "\(rest / 1000)s" : "\(rest)ms"
    }

    private var ageText: String {
        let seconds = (loop.now - logs.acceptTick) / 1000
        return seconds < 3600 ? (seconds < 60 ? "\(seconds)s" : "\(seconds / 60)m\(seconds % 60)s") : "\(seconds / 3600)h\(seconds / 60 % 60)m"
    }

    private func connectorText(_ connector: StreamConnector) -> String {
        let number = connector.state == .initial ? 0 : Int(connector.state.rawValue)
        let fd = connector.endpoint?.connection.map { "\($0.fd)" } ?? "-1"
        return "[\(number),\(String(connector.flags.rawValue, radix: 16))h,fd=\(fd),rex=\(left(connector.receiveExpire)),wex=\(left(connector.sendExpire))]"
    }

    private func channelText(_ channel: Channel) -> String {
        "[f=\(String(channel.flags.rawValue, radix: 16))h,i=\(channel.buffer.count - channel.output),an=\(String(channel.analysers.rawValue, radix: 16))h,ax=\(left(channel.analyseExpire))]"
    }

    /// One line of `show sess` (`stats_dump_sess`).
    public var summaryLine: String {
        "0x\(String(handle, radix: 16)): proto=\(protocolName) src=\(sourceText) fe=\(frontend.name) be=\(backendText) srv=\(serverText)"
            + " ts=00 epoch=0 age=\(ageText) rq\(channelText(request)) rp\(channelText(response))"
            + " scf=\(connectorText(front)) scb=\(connectorText(back)) exp=\(left(expire)) rc=\(retries) c_exp=\(left(connectExpire))\n"
    }

    /// All that is known, on several lines (`show sess all`).
    public var details: String {
        func connection(_ connector: StreamConnector) -> String {
            guard let connection = connector.endpoint?.connection else { return connector.endpoint.map { "applet \($0.name ?? "?")" } ?? "none" }
            let source = connection.sourceAddress?.text ?? "?", destination = connection.destinationAddress?.text ?? "?"
            return "fd=\(connection.fd) \(source) -> \(destination)\(connection.isConnecting ? " connecting" : "")"
        }
        var text = "0x\(String(handle, radix: 16)): [\(worker.log.dateText(logs.acceptWall))] id=\(id) proto=\(protocolName) source=\(sourceText)\n"
        text += "  flags=0x\(String(flags.rawValue, radix: 16)), conn_retries=\(retries), conn_exp=\(left(connectExpire)), queue=\(logs.serverQueue)/\(logs.backendQueue)\n"
        text += "  frontend=\(frontend.name) (id=\(frontend.id) mode=\(frontend.mode == .http ? "http" : "tcp")), listener=\(session.listener?.name ?? "?") (id=\(session.listener?.id ?? 0)) addr=\(session.destinationAddress?.text ?? "?")\n"
        text += "  backend=\(backendText) (id=\(backend.id) mode=\(backend.mode == .http ? "http" : "tcp"))\n"
        text += "  server=\(serverText) (id=\(server?.id ?? 0))\n"
        text += "  task=exp=\(left(expire)) age=\(ageText)\n"
        if isHTTP {
            text += "  txn=meth=\(transaction.method) status=\(transaction.status) req.st=\(transaction.requestState) rsp.st=\(transaction.responseState)\n"
        }
        text += "  scf=\(connectorText(front)) \(connection(front))\n"
        text += "  scb=\(connectorText(back)) \(connection(back))\n"
        text += "  req=\(channelText(request)) in=\(request.bytesIn) out=\(request.bytesOut) buffered=\(request.buffer.count)\n"
        text += "  res=\(channelText(response)) in=\(response.bytesIn) out=\(response.bytesOut) buffered=\(response.buffer.count)\n"
        return text
    }

    /// The descriptors it uses, each with what it is for (`show fd`).
    public var descriptors: [(fd: Int32, text: String)] {
        var result: [(Int32, String)] = []
        if let connection = front.endpoint?.connection {
            result.append((connection.fd, "owner=stream(front) fe=\(frontend.name) src=\(sourceText)\(connection.peerClosed ? " rdhup" : "")"))
        }
        if let connection = back.endpoint?.connection {
            result.append((connection.fd, "owner=stream(back) be=\(backend.name) srv=\(serverText)\(connection.isConnecting ? " connecting" : "")"))
        }
        return result
    }
}
