// Base: the addresses of a configuration: `bind`, `server`, `log`, `stats socket`, `source`.

/// What an address in the configuration says (`str2sa_range`): family, host, ports, and the name to resolve if any.
public struct AddressSpec: Hashable, Sendable {
    /// What an address may be where it stands (`PA_O_*`).
    public struct Allowed: OptionSet, Sendable {
        public let rawValue: Int
        public init(rawValue: Int) { self.rawValue = rawValue }
        /// A port may be given.
        public static let port = Allowed(rawValue: 1)
        /// A port must be given.
        public static let mandatoryPort = Allowed(rawValue: 2)
        /// A range such as `8000-8010` may be given.
        public static let portRange = Allowed(rawValue: 4)
        /// An offset such as `+1000` may be given.
        public static let portOffset = Allowed(rawValue: 8)
        /// Stream sockets are welcome.
        public static let stream = Allowed(rawValue: 16)
        /// Datagram sockets are welcome.
        public static let datagram = Allowed(rawValue: 32)
        /// `fd@` may stand here as a socket to listen on.
        public static let socketDescriptor = Allowed(rawValue: 64)
        /// `fd@` may stand here as anything to write to.
        public static let rawDescriptor = Allowed(rawValue: 128)
        /// Names are resolved when read; without it they stay in ``AddressSpec/hostName``.
        public static let resolve = Allowed(rawValue: 256)
        /// Without a prefix the address is one of datagrams.
        public static let datagramByDefault = Allowed(rawValue: 512)

        /// For `bind` and `stats socket`.
        public static let bind: Allowed = [.port, .mandatoryPort, .portRange, .stream, .socketDescriptor, .resolve]
        /// For `server`.
        public static let server: Allowed = [.port, .portOffset, .stream]
        /// For `log`.
        public static let log: Allowed = [.port, .stream, .datagram, .rawDescriptor, .resolve, .datagramByDefault]
        /// For `source`.
        public static let source: Allowed = [.port, .stream, .resolve]
    }

    /// The transport that the prefix asks for.
    public enum Transport: Sendable { case stream, datagram }

    /// The address with its first port; IP families without a host are "any". `.none` while ``hostName`` waits.
    public var address: SocketAddress
    /// First port of the range, 0 without one.
    public var firstPort: Int
    /// Last port of the range; equal to ``firstPort`` for a single port.
    public var lastPort: Int
    /// The offset to add to the client's destination port, for `+N`, `-N` and an omitted port (0); `nil` for a fixed port.
    public var portOffset: Int?
    /// The name to resolve at start, when the reader did not allow resolving at once.
    public var hostName: String?
    /// The family that a prefix such as `ipv4@` imposes on resolution.
    public var requiredFamily: SocketAddress.Family
    /// Stream or datagram.
    public var transport: Transport

    /// Every address of the range, in order.
    public var addresses: [SocketAddress] {
        guard address.isInternet, lastPort > firstPort else { return [address] }
        return (firstPort...lastPort).map { address.with(port: UInt16($0)) }
    }

    /// Why an address cannot be used; ``text`` is HAProxy's wording.
    public struct Failure: Error, Equatable, Sendable {
        /// The sentence for the administrator.
        public let text: String
        public init(_ text: String) { self.text = text }
    }

    /// Resolves a host name. `nil`: unknown.
    public typealias Resolver = (_ name: String, _ family: SocketAddress.Family) -> SocketAddress?

    /// Reads one address.
    /// - Parameters:
    ///   - text: the word of the configuration.
    ///   - allowed: what may stand here.
    ///   - unixPrefix: `unix-bind prefix`, put before every path.
    ///   - resolver: asked for names if `allowed` contains ``Allowed/resolve``.
    public init(
        _ text: String, allowed: Allowed, unixPrefix: String = "", resolver: Resolver = resolveWithLibc
    ) throws(Failure) {
        var rest = Substring(text)
        guard !rest.isEmpty else { throw Failure("empty address not allowed") }
        var transport: Transport? = nil
        if rest.hasPrefix("stream+") { rest = rest.dropFirst(7); transport = .stream }
        else if rest.hasPrefix("dgram+") { rest = rest.dropFirst(6); transport = .datagram }

        var kind = Kind.internet(.none)
        for (prefix, candidate, itsTransport) in Self.prefixes where rest.hasPrefix(prefix) {
            rest = rest.dropFirst(prefix.count)
            kind = candidate
            transport = itsTransport ?? transport
            break
        }
        if case .internet(.none) = kind, rest.hasPrefix("/") { kind = .unix }
        self.transport = transport ?? (allowed.contains(.datagramByDefault) ? .datagram : .stream)
        firstPort = 0
        lastPort = 0
        requiredFamily = .none

        switch kind {
        case .descriptor, .socketPair:
            guard let number = Int32(rest), number >= 0 else {
                throw Failure("file descriptor '\(rest)' is not a valid integer in '\(text)'")
            }
            if case .descriptor = kind {
                guard !allowed.isDisjoint(with: [.socketDescriptor, .rawDescriptor]) else {
                    throw Failure("a file descriptor is not acceptable here in '\(text)'")
                }
            }
            if case .socketPair = kind {
                address = SocketAddress(descriptor: number, passesConnections: true)
            } else {
                address = SocketAddress(descriptor: number, passesConnections: false)
            }
        case .unix:
            let path = unixPrefix + rest
            guard path.utf8.count <= Self.longestPath else {
                throw Failure("socket path '\(path)' too long (max \(Self.longestPath))")
            }
            address = SocketAddress(unixPath: path)
        case .abstract(let terminated):
            guard rest.utf8.count <= 107 else { throw Failure("socket path '\(rest)' too long (max 107)") }
            address = SocketAddress(abstractName: String(rest), terminated: terminated)
        case .internet(let family):
            requiredFamily = family
            let (host, port) = Self.split(rest)
            let range = try Self.ports(port, in: text, allowed: allowed)
            firstPort = range.first
            lastPort = range.last
            portOffset = range.offset
            address = SocketAddress()
            if let found = Self.numeric(host, family) {
                address = found.with(port: UInt16(range.offset == nil ? range.first : 0))
            } else if !Self.couldBeName(host) {
                throw Failure("invalid address: '\(host)' in '\(text)'")
            } else if allowed.contains(.resolve) {
                guard let found = resolver(String(host), family), found.isInternet else {
                    throw Failure("invalid address: '\(host)' in '\(text)'")
                }
                address = found.with(port: UInt16(range.offset == nil ? range.first : 0))
            } else {
                hostName = String(host)
            }
        }
        // Why: descriptors say themselves what they are, and raw ones (stdout of a log) are no sockets at all.
        if case .descriptor = kind { return }
        switch self.transport {
        case .stream where !allowed.contains(.stream):
            throw Failure("stream-type address not acceptable in '\(text)'")
        case .datagram where !allowed.contains(.datagram):
            throw Failure("dgram-type address not acceptable in '\(text)'")
        default: break
        }
    }

    /// Reads the comma-separated list of a `bind` line.
    public static func list(
        _ text: String, allowed: Allowed, unixPrefix: String = "", resolver: Resolver = resolveWithLibc
    ) throws(Failure) -> [AddressSpec] {
        var specs: [AddressSpec] = []
        for word in text.split(separator: ",", omittingEmptySubsequences: false) {
            specs.append(try AddressSpec(String(word), allowed: allowed, unixPrefix: unixPrefix, resolver: resolver))
        }
        return specs
    }

    // MARK: Parts

    /// Room that HAProxy leaves in `sun_path` for the suffix `.<pid>.tmp`.
    static let longestPath = 97

    private enum Kind { case internet(SocketAddress.Family), unix, abstract(terminated: Bool), descriptor, socketPair }

    private static let prefixes: [(String, Kind, Transport?)] = [
        ("unix@", .unix, nil), ("uxst@", .unix, .stream), ("uxdg@", .unix, .datagram),
        ("abns@", .abstract(terminated: false), nil), ("abnsz@", .abstract(terminated: true), nil),
        ("ip@", .internet(.none), nil), ("ipv4@", .internet(.ipv4), nil), ("ipv6@", .internet(.ipv6), nil),
        ("tcp@", .internet(.none), .stream), ("tcp4@", .internet(.ipv4), .stream), ("tcp6@", .internet(.ipv6), .stream),
        ("udp@", .internet(.none), .datagram), ("udp4@", .internet(.ipv4), .datagram), ("udp6@", .internet(.ipv6), .datagram),
        ("fd@", .descriptor, nil), ("sockpair@", .socketPair, nil),
    ]

    /// Splits at the last colon, unless a bracket closes behind it.
    private static func split(_ text: Substring) -> (host: Substring, port: Substring?) {
        guard let at = text.lastIndex(where: { $0 == ":" || $0 == "]" }), text[at] == ":" else { return (text, nil) }
        return (text[..<at], text[text.index(after: at)...])
    }

    /// Whether the resolver may be asked: letters, digits, hyphens, dots and underscores.
    private static func couldBeName(_ host: Substring) -> Bool {
        !host.isEmpty && host.utf8.allSatisfy { byte in
            ASCII.isLetter(byte) || ASCII.isDigit(byte) || byte == 0x2D || byte == 0x2E || byte == 0x5F || byte >= 0x80
        }
    }

    private static func numeric(_ host: Substring, _ family: SocketAddress.Family) -> SocketAddress? {
        // Why: `*` and an omitted host are 0.0.0.0 without `ipv6@`.
        if host.isEmpty || host == "*" { return .any(ipv6: family == .ipv6) }
        var inner = host
        if host.hasPrefix("["), host.hasSuffix("]"), host.utf8.count > 2 { inner = host.dropFirst().dropLast() }
        guard let address = SocketAddress(numeric: inner) else { return nil }
        if inner.utf8.count != host.utf8.count, address.family != .ipv6 { return nil }
        return family == .none || family == address.family ? address : nil
    }

    private static func ports(
        _ port: Substring?, in text: String, allowed: Allowed
    ) throws(Failure) -> (first: Int, last: Int, offset: Int?) {
        guard let port, let mark = port.utf8.first else {
            if allowed.contains(.mandatoryPort) { throw Failure("missing port specification in '\(text)'") }
            return (0, 0, allowed.contains(.portOffset) ? 0 : nil)
        }
        guard allowed.contains(.port) else { throw Failure("port specification not permitted here in '\(text)'") }
        if mark == 0x2B || mark == 0x2D {
            guard allowed.contains(.portOffset) else { throw Failure("port offset not permitted here in '\(text)'") }
            guard let offset = Int(port.dropFirst()), (0...65535).contains(offset) else {
                throw Failure("invalid port '\(port)'")
            }
            return (0, 0, mark == 0x2D ? -offset : offset)
        }
        guard ASCII.isDigit(mark) else {
            throw Failure("invalid character '\(port.first ?? "?")' in port number '\(port)' in '\(text)'")
        }
        let lowest = allowed.contains(.mandatoryPort) ? 1 : 0
        func number(_ digits: Substring) throws(Failure) -> Int {
            guard let value = Int(digits), digits.utf8.first != 0x2B, (lowest...65535).contains(value) else {
                throw Failure("invalid port '\(digits)'")
            }
            return value
        }
        guard let dash = port.firstIndex(of: "-") else {
            let value = try number(port)
            // Why: `server s 192.0.2.1:0` keeps the client's destination port, like an omitted port.
            return (value, value, value == 0 && allowed.contains(.portOffset) ? 0 : nil)
        }
        let first = try number(port[..<dash])
        let last = try number(port[port.index(after: dash)...])
        guard first <= last else { throw Failure("invalid port range '\(port)'") }
        guard first == last || allowed.contains(.portRange) else {
            throw Failure("port range not permitted here in '\(text)'")
        }
        return (first, last, nil)
    }
}
