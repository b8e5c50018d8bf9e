// Streams: how connections to servers are made.
import Base
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
        }
        return options
    }

    /// The PROXY header that this server wants first (`make_proxy_line`).
    func proxyHeader() -> [UInt8]? {
        guard let server, server.settings.sendProxy != .none else { return nil }
        let source = session.sourceAddress ?? SocketAddress()
        let destination = session.destinationAddress ?? SocketAddress()
        if server.settings.sendProxy == .v1 { return ProxyHeader.line(source: source, destination: destination) }
        var extras = ProxyExtras()
        extras.checksum = server.settings.proxyV2Options.contains(.crc32c)
        extras.neverLocal = worker.configuration.global.pp2NeverSendLocal
        if server.settings.proxyV2Options.contains(.authority), isHTTP, let host = requestHead?.firstValue(.host) {
            extras.authority = Array(host)
        }
        return ProxyHeader.binary(source: source, destination: destination, extras: extras)
    }
}
