// Streams: what traffic tells about a server's health (`observe`).
import Proxies

extension Stream {
    func observeConnectFailure() {}
    func observeStatus(_ status: Int) {}
    func observeError() {}
}
