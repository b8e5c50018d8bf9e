// Net: listening sockets that go from one process to the next.
import Base
import CShims

/// The receiving side of `-x`: sockets of the running process, fetched over its CLI with `_getsocks`
/// (`sock_get_old_sockets`, `sock_find_compatible_fd`, `sock_drop_unused_old_sockets`).
public final class HandedSockets {
    private struct Entry {
        var fd: Int32
        var address: SocketAddress
        var namespace: String
        var interface: String
    }
    private var entries: [Entry] = []

    /// Sockets that nobody has taken yet.
    public var count: Int { entries.count }

    public init() {}

    deinit { dropUnused() }

    /// Asks the process behind `path` for its sockets.
    /// - Parameter path: a UNIX socket, `sockpair@<fd>`, or `/dev/null` which has none.
    /// - Throws: a sentence for the administrator.
    public func fetch(from path: String) throws(BindFailure) {
        if path == "/dev/null" { return }
        let socket = try Self.open(path)
        defer { close(socket) }
        var limit = timeval(tv_sec: 1, tv_usec: 0)
        setsockopt(socket, SOL_SOCKET, SO_RCVTIMEO, &limit, socklen_t(MemoryLayout<timeval>.size))
        guard send(socket, "_getsocks\n", 10, Int32(MSG_NOSIGNAL)) == 10 else {
            throw BindFailure("Failed to get the number of sockets to be transferred !")
        }
        var announced: Int32 = 0
        // Why: an old process that has nothing to hand out, or must not, just closes.
        guard recv(socket, &announced, 4, Int32(MSG_WAITALL)) == 4, announced > 0 else {
            throw BindFailure("Failed to get the number of sockets to be transferred !")
        }
        var descriptors: [Int32] = []
        var records: [UInt8] = []
        while descriptors.count < Int(announced) {
            var payload = [UInt8](repeating: 0, count: descriptorsPerMessage * (1 + 255 + 1 + 16 + 4))
            let (count, received) = receiveDescriptors(over: socket, payload: &payload)
            guard count > 0, !received.isEmpty else {
                for fd in descriptors + received { close(fd) }
                throw BindFailure("Failed to get socket")
            }
            descriptors += received
            records += payload.prefix(count)
            var running = Int32(descriptors.count)
            _ = send(socket, &running, 4, Int32(MSG_NOSIGNAL))
        }
        guard let places = Self.places(in: records, count: descriptors.count) else {
            for fd in descriptors { close(fd) }
            throw BindFailure("Inconsistency while transferring sockets")
        }
        for (fd, place) in zip(descriptors, places) {
            entries.append(Entry(fd: fd, address: .local(of: fd), namespace: place.namespace, interface: place.interface))
        }
    }

    private static func open(_ path: String) throws(BindFailure) -> Int32 {
        if path.hasPrefix("sockpair@") {
            guard let over = Int32(path.dropFirst(9)), let fd = connectOverSocketPair(over) else {
                throw BindFailure("Cannot send the descriptor over \(path)")
            }
            _ = hs_fcntl(fd, F_SETFL, hs_fcntl(fd, F_GETFL, 0) & ~O_NONBLOCK)
            return fd
        }
        let fd = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
        guard fd >= 0, SocketAddress(unixPath: path).withSockaddr({ hs_connect(fd, $0, $1) }) == 0 else {
            let code = hs_errno()
            if fd >= 0 { close(fd) }
            throw BindFailure("Failed to connect to the old process socket '\(path)' (\(errorText(code)))")
        }
        return fd
    }

    /// Reads the records that come with descriptors: namespace and interface, each behind its length, and four spare bytes.
    /// - Returns: `nil` unless there are exactly `count` of them.
    static func places(in records: [UInt8], count: Int) -> [(namespace: String, interface: String)]? {
        var at = 0
        var places: [(String, String)] = []
        func text() -> String? {
            guard at < records.count, at + 1 + Int(records[at]) <= records.count else { return nil }
            let length = Int(records[at])
            defer { at += 1 + length }
            return String(decoding: records[at + 1..<at + 1 + length], as: UTF8.self)
        }
        for _ in 0..<count {
            guard let namespace = text(), let interface = text(), at + 4 <= records.count else { return nil }
            at += 4
            places.append((namespace, interface))
        }
        return at == records.count ? places : nil
    }

    /// A socket that fits the address and its options; it now belongs to the caller.
    func take(_ address: SocketAddress, _ options: ListenOptions) -> Int32? {
        let index = entries.firstIndex { entry in
            entry.address == address && entry.namespace == options.namespace ?? "" && entry.interface == options.interface ?? ""
                && Self.fits(entry.fd, address, options)
        }
        guard let index else { return nil }
        let fd = entries.remove(at: index).fd
        prepareDescriptor(fd)
        return fd
    }

    private static func fits(_ fd: Int32, _ address: SocketAddress, _ options: ListenOptions) -> Bool {
        guard SocketOption.get(fd, SOL_SOCKET, SO_TYPE) == Int32(SOCK_STREAM.rawValue) else { return false }
        guard address.isInternet else { return true }
        let v6 = address.family == .ipv6
        let transparent = SocketOption.get(fd, v6 ? SocketOption.ipv6 : SocketOption.ip, v6 ? IPV6_TRANSPARENT : IP_TRANSPARENT)
        guard (transparent == 1) == options.transparent else { return false }
        guard v6, let only = options.onlyIPv6 else { return true }
        return (SocketOption.get(fd, SocketOption.ipv6, IPV6_V6ONLY) == 1) == only
    }

    /// Closes what nobody took, once everything is bound.
    public func dropUnused() {
        for entry in entries { close(entry.fd) }
        entries = []
    }
}

/// A socket to be handed out by `_getsocks`.
public struct ExportedSocket: Sendable {
    public var fd: Int32
    public var namespace: String
    public var interface: String
    public init(fd: Int32, namespace: String = "", interface: String = "") {
        self.fd = fd
        self.namespace = namespace
        self.interface = interface
    }
}

extension ListeningSocket {
    /// What `_getsocks` may hand out: sockets that were bound or handed over, not those of `fd@` and `sockpair@`.
    public var exported: [ExportedSocket] {
        guard origin != .configured else { return [] }
        return descriptors.map { ExportedSocket(fd: $0, namespace: options.namespace ?? "", interface: options.interface ?? "") }
    }
}

/// The answering side of `_getsocks` (`_getsocks()` in `cli.c`). The client's socket becomes blocking with a limit of one second a step.
/// - Returns: whether everything was handed over.
public func handOut(_ sockets: [ExportedSocket], over client: Int32) -> Bool {
    guard !sockets.isEmpty else { return false }
    _ = hs_fcntl(client, F_SETFL, hs_fcntl(client, F_GETFL, 0) & ~O_NONBLOCK)
    var limit = timeval(tv_sec: 1, tv_usec: 0)
    setsockopt(client, SOL_SOCKET, SO_RCVTIMEO, &limit, socklen_t(MemoryLayout<timeval>.size))
    setsockopt(client, SOL_SOCKET, SO_SNDTIMEO, &limit, socklen_t(MemoryLayout<timeval>.size))
    var total = Int32(sockets.count)
    guard send(client, &total, 4, Int32(MSG_NOSIGNAL)) == 4 else { return false }
    var at = 0
    while at < sockets.count {
        let batch = sockets[at..<min(at + descriptorsPerMessage, sockets.count)]
        var payload: [UInt8] = []
        for socket in batch {
            for text in [socket.namespace, socket.interface] {
                payload.append(UInt8(min(255, text.utf8.count)))
                payload += text.utf8.prefix(255)
            }
            payload += [0, 0, 0, 0]
        }
        guard sendDescriptors(batch.map(\.fd), payload: payload, over: client) == payload.count else { return false }
        at += batch.count
        // The client acknowledges each batch; a client that closes instead has what it wanted.
        var running: Int32 = 0
        if recv(client, &running, 4, Int32(MSG_WAITALL)) != 4, at < sockets.count { return false }
    }
    return true
}
