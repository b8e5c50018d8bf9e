// A whole engine in virtual time: one frontend and backend, scripted clients and servers.
import Base
import CShims
import Muxes
import Net
import Proxies
import Streams
import TestKit

/// One thread's engine, driven round by round. The server is a listening socket in the abstract namespace.
final class EngineFixture {
    let clock = FakeClock()
    let engine: Engine
    let worker: Worker
    let listener: Listener
    private let serverSocket: Int32

    /// - Parameter change: adjusts the only proxy, an HTTP `listen` with timeouts of a second.
    init(_ change: (inout ProxySettings) -> Void = { _ in }) throws {
        let name = "harrier-engine-test-\(getpid())-\(UInt.random(in: 0 ... .max))"
        let address = SocketAddress(abstractName: name, terminated: false)
        let descriptor = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue | SOCK_NONBLOCK.rawValue | SOCK_CLOEXEC.rawValue), 0)
        _ = address.withSockaddr { hs_bind(descriptor, $0, $1) }
        _ = listen(descriptor, 64)
        serverSocket = descriptor

        var settings = ProxySettings()
        settings.name = "proxy"
        settings.capabilities = [.frontend, .backend]
        settings.mode = .http
        settings.timeouts.client = 1000
        settings.timeouts.server = 1000
        settings.timeouts.connect = 300
        settings.balance.algorithm = .roundrobin
        var server = ServerSettings()
        server.name = "s1"
        server.address = "abns@\(name)"
        server.spec = try AddressSpec(server.address, allowed: .server)
        settings.servers = [server]
        change(&settings)
        let configuration = Configuration(global: GlobalSettings(), sections: [settings], threads: 1, maxconn: 100)
        let process = ProcessState(maxconn: 100, clock: clock)
        engine = Engine(configuration, process: process, clock: clock) { worker in
            worker.http1 = HTTP1()
            worker.passthrough = Passthrough()
        }
        worker = engine.workers[0]
        let proxy = configuration.proxies[0]
        listener = proxy.addListener(BindSettings(), address: SocketAddress(ipv4: 0x7F00_0001, port: 80))
    }

    deinit { close(serverSocket) }

    /// A client connects.
    func client() -> ScriptedPeer {
        let peer = ScriptedPeer()
        _ = listener.takeConnection()
        _ = listener.proxy.takeConnection()
        engine.process.connections.wrappingAdd(1, ordering: .relaxed)
        worker.accepted(peer.theirs, on: listener, source: SocketAddress(unixPath: ""))
        return peer
    }

    /// Lets `milliseconds` pass, then lets everything happen that can.
    func run(_ milliseconds: Tick = 0) {
        clock.advance(milliseconds)
        for _ in 0..<12 { worker.loop.round(maximumWait: 0) }
    }

    /// A connection of the proxy to its server, if one waits.
    func server() -> AcceptedPeer? {
        run()
        let fd = hs_accept4(serverSocket, nil, nil, 0)
        guard fd >= 0 else { return nil }
        _ = hs_fcntl(fd, F_SETFL, O_NONBLOCK)
        return AcceptedPeer(fd)
    }
}

/// The server's end of a connection.
final class AcceptedPeer {
    private let fd: Int32
    private(set) var hasEnded = false
    init(_ fd: Int32) { self.fd = fd }
    deinit { close(fd) }

    func say(_ text: String) {
        let bytes = Array(text.utf8)
        _ = bytes.withUnsafeBytes { send(fd, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL)) }
    }
    func heard() -> String {
        var text: [UInt8] = []
        var block = [UInt8](repeating: 0, count: 65536)
        while true {
            let count = block.withUnsafeMutableBytes { recv(fd, $0.baseAddress, $0.count, 0) }
            if count == 0 { hasEnded = true }
            guard count > 0 else { break }
            text += block[..<count]
        }
        return String(decoding: text, as: UTF8.self)
    }
    func finish() { shutdown(fd, Int32(SHUT_WR)) }
}
