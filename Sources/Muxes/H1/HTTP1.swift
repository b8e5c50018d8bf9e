// Muxes: HTTP/1.
import Net
import Proxies
import Streams

/// HTTP/1 on both sides (`mux_h1_ops`).
public final class HTTP1: MuxProvider {
    public init() {}
    public func startFront(_ session: Session, _ connection: Connection) {
        H1Front(session: session, connection: connection).readable()
    }
    public func startBack(_ connection: Connection, worker: Worker, server: Server?, proxy: Proxy) -> ServerConnection {
        H1Back(connection: connection, worker: worker, server: server, proxy: proxy)
    }
}
