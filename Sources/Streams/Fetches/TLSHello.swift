// Streams: what a TLS greeting tells before TLS is spoken.
import Base

/// A client's greeting, as far as rules look at it (RFC 8446 §4.1.2; `smp_fetch_req_ssl_*`).
struct TLSHello {
    /// Version asked for, e.g. 0x0303.
    let version: UInt16
    /// The name in the `server_name` extension (RFC 6066 §3).
    let serverName: ByteView?

    enum Outcome {
        case hello(TLSHello)
        /// More bytes are needed.
        case notYet
        /// These bytes are no greeting.
        case none
    }

    enum Handshake { case type(UInt8), notYet, none }

    /// The type of the first handshake message: 1 client hello, 2 server hello.
    static func handshakeType(_ bytes: ByteView) -> Handshake {
        // A record: type 22, version 3.x, length, then the message's type.
        if let first = bytes.first, first != 22 { return .none }
        if bytes.count > 1, bytes[1] != 3 { return .none }
        guard bytes.count >= 6 else { return .notYet }
        return .type(bytes[5])
    }

    static func read(_ bytes: ByteView) -> Outcome {
        switch handshakeType(bytes) {
        case .none: return .none
        case .notYet: return .notYet
        case .type(let type): if type != 1 { return .none }
        }
        let recordEnd = 5 + (Int(bytes[3]) << 8 | Int(bytes[4]))
        guard recordEnd >= 5 + 4 + 34 else { return .none }
        guard bytes.count >= recordEnd else { return .notYet }
        var reader = Reader(bytes: ByteView(rebasing: bytes[9..<recordEnd]))
        guard let version = reader.number(2), reader.skip(32), let session = reader.number(1), reader.skip(session),
              let ciphers = reader.number(2), reader.skip(ciphers), let compressions = reader.number(1), reader.skip(compressions) else { return .none }
        guard let extensions = reader.number(2) else { return .hello(TLSHello(version: UInt16(version), serverName: nil)) }
        let end = min(reader.at + extensions, reader.bytes.count)
        while reader.at + 4 <= end, let type = reader.number(2), let length = reader.number(2) {
            guard reader.at + length <= end else { break }
            if type == 0, length >= 5 {
                var inner = Reader(bytes: ByteView(rebasing: reader.bytes[reader.at..<(reader.at + length)]))
                if inner.skip(2), inner.number(1) == 0, let count = inner.number(2), count > 0, inner.at + count <= inner.bytes.count {
                    let name = ByteView(rebasing: inner.bytes[inner.at..<(inner.at + count)])
                    return .hello(TLSHello(version: UInt16(version), serverName: name))
                }
            }
            _ = reader.skip(length)
        }
        return .hello(TLSHello(version: UInt16(version), serverName: nil))
    }

    /// A cursor that never leaves its bytes.
    private struct Reader {
        let bytes: ByteView
        var at = 0
        mutating func number(_ size: Int) -> Int? {
            guard at + size <= bytes.count else { return nil }
            var value = 0
            for _ in 0..<size { value = value << 8 | Int(bytes[at]); at += 1 }
            return value
        }
        mutating func skip(_ count: Int) -> Bool {
            guard count >= 0, at + count <= bytes.count else { return false }
            at += count
            return true
        }
    }
}
