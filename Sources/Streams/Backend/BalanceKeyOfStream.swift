// Streams: what balancing looks at in a request (`get_server_*`).
import Base
import HTTP
import Proxies

extension Stream {
    /// Calls `body` with the key of this request under the backend's algorithm.
    @inline(__always)
    func withBalanceKey(_ body: (BalanceKey) -> Void) {
        guard backend.balancesByHash else {
            body(.none)
            return
        }
        hashedKey(body)
    }

    private func hashedKey(_ body: (BalanceKey) -> Void) { body(.none) }
}
