// Base: where a socket is bound or connected.
import CShims
import Synchronization

/// An address of a socket: IPv4, IPv6, a UNIX path, an abstract name, an inherited descriptor, or none.
///
/// Trivial to copy: 24 bytes, no reference. Paths, which come from the configuration and are few, are
/// interned for the life of the process; an accepted UNIX peer has an empty path and interns nothing.
@frozen
public struct SocketAddress: Hashable, Sendable {
    /// Kinds of addresses; the numbers are private to Harrier.
    @frozen
    public enum Family: UInt8, Sendable {
        /// No address is known.
        case none
        case ipv4
        case ipv6
        /// A path in the file system; empty for an unnamed peer.
        case unix
        /// A Linux abstract name that fills `sun_path` with zeros (`abns@`).
        case abstract
        /// A Linux abstract name that ends with its last byte (`abnsz@`).
        case abstractTerminated
        /// An inherited descriptor (`fd@`); ``port`` is 0 and ``descriptor`` names it.
        case descriptor
        /// A connected socket over which connections are passed (`sockpair@`).
        case socketPair
    }

    /// What kind of address this is.
    public let family: Family
    /// TCP or UDP port in host order; 0 for other families.
    public var port: UInt16
    /// IPv6 bytes 0 to 7 in network order, as a number; 0 for IPv4.
    @usableFromInline let high: UInt64
    /// IPv6 bytes 8 to 15 or the IPv4 address; the interned path's number; the descriptor.
    @usableFromInline let low: UInt64

    @inlinable init(family: Family, high: UInt64, low: UInt64, port: UInt16) {
        self.family = family
        self.high = high
        self.low = low
        self.port = port
    }

    /// No address.
    @inlinable public init() { self.init(family: .none, high: 0, low: 0, port: 0) }

    /// An IPv4 address given as a number: `0x7F000001` is 127.0.0.1.
    @inlinable public init(ipv4: UInt32, port: UInt16 = 0) {
        self.init(family: .ipv4, high: 0, low: UInt64(ipv4), port: port)
    }

    /// An IPv6 address given as two numbers, most significant half first.
    @inlinable public init(ipv6High: UInt64, _ ipv6Low: UInt64, port: UInt16 = 0) {
        self.init(family: .ipv6, high: ipv6High, low: ipv6Low, port: port)
    }

    /// A UNIX socket in the file system; at most 107 bytes are used.
    public init(unixPath: String) { self.init(family: .unix, high: 0, low: PathTable.intern(unixPath), port: 0) }

    /// A Linux abstract name without its leading zero byte.
    public init(abstractName: String, terminated: Bool) {
        self.init(family: terminated ? .abstractTerminated : .abstract, high: 0, low: PathTable.intern(abstractName), port: 0)
    }

    /// An inherited listening descriptor, or one side of a socket pair that passes connections.
    public init(descriptor: Int32, passesConnections: Bool) {
        self.init(family: passesConnections ? .socketPair : .descriptor, high: 0, low: UInt64(UInt32(bitPattern: descriptor)), port: 0)
    }

    /// Any address of a family, `0.0.0.0` or `::`.
    @inlinable public static func any(ipv6: Bool, port: UInt16 = 0) -> SocketAddress {
        ipv6 ? SocketAddress(ipv6High: 0, 0, port: port) : SocketAddress(ipv4: 0, port: port)
    }

    // MARK: Questions

    /// Whether this is IPv4 or IPv6.
    @inlinable public var isInternet: Bool { family == .ipv4 || family == .ipv6 }
    /// Whether this is a UNIX path or an abstract name.
    @inlinable public var isUnix: Bool { family == .unix || family == .abstract || family == .abstractTerminated }
    /// Whether no particular interface is meant: `0.0.0.0` or `::` (`is_addr` is its opposite).
    @inlinable public var isAny: Bool { isInternet && high == 0 && low == 0 }
    /// Whether the same host is meant, ports aside (`ipcmp`).
    @inlinable public func sameHost(as other: SocketAddress) -> Bool {
        family == other.family && high == other.high && low == other.low
    }
    /// The IPv4 address as a number, also out of an IPv4-mapped IPv6 address; `nil` for others.
    @inlinable public var ipv4: UInt32? {
        switch family {
        case .ipv4: UInt32(truncatingIfNeeded: low)
        case .ipv6 where high == 0 && low >> 32 == 0xFFFF: UInt32(truncatingIfNeeded: low)
        default: nil
        }
    }
    /// The halves of an IPv6 address, most significant first; 0 for other families.
    @inlinable public var ipv6Halves: (high: UInt64, low: UInt64) { family == .ipv6 ? (high, low) : (0, 0) }
    /// The path or the abstract name; empty for other families.
    public var path: String { isUnix ? PathTable.text(low) : "" }
    /// The descriptor of `fd@` and `sockpair@`.
    public var descriptor: Int32? {
        family == .descriptor || family == .socketPair ? Int32(bitPattern: UInt32(truncatingIfNeeded: low)) : nil
    }

    /// Exclusive or of the address's 32-bit words: what `balance source` hashes (`gen_hash` over `get_server_sh`).
    /// 0 for families without an IP address.
    @inlinable public var sourceHash: UInt32 {
        switch family {
        case .ipv4: UInt32(truncatingIfNeeded: low)
        case .ipv6:
            UInt32(truncatingIfNeeded: high >> 32) ^ UInt32(truncatingIfNeeded: high)
                ^ UInt32(truncatingIfNeeded: low >> 32) ^ UInt32(truncatingIfNeeded: low)
        default: 0
        }
    }

    /// Hands out the address's 4 or 16 bytes in network order; none for other families.
    @inlinable public func withAddressBytes<R>(_ body: (ByteView) -> R) -> R {
        var words = family == .ipv4
            ? (UInt64(UInt32(truncatingIfNeeded: low).bigEndian), UInt64(0)) : (high.bigEndian, low.bigEndian)
        let count = family == .ipv4 ? 4 : family == .ipv6 ? 16 : 0
        return withUnsafeBytes(of: &words) { raw in
            body(ByteView(start: raw.baseAddress.unsafelyUnwrapped.assumingMemoryBound(to: UInt8.self), count: count))
        }
    }

    /// The same host under another port.
    @inlinable public func with(port: UInt16) -> SocketAddress {
        SocketAddress(family: family, high: high, low: low, port: port)
    }
}

/// The paths of every UNIX socket this process has named.
enum PathTable {
    private struct Table {
        var texts: [String] = [""]
        var numbers: [String: Int] = ["": 0]
    }
    private static let table = Mutex(Table())

    static func intern(_ text: String) -> UInt64 {
        table.withLock { table in
            if let known = table.numbers[text] { return UInt64(known) }
            table.numbers[text] = table.texts.count
            table.texts.append(text)
            return UInt64(table.texts.count - 1)
        }
    }

    static func text(_ number: UInt64) -> String { table.withLock { $0.texts[Int(number)] } }
}
