// Base: names into addresses at start.
import CShims

/// The C library's answer for a name: the first IPv4 or IPv6 address (`str2ip2`). Blocks; for the start of the process only.
/// - Parameter family: `.ipv4` or `.ipv6` restricts the answer, `.none` does not.
public func resolveWithLibc(_ name: String, _ family: SocketAddress.Family) -> SocketAddress? {
    var hints = addrinfo()
    hints.ai_family = family == .ipv4 ? AF_INET : family == .ipv6 ? AF_INET6 : AF_UNSPEC
    hints.ai_socktype = Int32(SOCK_DGRAM.rawValue)
    var list: UnsafeMutablePointer<addrinfo>?
    guard getaddrinfo(name, nil, &hints, &list) == 0 else { return nil }
    defer { freeaddrinfo(list) }
    var entry = list
    while let current = entry {
        if let raw = current.pointee.ai_addr {
            var storage = sockaddr_storage()
            let length = min(Int(current.pointee.ai_addrlen), MemoryLayout<sockaddr_storage>.size)
            withUnsafeMutableBytes(of: &storage) { $0.copyMemory(from: UnsafeRawBufferPointer(start: raw, count: length)) }
            let address = SocketAddress(sockaddr: &storage, length: socklen_t(length))
            if address.isInternet { return address }
        }
        entry = current.pointee.ai_next
    }
    return nil
}

/// One way to find a server's address when the process starts (`init-addr`).
public enum InitAddress: Hashable, Sendable {
    /// The address in the server state file.
    case last
    /// The C library's resolver.
    case libc
    /// Start without an address; the server is down until it has one.
    case none
    /// This address.
    case ip(SocketAddress)

    /// Used when nothing is configured.
    public static let standard: [InitAddress] = [.last, .libc]

    /// Reads the value of `init-addr`, such as `last,libc,none` (`srv_append_initaddr`).
    public static func list(_ text: String) throws(AddressSpec.Failure) -> [InitAddress] {
        var methods: [InitAddress] = []
        for word in text.split(separator: ",", omittingEmptySubsequences: false) {
            let method: InitAddress
            switch word {
            case "last": method = .last
            case "libc": method = .libc
            case "none": method = .none
            default:
                guard let address = SocketAddress(numeric: word) else {
                    throw AddressSpec.Failure("'init-addr' : invalid address or method '\(word)'.")
                }
                method = .ip(address)
            }
            if methods.contains(method) {
                throw AddressSpec.Failure("'init-addr' : too many methods when trying to add '\(word)'")
            }
            methods.append(method)
        }
        return methods
    }

    /// How the search ended.
    public enum Outcome: Hashable, Sendable {
        case found(SocketAddress)
        /// `none` was reached: start down.
        case withoutAddress
        /// Every method failed: the start fails.
        case failed
    }

    /// Tries `methods` in order (`srv_iterate_initaddr`).
    /// - Parameters:
    ///   - last: the address in the state file, if any.
    public static func find(
        _ name: String, family: SocketAddress.Family, port: UInt16, methods: [InitAddress], last: SocketAddress? = nil,
        resolver: AddressSpec.Resolver = resolveWithLibc
    ) -> Outcome {
        for method in methods {
            switch method {
            case .last: if let last { return .found(last.with(port: port)) }
            case .libc: if let found = resolver(name, family) { return .found(found.with(port: port)) }
            case .none: return .withoutAddress
            case .ip(let address): return .found(address.with(port: port))
            }
        }
        return .failed
    }
}
