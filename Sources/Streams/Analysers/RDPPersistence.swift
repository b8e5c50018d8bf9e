// Streams: an RDP client's cookie leads it back to its server (`persist rdp-cookie`).
import Base
import Proxies

extension Stream {
    /// Reads `ADDRESS.PORT.0000` from the client's first packet and takes the server at that place (`tcp_persist_rdp_cookie`;
    /// MS-RDPBCGR 3.2.5.3.1). Both numbers are in decimal, of network bytes read in the order of a little machine.
    func persistByRDPCookie() -> Verdict {
        guard !assignment.isAssigned, !flags.contains(.ignorePersist), let name = backend.settings.persistRDPCookie else { return .next }
        var bytes = request.buffer.readable
        if request.output > 0 { bytes = ByteView(rebasing: bytes[min(request.output, bytes.count)...]) }
        let place = Array(name.utf8).withUnsafeBufferPointer { KeyExtraction.rdpCookie($0, in: bytes).flatMap(Self.place) }
        guard let (host, port) = place else { return .next }
        for server in backend.servers where server.address.ipv4 == host && server.address.port == port {
            guard server.acceptsPersistent || assignment.isForced || backend.settings.options.contains(.persist) else { continue }
            assignment.direct(to: server)
            break
        }
        return .next
    }

    private static func place(_ value: ByteView) -> (host: UInt32, port: UInt16)? {
        var at = 0
        func number() -> UInt64? {
            let start = at
            var result: UInt64 = 0
            while at < value.count, ASCII.isDigit(value[at]), at - start < 10 {
                result = result * 10 + UInt64(value[at] - 48)
                at += 1
            }
            guard at > start, at < value.count, value[at] == UInt8(ascii: ".") else { return nil }
            at += 1
            return result
        }
        guard let host = number(), host <= UInt32.max, let port = number(), port <= UInt16.max else { return nil }
        return (UInt32(truncatingIfNeeded: host).byteSwapped, UInt16(truncatingIfNeeded: port).byteSwapped)
    }
}
