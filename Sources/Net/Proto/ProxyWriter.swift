// Net: writing PROXY protocol headers.
import Base

/// What a version 2 header carries besides addresses (`send-proxy-v2`, `proxy-v2-options`).
public struct ProxyExtras: Sendable, Equatable {
    /// A checksum of the header (`crc32c`).
    public var checksum = false
    /// The host name that the client asked for (`authority`).
    public var authority: [UInt8]?
    /// The stream's identifier (`unique-id`), at most 128 bytes.
    public var uniqueID: [UInt8]?
    /// The protocol that the client negotiated.
    public var alpn: [UInt8]?
    /// Network namespace of the client's socket.
    public var networkNamespace: [UInt8]?
    /// Never say LOCAL: an unknown client is a PROXY header without addresses (`pp2-never-send-local`).
    public var neverLocal = false

    public init() {}
}

extension ProxyHeader {
    /// The version 1 line (`make_proxy_line_v1`). Families that differ give `UNKNOWN`.
    public static func line(source: SocketAddress, destination: SocketAddress) -> [UInt8] {
        guard source.isInternet, source.family == destination.family else { return Array("PROXY UNKNOWN\r\n".utf8) }
        let family = source.family == .ipv4 ? "TCP4" : "TCP6"
        return Array("PROXY \(family) \(source.hostText) \(destination.hostText) \(source.port) \(destination.port)\r\n".utf8)
    }

    /// The version 2 header (`make_proxy_line_v2`). IPv4 beside IPv6 is written as an IPv4-mapped address.
    public static func binary(
        source: SocketAddress, destination: SocketAddress, extras: ProxyExtras = ProxyExtras()
    ) -> [UInt8] {
        var bytes: [UInt8] = [0x0D, 0x0A, 0x0D, 0x0A, 0x00, 0x0D, 0x0A, 0x51, 0x55, 0x49, 0x54, 0x0A]
        let known = source.isInternet && destination.isInternet
        bytes.append(known || extras.neverLocal ? 0x21 : 0x20)
        if !known {
            bytes += [0x00, 0, 0]
        } else if source.family == .ipv4, destination.family == .ipv4 {
            bytes += [0x11, 0, 0]
            source.withAddressBytes { bytes += $0 }
            destination.withAddressBytes { bytes += $0 }
        } else {
            bytes += [0x21, 0, 0]
            for address in [source, destination] {
                if address.family == .ipv4 { bytes += [UInt8](repeating: 0, count: 10) + [0xFF, 0xFF] }
                address.withAddressBytes { bytes += $0 }
            }
        }
        if known {
            for port in [source.port, destination.port] { bytes += [UInt8(port >> 8), UInt8(truncatingIfNeeded: port)] }
        }
        var checksumAt: Int?
        if extras.checksum {
            checksumAt = bytes.count + 3
            append(RecordType.crc32c, [0, 0, 0, 0], to: &bytes)
        }
        if let value = extras.alpn { append(RecordType.alpn, value, to: &bytes) }
        if let value = extras.authority { append(RecordType.authority, value, to: &bytes) }
        if let value = extras.uniqueID { append(RecordType.uniqueID, Array(value.prefix(128)), to: &bytes) }
        if let value = extras.networkNamespace { append(RecordType.networkNamespace, value, to: &bytes) }
        let body = bytes.count - 16
        bytes[14] = UInt8(truncatingIfNeeded: body >> 8)
        bytes[15] = UInt8(truncatingIfNeeded: body)
        if let at = checksumAt {
            let sum = bytes.withUnsafeBufferPointer { CRC32C.of($0) }
            for index in 0..<4 { bytes[at + index] = UInt8(truncatingIfNeeded: sum >> UInt32(24 - 8 * index)) }
        }
        return bytes
    }

    private static func append(_ type: UInt8, _ value: [UInt8], to bytes: inout [UInt8]) {
        // Why: a value that does not fit is left out rather than cut, which would make another value of it.
        guard bytes.count + 3 + value.count <= 16 + 65_535 else { return }
        bytes += [type, UInt8(truncatingIfNeeded: value.count >> 8), UInt8(truncatingIfNeeded: value.count)]
        bytes += value
    }
}
