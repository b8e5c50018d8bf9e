import Base
import CShims
import Net
import Testing

/// A folder that is gone afterwards.
func withFolder(_ body: (String) throws -> Void) throws {
    var template = Array("/tmp/harrier-test-XXXXXX".utf8CString)
    let folder = String(cString: try #require(mkdtemp(&template)))
    defer { _ = system("rm -rf \(folder)") }
    try body(folder)
}

/// Clients must never be refused while processes change, and a socket's rights are a security border.
@Suite("Listening sockets")
struct ListeningSocketTests {
    let loopback = SocketAddress(ipv4: 0x7F00_0001)

    /// Waits for the connection, which a loopback handshake may deliver a moment later.
    func acceptSoon(_ fd: Int32) -> Accepted {
        var waiting = pollfd(fd: fd, events: Int16(POLLIN), revents: 0)
        _ = poll(&waiting, 1, 1000)
        return Accepted.from(fd)
    }

    @Test("TCP: bound, listening, accepting with the peer's address")
    func tcp() throws {
        let socket = try ListeningSocket.open(loopback, ListenOptions())
        defer { socket.close() }
        #expect(socket.address.port != 0)
        #expect(Accepted.from(socket.descriptors[0]) == .drained)
        let client = try OutgoingSocket.connect(to: socket.address)
        defer { close(client.fd) }
        guard case .connection(let fd, let peer) = acceptSoon(socket.descriptors[0]) else { Issue.record("no connection"); return }
        defer { close(fd) }
        #expect(peer == SocketAddress.local(of: client.fd))
        #expect(SocketAddress.peer(of: client.fd) == socket.address)
        #expect(hs_fcntl(fd, F_GETFL, 0) & O_NONBLOCK != 0)
        #expect(hs_fcntl(fd, F_GETFD, 0) & FD_CLOEXEC != 0)
    }

    @Test("IPv6 only refuses IPv4 on the same port")
    func v6only() throws {
        var options = ListenOptions()
        options.onlyIPv6 = true
        let socket = try ListeningSocket.open(SocketAddress(ipv6High: 0, 0), options)
        defer { socket.close() }
        let v4 = try ListeningSocket.open(loopback.with(port: socket.address.port), ListenOptions())
        v4.close()
        let client = try OutgoingSocket.connect(to: SocketAddress(ipv6High: 0, 1, port: socket.address.port))
        defer { close(client.fd) }
        guard case .connection(let fd, let peer) = acceptSoon(socket.descriptors[0]) else { Issue.record("no connection"); return }
        close(fd)
        #expect(peer.hostText == "::1")
    }

    @Test("one descriptor a thread on one port")
    func shards() throws {
        let socket = try ListeningSocket.open(loopback, ListenOptions(), shards: 3)
        defer { socket.close() }
        #expect(socket.descriptors.count == 3)
        #expect(Set(socket.descriptors.map { SocketAddress.local(of: $0).port }) == [socket.address.port])
    }

    @Test("an address in use can be tried again, a wrong one cannot")
    func inUse() throws {
        var alone = ListenOptions()
        alone.reusePort = false
        let socket = try ListeningSocket.open(loopback, alone)
        defer { socket.close() }
        #expect(throws: BindFailure("cannot bind socket (Address already in use) for [\(socket.address.text)]", isRetryable: true)) {
            try ListeningSocket.open(socket.address, alone)
        }
        #expect(throws: BindFailure("cannot bind socket (Cannot assign requested address) for [192.0.2.1:18766]")) {
            try ListeningSocket.open(SocketAddress(ipv4: 0xC000_0201, port: 18766), alone)
        }
        alone.interface = "nope0"
        #expect(throws: BindFailure("cannot bind receiver to device 'nope0' (No such device) for [127.0.0.1:0]")) {
            try ListeningSocket.open(loopback, alone)
        }
        alone.interface = nil
        alone.namespace = "nope0"
        #expect(throws: BindFailure.self) { try ListeningSocket.open(loopback, alone) }
    }

    @Test("pause lets another process listen, resume takes the port back")
    func pause() throws {
        var alone = ListenOptions()
        alone.reusePort = false
        // Why: the kernel keeps a port through a pause only if it was asked for by number.
        let probe = try ListeningSocket.open(loopback, alone)
        let address = probe.address
        probe.close()
        let socket = try ListeningSocket.open(address, alone)
        defer { socket.close() }
        #expect(socket.pause())
        let next = try ListeningSocket.open(socket.address, alone)
        next.close()
        #expect(socket.resume())
        let client = try OutgoingSocket.connect(to: socket.address)
        defer { close(client.fd) }
        guard case .connection(let fd, _) = acceptSoon(socket.descriptors[0]) else { Issue.record("no connection"); return }
        close(fd)
    }

    @Test("a UNIX socket appears with its mode, replaces its forerunner at once, and goes only if it is its own")
    func unix() throws {
        try withFolder { folder in
            let address = SocketAddress(unixPath: "\(folder)/s")
            var options = ListenOptions()
            options.mode = 0o640
            let first = try ListeningSocket.open(address, options)
            #expect(access(address.path, F_OK) != 0)
            try first.publish()
            var status = stat()
            #expect(lstat(address.path, &status) == 0 && status.st_mode & 0o777 == 0o640)
            let client = try OutgoingSocket.connect(to: address)
            #expect(client.isConnected)
            close(client.fd)
            let second = try ListeningSocket.open(address, options)
            let old = try OutgoingSocket.connect(to: address)  // still the first one's
            close(old.fd)
            try second.publish()
            first.close(removingFile: true)
            #expect(access(address.path, F_OK) == 0)
            let new = try OutgoingSocket.connect(to: address)
            guard case .connection(let fd, let peer) = acceptSoon(second.descriptors[0]) else { Issue.record("no connection"); return }
            #expect(peer.family == .unix && peer.path.isEmpty)
            close(fd)
            close(new.fd)
            second.close(removingFile: true)
            #expect(access(address.path, F_OK) != 0)
        }
    }

    @Test("a UNIX socket that is never published leaves nothing behind")
    func unpublished() throws {
        try withFolder { folder in
            try ListeningSocket.open(SocketAddress(unixPath: "\(folder)/s"), ListenOptions()).close()
            #expect(rmdir(folder) == 0)
            #expect(throws: BindFailure("cannot bind UNIX socket (No such file or directory) [\(folder)/a/b]")) {
                try ListeningSocket.open(SocketAddress(unixPath: "\(folder)/a/b"), ListenOptions())
            }
        }
    }

    @Test("abstract names", arguments: [false, true])
    func abstract(terminated: Bool) throws {
        let address = SocketAddress(abstractName: "harrier-test-\(getpid())-\(terminated)", terminated: terminated)
        let socket = try ListeningSocket.open(address, ListenOptions())
        defer { socket.close() }
        let client = try OutgoingSocket.connect(to: address)
        defer { close(client.fd) }
        #expect(SocketAddress.local(of: socket.descriptors[0]) == address)
        #expect(throws: BindFailure("cannot bind UNIX socket (Address already in use) [\(address.text)]", isRetryable: true)) {
            try ListeningSocket.open(address, ListenOptions())
        }
    }

    @Test("fd@ adopts a listening socket")
    func descriptor() throws {
        let parent = try ListeningSocket.open(loopback, ListenOptions())
        defer { parent.close() }
        let copy = dup(parent.descriptors[0])
        let socket = try ListeningSocket.open(SocketAddress(descriptor: copy, passesConnections: false), ListenOptions())
        defer { socket.close() }
        #expect(socket.address == parent.address)
        #expect(socket.configured.text == "fd@\(copy)")
        #expect(socket.exported.isEmpty)
        #expect(throws: BindFailure("cannot use file descriptor '999' : Bad file descriptor.")) {
            try ListeningSocket.open(SocketAddress(descriptor: 999, passesConnections: false), ListenOptions())
        }
    }

    @Test("sockpair@ carries connections")
    func pair() throws {
        var ends: [Int32] = [0, 0]
        try #require(socketpair(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0, &ends) == 0)
        defer { close(ends[0]) }
        let socket = try ListeningSocket.open(SocketAddress(descriptor: ends[1], passesConnections: true), ListenOptions())
        defer { socket.close() }
        #expect(Accepted.passed(over: ends[1]) == .drained)
        let client = try OutgoingSocket.connect(to: SocketAddress(descriptor: ends[0], passesConnections: true))
        #expect(client.isConnected)
        guard case .connection(let fd, _) = Accepted.passed(over: ends[1]) else { Issue.record("no connection"); return }
        #expect(write(client.fd, "x", 1) == 1)
        var byte: UInt8 = 0
        #expect(read(fd, &byte, 1) == 1 && byte == 120)
        #expect(hs_fcntl(fd, F_GETFD, 0) & FD_CLOEXEC != 0)
        close(client.fd)
        close(fd)
    }

    @Test("the source address is bound before connecting")
    func source() throws {
        let socket = try ListeningSocket.open(loopback, ListenOptions())
        defer { socket.close() }
        var options = ConnectOptions()
        options.source = SocketAddress(ipv4: 0x7F00_0002)
        let client = try OutgoingSocket.connect(to: socket.address, options)
        defer { close(client.fd) }
        #expect(SocketAddress.local(of: client.fd).hostText == "127.0.0.2")
        options.source = SocketAddress(ipv4: 0xC000_0201)
        #expect(throws: ConnectFailure.source(EADDRNOTAVAIL)) { try OutgoingSocket.connect(to: socket.address, options) }
        #expect(throws: ConnectFailure.refused(ENOENT)) { try OutgoingSocket.connect(to: SocketAddress(unixPath: "/nonexistent/x")) }
    }
}

/// Sockets that go from one process to the next.
@Suite("Handing sockets over", .serialized)
struct HandedSocketsTests {
    /// The old process's side of one `_getsocks` conversation over `sockpair@`.
    final class OldProcess: Sendable {
        let over: Int32
        let sockets: [ExportedSocket]
        init(over: Int32, sockets: [ExportedSocket]) { self.over = over; self.sockets = sockets }
        func answer() {
            guard case .received(let client) = receiveDescriptor(over: over) else { return }
            var line = [UInt8](repeating: 0, count: 10)
            _ = recv(client, &line, 10, Int32(MSG_WAITALL))
            if line == Array("_getsocks\n".utf8) { _ = handOut(sockets, over: client) }
            close(client)
        }
    }

    func conversation(_ sockets: [ExportedSocket], _ body: (HandedSockets, BindFailure?) throws -> Void) throws {
        var ends: [Int32] = [0, 0]
        try #require(socketpair(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0, &ends) == 0)
        defer { close(ends[0]); close(ends[1]) }
        let old = OldProcess(over: ends[1], sockets: sockets)
        var thread = pthread_t()
        pthread_create(&thread, nil, { Unmanaged<OldProcess>.fromOpaque($0!).takeRetainedValue().answer(); return nil },
            Unmanaged.passRetained(old).toOpaque())
        let handed = HandedSockets()
        var failure: BindFailure?
        do throws(BindFailure) { try handed.fetch(from: "sockpair@\(ends[0])") } catch { failure = error }
        pthread_join(thread, nil)
        try body(handed, failure)
    }

    @Test("the same sockets are used by the next process")
    func handOver() throws {
        let tcp = try ListeningSocket.open(SocketAddress(ipv4: 0x7F00_0001), ListenOptions(), shards: 2)
        let name = SocketAddress(abstractName: "harrier-hand-\(getpid())", terminated: false)
        let abstract = try ListeningSocket.open(name, ListenOptions())
        let client = try OutgoingSocket.connect(to: tcp.address)
        defer { close(client.fd) }
        try conversation(tcp.exported + abstract.exported) { handed, failure in
            #expect(failure == nil)
            #expect(handed.count == 3)
            let next = try ListeningSocket.open(tcp.address, ListenOptions(), shards: 3, inherited: handed)
            #expect(next.origin == .handedOver && next.descriptors.count == 3)
            let nextAbstract = try ListeningSocket.open(name, ListenOptions(), inherited: handed)
            #expect(nextAbstract.origin == .handedOver && handed.count == 0)
            tcp.close()
            abstract.close()
            // The connection that waited in the old process's queue is served by the next one.
            let found = next.descriptors.contains { if case .connection(let fd, _) = Accepted.from($0) { close(fd); return true } else { return false } }
            #expect(found)
            next.close()
            nextAbstract.close()
        }
    }

    @Test("options must fit, and what is not used is closed")
    func fits() throws {
        var options = ListenOptions()
        options.onlyIPv6 = true
        let socket = try ListeningSocket.open(SocketAddress(ipv6High: 0, 0), options)
        let address = socket.address
        try conversation(socket.exported) { handed, _ in
            socket.close()
            options.onlyIPv6 = false
            let other = try ListeningSocket.open(address, options, inherited: handed)
            #expect(other.origin == .bound && handed.count == 1)
            other.close()
            handed.dropUnused()
            #expect(handed.count == 0)
        }
    }

    @Test("more sockets than one message carries")
    func batches() throws {
        let socket = try ListeningSocket.open(SocketAddress(ipv4: 0x7F00_0001), ListenOptions())
        defer { socket.close() }
        for count in [descriptorsPerMessage, descriptorsPerMessage + 1] {
            let many = Array(repeating: ExportedSocket(fd: socket.descriptors[0], interface: "lo"), count: count)
            try conversation(many) { handed, failure in
                #expect(failure == nil)
                #expect(handed.count == count)
            }
        }
    }

    @Test("nothing to hand out")
    func nothing() throws {
        try conversation([]) { handed, failure in
            #expect(failure?.text == "Failed to get the number of sockets to be transferred !")
            #expect(handed.count == 0)
        }
        let handed = HandedSockets()
        try handed.fetch(from: "/dev/null")
        #expect(throws: BindFailure.self) { try handed.fetch(from: "/nonexistent/socket") }
    }
}
