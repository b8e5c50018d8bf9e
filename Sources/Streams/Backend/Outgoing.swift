// Streams: how connections to servers are made.
import Base
import HTTP
import Net
import Proxies

extension Stream {
    /// Socket settings of the server and the backend (`alloc_bind_address`, `tcp_connect_server`).
    func outgoingOptions() -> ConnectOptions {
        var options = ConnectOptions()
        let settings = backend.settings
        if settings.options.contains(.srvtcpka) {
            options.keepAlive = true
            options.keepAliveCount = settings.serverKeepAlive.count.map(Int32.init(truncatingIfNeeded:))
            options.keepAliveIdle = settings.serverKeepAlive.idle.map(Int32.init(truncatingIfNeeded:))
            options.keepAliveInterval = settings.serverKeepAlive.interval.map(Int32.init(truncatingIfNeeded:))
        }
        let tune = worker.configuration.global.tune
        options.receiveBuffer = tune.rcvbufServer.map(Int32.init(truncatingIfNeeded:))
        options.sendBuffer = tune.sndbufServer.map(Int32.init(truncatingIfNeeded:))
        if let server {
            options.userTimeout = server.settings.tcpUserTimeout.map(Int32.init(truncatingIfNeeded:))
            options.fastOpen = server.settings.tcpFastOpen
            options.congestionControl = server.settings.congestionControl
            options.namespace = server.settings.namespace
        }
        if let source = server?.settings.source ?? settings.source {
            options.source = source.address
            options.interface = source.interface
            if let foreign = foreignSource(source.spoof) {
                options.source = foreign
                options.transparent = true
            }
        }
        return options
    }

    /// The address of another machine that the server is to see (`usesrc`; `alloc_bind_address`).
    private func foreignSource(_ spoof: SourceSettings.Spoof) -> SocketAddress? {
        switch spoof {
        case .none: return nil
        case .address(let address): return address
        case .client: return session.sourceAddress
        case .clientIP: return session.sourceAddress?.with(port: 0)
        case .header(let name, let occurrence):
            guard let message = requestHead, occurrence != 0 else { return nil }
            var found: [SocketAddress] = []
            Array(name.utf8).withUnsafeBufferPointer { name in
                var from = 0
                while let index = message.find(named: name, from: from) {
                    var list = ValueList(message.value(at: index))
                    while let item = list.next() { if let address = SocketAddress(numeric: item) { found.append(address) } }
                    from = index + 1
                }
            }
            let place = occurrence > 0 ? occurrence - 1 : found.count + occurrence
            return found.indices.contains(place) ? found[place] : nil
        }
    }

    /// Begins to connect. With a range of source ports, each attempt takes the next one and passes over those in use.
    func startConnecting(to address: SocketAddress) throws(ConnectFailure) -> OutgoingSocket.Started {
        var options = outgoingOptions()
        guard let source = server?.settings.source ?? backend.settings.source, case .none = source.spoof,
            source.lastPort > Int(source.address.port)
        else { return try OutgoingSocket.connect(to: address, options) }
        let first = Int(source.address.port)
        let count = source.lastPort - first + 1
        for _ in 0..<min(count, 64) {
            options.source = source.address.with(port: UInt16(first + worker.nextSourcePort(count)))
            do throws(ConnectFailure) {
                return try OutgoingSocket.connect(to: address, options)
            } catch {
                guard error == .noPort else { throw error }
            }
        }
        throw .noPort
    }

    /// The PROXY header that this server wants first (`make_proxy_line`).
    func proxyHeader() -> [UInt8]? {
        guard let server, server.settings.sendProxy != .none else { return nil }
        let source = session.sourceAddress ?? SocketAddress()
        let destination = session.destinationAddress ?? SocketAddress()
        if server.settings.sendProxy == .v1 { return ProxyHeader.line(source: source, destination: destination) }
        var extras = ProxyExtras()
        let wanted = server.settings.proxyV2Options
        extras.checksum = wanted.contains(.crc32c)
        extras.neverLocal = worker.configuration.global.pp2NeverSendLocal
        if wanted.contains(.authority), isHTTP, let host = requestHead?.firstValue(.host) { extras.authority = Array(host) }
        if wanted.contains(.uniqueID) {
            let value = makeUniqueID()
            if !value.isEmpty { extras.uniqueID = value }
        }
        return ProxyHeader.binary(source: source, destination: destination, extras: extras)
    }
}
