// Net: NetScaler's client IP header.
import Base

/// Addresses that a NetScaler puts in front of a connection: a magic number, lengths, and copies of the client's IP and TCP
/// headers (`conn_recv_netscaler_cip`).
public struct NetScalerHeader: Equatable, Sendable {
    public var source: SocketAddress
    public var destination: SocketAddress
    /// Bytes of the whole header.
    public var length: Int

    /// Why the bytes are no acceptable header (`CO_ER_CIP_*`).
    public enum Failure: Error, Equatable, Sendable {
        /// Another magic number (`CO_ER_CIP_BAD_MAGIC`).
        case badMagic
        /// Neither IPv4 nor IPv6, or not TCP (`CO_ER_CIP_BAD_PROTO`).
        case badProtocol
        /// Lengths that contradict one another (`CO_ER_CIP_TRUNCATED`).
        case truncated
    }

    /// Reads a header at the start of `bytes`. Pure: call again with more bytes.
    /// - Parameters:
    ///   - magic: the number after `accept-netscaler-cip`.
    ///   - limit: bytes of a header at most.
    /// - Returns: `nil` while the header is not complete.
    public static func parse(_ bytes: ByteView, magic: UInt32, limit: Int = 16_384) throws(Failure) -> NetScalerHeader? {
        func number(_ at: Int, _ count: Int) -> UInt64 { (at..<at + count).reduce(0) { $0 << 8 | UInt64(bytes[$1]) } }
        for index in 0..<min(4, bytes.count) where bytes[index] != UInt8(truncatingIfNeeded: magic >> UInt32(24 - 8 * index)) {
            throw .badMagic
        }
        // The magic number, lengths, and at least an IP header.
        guard bytes.count >= 28 else { return nil }
        let isLegacy = bytes[8] & 0xD0 == 0x40
        let start = isLegacy ? 8 : 12
        let headerLength = isLegacy ? Int(number(4, 4)) : Int(number(10, 2))
        guard headerLength <= limit - start else { throw .truncated }
        let ip = start
        switch bytes[ip] >> 4 {
        case 4:
            let ipLength = Int(bytes[ip] & 15) * 4
            guard ipLength >= 20, headerLength >= ipLength + 20 else { throw .truncated }
            guard bytes[ip + 9] == 6 else { throw .badProtocol }
            guard bytes.count >= start + headerLength else { return nil }
            return NetScalerHeader(
                source: SocketAddress(ipv4: UInt32(number(ip + 12, 4)), port: UInt16(number(ip + ipLength, 2))),
                destination: SocketAddress(ipv4: UInt32(number(ip + 16, 4)), port: UInt16(number(ip + ipLength + 2, 2))),
                length: start + headerLength)
        case 6:
            guard headerLength >= 60 else { throw .truncated }
            guard bytes[ip + 6] == 6 else { throw .badProtocol }
            guard bytes.count >= start + headerLength else { return nil }
            return NetScalerHeader(
                source: SocketAddress(ipv6High: number(ip + 8, 8), number(ip + 16, 8), port: UInt16(number(ip + 40, 2))),
                destination: SocketAddress(ipv6High: number(ip + 24, 8), number(ip + 32, 8), port: UInt16(number(ip + 42, 2))),
                length: start + headerLength)
        default: throw .badProtocol
        }
    }
}
