// Net: forgetting a connection without telling the peer.
import Base
import CShims

extension Connection {
    /// Prepares the connection so that closing it sends nothing, or nothing that reaches the peer (`silent-drop`).
    ///
    /// With the right to administer the network (CAP_NET_ADMIN) the kernel forgets the connection (`TCP_REPAIR`); otherwise the reset
    /// is given a time to live that ends on the way.
    /// - Parameter timeToLive: hops of the reset; `nil` means 1.
    public func dropSilently(timeToLive: Int?) {
        guard fd >= 0 else { return }
        noLinger = true
        var one: Int32 = 1
        let size = socklen_t(MemoryLayout<Int32>.size)
        // Why: no acknowledgement of what was just received.
        var zero: Int32 = 0
        setsockopt(fd, Int32(IPPROTO_TCP), Int32(TCP_QUICKACK), &zero, size)
        if timeToLive == nil, setsockopt(fd, Int32(IPPROTO_TCP), Int32(TCP_REPAIR), &one, size) == 0 { return }
        var hops = Int32(timeToLive ?? 1)
        setsockopt(fd, Int32(IPPROTO_IP), Int32(IP_TTL), &hops, size)
        setsockopt(fd, Int32(IPPROTO_IPV6), Int32(IPV6_UNICAST_HOPS), &hops, size)
    }
}
