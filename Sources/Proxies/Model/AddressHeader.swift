// Proxies: headers that tell the server who asked.
import Base
import HTTP

/// `option forwardfor` or `option originalto`, ready for use.
public final class AddressHeader: Sendable {
    /// Lower case.
    public let name: [UInt8]
    public let ifNone: Bool
    let exception: AddressRange?

    init(_ settings: AddressHeaderSettings) {
        name = settings.header.lowercased().utf8.map { $0 }
        ifNone = settings.ifNone
        exception = settings.except.flatMap(AddressRange.init)
    }

    public func isPresent(in message: Message) -> Bool { name.withUnsafeBufferPointer { message.find(named: $0) != nil } }
    public func excepts(_ address: SocketAddress) -> Bool { exception?.contains(address) ?? false }
}

/// A network such as `10.0.0.0/8`.
public struct AddressRange: Sendable {
    private let network: UInt32
    private let mask: UInt32
    private let high: UInt64
    private let low: UInt64
    private let prefix: Int
    private let isIPv6: Bool

    public init?(_ text: String) {
        let parts = text.split(separator: "/", maxSplits: 1)
        guard let first = parts.first, let address = SocketAddress(numeric: String(first)) else { return nil }
        isIPv6 = address.ipv4 == nil
        let full = isIPv6 ? 128 : 32
        prefix = parts.count > 1 ? Int(parts[1]) ?? -1 : full
        guard prefix >= 0, prefix <= full else { return nil }
        mask = prefix == 0 || isIPv6 ? 0 : ~UInt32(0) << UInt32(32 - prefix)
        network = (address.ipv4 ?? 0) & mask
        (high, low) = address.ipv6Halves
    }

    public func contains(_ address: SocketAddress) -> Bool {
        if let ipv4 = address.ipv4 { return !isIPv6 && ipv4 & mask == network }
        guard isIPv6 else { return false }
        let halves = address.ipv6Halves
        let highBits = min(prefix, 64)
        let lowBits = max(0, prefix - 64)
        let highMask: UInt64 = highBits == 0 ? 0 : ~0 << UInt64(64 - highBits)
        let lowMask: UInt64 = lowBits == 0 ? 0 : ~0 << UInt64(64 - lowBits)
        return (halves.high ^ high) & highMask == 0 && (halves.low ^ low) & lowMask == 0
    }
}
