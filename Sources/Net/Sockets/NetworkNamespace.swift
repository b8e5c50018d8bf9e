// Net: sockets in another network namespace.
import CShims

/// Named network namespaces, as `ip netns` keeps them under `/var/run/netns` (HAProxy's `namespace.c`).
enum NetworkNamespace {
    /// Runs `body` inside the namespace and comes back; `nil` stays where it is.
    static func within<R>(_ name: String?, _ body: () -> R) throws(BindFailure) -> R {
        guard let name else { return body() }
        let own = hs_open("/proc/self/ns/net", O_RDONLY | O_CLOEXEC, 0)
        let other = hs_open("/var/run/netns/\(name)", O_RDONLY | O_CLOEXEC, 0)
        defer {
            if own >= 0 { close(own) }
            if other >= 0 { close(other) }
        }
        guard own >= 0, other >= 0, setns(other, CLONE_NEWNET) == 0 else {
            throw BindFailure("cannot enter network namespace '\(name)' (\(errorText(hs_errno())))")
        }
        let result = body()
        let code = hs_errno()
        guard setns(own, CLONE_NEWNET) == 0 else {
            throw BindFailure("cannot leave network namespace '\(name)' (\(errorText(hs_errno())))")
        }
        hs_set_errno(code)
        return result
    }
}
