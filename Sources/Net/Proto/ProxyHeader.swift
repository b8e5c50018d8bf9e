// Net: what a PROXY protocol header tells.
import Base

/// The addresses of a connection as a proxy in front of us saw them (PROXY protocol specification, versions 1 and 2).
public struct ProxyHeader: Equatable, Sendable {
    /// The client; `.none` for `LOCAL`, `UNKNOWN` and address families that carry none.
    public var source = SocketAddress()
    /// Where the client connected to.
    public var destination = SocketAddress()
    /// The proxy speaks for itself, as health checks do (version 2, `LOCAL`).
    public var isLocal = false
    /// 1 or 2.
    public var version: UInt8 = 1
    /// Bytes of the whole header.
    public var length = 0
    /// Where the type-length-value records are within the header; empty without any.
    public var records = Slice()

    public init() {}

    /// Why the bytes are no acceptable header (`CO_ER_PRX_*`).
    public enum Failure: Error, Equatable, Sendable {
        /// The bytes do not begin like a header (`CO_ER_PRX_NOT_HDR`).
        case notHeader
        /// The header is malformed (`CO_ER_PRX_BAD_HDR`).
        case badHeader
        /// The address family or the transport is not what was announced (`CO_ER_PRX_BAD_PROTO`).
        case badProtocol
    }

    /// Types of records that Harrier knows (`PP2_TYPE_*`).
    public enum RecordType {
        public static let alpn: UInt8 = 0x01
        public static let authority: UInt8 = 0x02
        public static let crc32c: UInt8 = 0x03
        public static let noop: UInt8 = 0x04
        public static let uniqueID: UInt8 = 0x05
        public static let ssl: UInt8 = 0x20
        public static let networkNamespace: UInt8 = 0x30
    }

    /// The value of the first record of a type.
    /// - Parameter header: the bytes that were parsed.
    public func record(_ type: UInt8, in header: ByteView) -> ByteView? {
        var at = records.start
        while at + 3 <= records.end {
            let length = Int(header[at + 1]) << 8 | Int(header[at + 2])
            guard at + 3 + length <= records.end else { return nil }
            if header[at] == type { return ByteView(rebasing: header[at + 3..<at + 3 + length]) }
            at += 3 + length
        }
        return nil
    }
}
