// Streams: what comes before the first request on a connection (`accept-proxy`, `accept-netscaler-cip`).
import Net
import Proxies

/// Waits for a PROXY protocol header, then completes the session (`conn_recv_proxy`, `session_expire_embryonic`).
final class Handshake {
    static func start(_ session: Session, _ connection: Connection) { session.worker.complete(session) }
}
