// Base: between addresses and the kernel's `struct sockaddr`.
import CShims

extension SocketAddress {
    /// The kernel's number for the family; `AF_UNSPEC` without an address.
    public var domain: Int32 {
        switch family {
        case .none, .descriptor: AF_UNSPEC
        case .ipv4: AF_INET
        case .ipv6: AF_INET6
        case .unix, .abstract, .abstractTerminated, .socketPair: AF_UNIX
        }
    }

    /// Hands the kernel's form to a system call. `.none`, `fd@` and `sockpair@` have length 0.
    public func withSockaddr<R>(_ body: (UnsafePointer<sockaddr>, socklen_t) -> R) -> R {
        var storage = sockaddr_storage()
        let length = fill(&storage)
        return withUnsafePointer(to: &storage) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { body($0, length) }
        }
    }

    private func fill(_ storage: inout sockaddr_storage) -> socklen_t {
        withUnsafeMutableBytes(of: &storage) { raw -> socklen_t in
            switch family {
            case .none, .descriptor, .socketPair:
                return 0
            case .ipv4:
                var address = sockaddr_in()
                address.sin_family = sa_family_t(AF_INET)
                address.sin_port = port.bigEndian
                address.sin_addr.s_addr = UInt32(truncatingIfNeeded: low).bigEndian
                raw.storeBytes(of: address, as: sockaddr_in.self)
                return socklen_t(MemoryLayout<sockaddr_in>.size)
            case .ipv6:
                var address = sockaddr_in6()
                address.sin6_family = sa_family_t(AF_INET6)
                address.sin6_port = port.bigEndian
                raw.storeBytes(of: address, as: sockaddr_in6.self)
                let at = MemoryLayout<sockaddr_in6>.offset(of: \.sin6_addr).unsafelyUnwrapped
                raw.storeBytes(of: high.bigEndian, toByteOffset: at, as: UInt64.self)
                raw.storeBytes(of: low.bigEndian, toByteOffset: at + 8, as: UInt64.self)
                return socklen_t(MemoryLayout<sockaddr_in6>.size)
            case .unix, .abstract, .abstractTerminated:
                raw.storeBytes(of: sa_family_t(AF_UNIX), as: sa_family_t.self)
                let start = MemoryLayout<sa_family_t>.size + (family == .unix ? 0 : 1)
                var at = start
                for byte in path.utf8.prefix(MemoryLayout<sockaddr_un>.size - 1 - start) {
                    raw[at] = byte
                    at += 1
                }
                // Why: `abns@` counts the zeros behind the name as a part of it, as HAProxy does.
                return family == .abstractTerminated ? socklen_t(at) : socklen_t(MemoryLayout<sockaddr_un>.size)
            }
        }
    }

    /// Reads what `accept`, `getsockname` or `getpeername` stored.
    /// - Parameter length: the length that the kernel returned.
    public init(sockaddr pointer: UnsafePointer<sockaddr_storage>, length: socklen_t) {
        let raw = UnsafeRawBufferPointer(start: pointer, count: MemoryLayout<sockaddr_storage>.size)
        guard length >= socklen_t(MemoryLayout<sa_family_t>.size) else { self.init(); return }
        switch Int32(raw.load(as: sa_family_t.self)) {
        case AF_INET:
            let address = raw.load(as: sockaddr_in.self)
            self.init(ipv4: UInt32(bigEndian: address.sin_addr.s_addr), port: UInt16(bigEndian: address.sin_port))
        case AF_INET6:
            let at = MemoryLayout<sockaddr_in6>.offset(of: \.sin6_addr).unsafelyUnwrapped
            self.init(
                ipv6High: UInt64(bigEndian: raw.loadUnaligned(fromByteOffset: at, as: UInt64.self)),
                UInt64(bigEndian: raw.loadUnaligned(fromByteOffset: at + 8, as: UInt64.self)),
                port: UInt16(bigEndian: raw.load(fromByteOffset: 2, as: UInt16.self)))
        case AF_UNIX:
            let path = raw[2..<min(Int(length), MemoryLayout<sockaddr_un>.size)]
            if path.isEmpty || path.first == 0 && path.dropFirst().allSatisfy({ $0 == 0 }) {
                self.init(family: .unix, high: 0, low: 0, port: 0)
            } else if path.first == 0 {
                let name = path.dropFirst().prefix { $0 != 0 }
                self.init(
                    abstractName: String(decoding: name, as: UTF8.self),
                    terminated: Int(length) < MemoryLayout<sockaddr_un>.size)
            } else {
                self.init(unixPath: String(decoding: path.prefix { $0 != 0 }, as: UTF8.self))
            }
        default:
            self.init()
        }
    }

    /// The address that a socket is bound to (`getsockname`); none when the kernel refuses.
    public static func local(of descriptor: Int32) -> SocketAddress { ask(descriptor, hs_getsockname) }

    /// The address that a socket is connected to (`getpeername`); none when the kernel refuses.
    public static func peer(of descriptor: Int32) -> SocketAddress { ask(descriptor, hs_getpeername) }

    private static func ask(
        _ descriptor: Int32, _ call: (Int32, UnsafeMutablePointer<sockaddr>?, UnsafeMutablePointer<socklen_t>?) -> Int32
    ) -> SocketAddress {
        var storage = sockaddr_storage()
        var length = socklen_t(MemoryLayout<sockaddr_storage>.size)
        let status = withUnsafeMutablePointer(to: &storage) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { call(descriptor, $0, &length) }
        }
        guard status == 0 else { return SocketAddress() }
        return SocketAddress(sockaddr: &storage, length: length)
    }
}
