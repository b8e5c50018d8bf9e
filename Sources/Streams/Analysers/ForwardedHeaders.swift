// Streams: headers that tell the server who asked (`option forwardfor`, `option originalto`).
import Base
import HTTP
import Net
import Proxies

extension Stream {
    /// - Returns: false when a header does not fit.
    func addForwardedHeaders(_ message: Message) -> Bool {
        if let settings = backend.forwardfor ?? frontend.forwardfor {
            // Why: a name given by the backend wins, as in HAProxy; the frontend's settings apply otherwise.
            if let address = session.sourceAddress, !add(settings, address, to: message) { return false }
        }
        if let settings = backend.originalto ?? frontend.originalto {
            if let address = session.destinationAddress, !add(settings, address, to: message) { return false }
        }
        return true
    }

    private func add(_ header: AddressHeader, _ address: SocketAddress, to message: Message) -> Bool {
        if header.ifNone, header.isPresent(in: message) { return true }
        guard address.isInternet, !header.excepts(address) else { return true }
        return withUnsafeTemporaryAllocation(of: UInt8.self, capacity: SocketAddress.longestHost) { area in
            let count = address.writeHost(to: area.baseAddress!)
            return header.name.withUnsafeBufferPointer { message.add($0, ByteView(start: area.baseAddress, count: count)) }
        }
    }
}
