// Net: addresses of this machine.
import Base
import CShims

extension SocketAddress {
    /// Whether the address is one of this machine's, asked by binding to it (`addr_is_local`).
    public var isLocal: Bool {
        guard isInternet else { return false }
        let descriptor = socket(domain, Int32(SOCK_DGRAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        guard descriptor >= 0 else { return false }
        defer { close(descriptor) }
        return with(port: 0).withSockaddr { hs_bind(descriptor, $0, $1) } == 0
    }
}
