// Proxies: weights, limits and addresses that change at run time.
import Base

extension Server {
    /// Why a weight was refused; the raw value is HAProxy's message.
    public enum WeightFailure: String, Error {
        case empty = "Require <weight> or <weight%>."
        case garbage = "Empty weight string empty or preceded by garbage"
        case trailing = "Trailing garbage in weight string"
        case negative = "Relative weight must be positive."
        case range = "Absolute weight can only be between 0 and 256 inclusive."
        case isStatic = "Backend is using a static LB algorithm and only accepts weights '0%' and '100%'."
    }

    /// `set weight`, `set server … weight`, and the agent's percentage (`server_parse_weight_change_request`).
    /// - Parameter text: `50` or `50%` of the initial weight.
    public func setWeight(_ text: String, now: Tick) throws(WeightFailure) {
        let bytes = Array(text.utf8)
        guard !bytes.isEmpty else { throw .empty }
        var at = 0
        var negative = false
        if bytes[0] == UInt8(ascii: "-") || bytes[0] == UInt8(ascii: "+") {
            negative = bytes[0] == UInt8(ascii: "-")
            at = 1
        }
        let start = at
        var value = 0
        while at < bytes.count, ASCII.isDigit(bytes[at]) {
            value = min(value * 10 + Int(bytes[at] - 48), 1 << 32)
            at += 1
        }
        guard at > start else { throw .garbage }
        if negative { value = -value }
        let isRelative = at == bytes.count - 1 && bytes[at] == UInt8(ascii: "%")
        guard isRelative || at == bytes.count else { throw .trailing }
        if isRelative {
            guard value >= 0 else { throw .negative }
            value = min(initialWeight * min(value, 25600) / 100, 256)
        }
        guard (0...256).contains(value) else { throw .range }
        if !proxy.balancer.isDynamic, value != 0, value != initialWeight { throw .isStatic }
        proxy.locked {
            proxy.nowSeconds = now / 1000
            userWeight = value
            recalculateWeight()
            let hadServers = proxy.activeServers + proxy.backupServers > 0
            if !hadServers, value > 0 { proxy.noteRecovery(proxy.nowSeconds) }
            proxy.balancer.update(self)
            if isUsable { _ = proxy.grabFromBackendQueue(self) }
        }
    }

    /// `set server … maxconn`, `set maxconn server`: a new limit, which waiting requests use at once.
    public func setMaxconn(_ value: Int, now: Tick) {
        proxy.locked {
            proxy.nowSeconds = now / 1000
            if minconn == maxconn { minconn = value }
            maxconn = value
            if proxy.mayDequeue(self) { proxy.serveQueues(self) }
        }
    }

    /// Gives it another address (`set server … addr`, resolution).
    /// - Returns: whether anything changed.
    public func setAddress(_ new: SocketAddress, portOffset newOffset: Int?) -> Bool {
        proxy.locked {
            guard new != address || newOffset != portOffset else { return false }
            address = new
            portOffset = newOffset
            revision += 1
            setDynamicCookie()
            if settings.hashKey == .address || settings.hashKey == .addressAndPort {
                (proxy.balancer as? HashRing)?.rekey(self)
            }
            return true
        }
    }

    /// Finds its first address as its line and `init-addr` say, before ``Proxy/start(now:)``.
    /// - Parameters:
    ///   - last: the address of the state file, if any.
    ///   - resolver: the system's resolver.
    /// - Returns: whether it may start: with an address, or down until it has one.
    public func resolveAddress(last: SocketAddress? = nil, resolver: AddressSpec.Resolver = resolveWithLibc) -> Bool {
        guard let spec = settings.spec, let host = spec.hostName else { return true }
        let port = UInt16(spec.portOffset == nil ? spec.firstPort : 0)
        switch InitAddress.find(
            host, family: spec.requiredFamily, port: port, methods: settings.initAddr, last: last, resolver: resolver) {
        case .found(let found): address = found
        case .withoutAddress: admin.insert(.resolutionMaintenance)
        case .failed: return false
        }
        return true
    }
}
