// Streams: what traffic tells about a server's health (`observe`).
import Proxies

extension Stream {
    /// The connection could not be made.
    func observeConnectFailure() { observe(.connectionFailed) }

    /// A response came, good or bad (`http-fail-codes`).
    func observeStatus(_ status: Int) {
        guard let server, server.observes == .layer7 else { return }
        observe(worker.configuration.global.httpFailCodes.contains(status) ? .wrongStatus : .goodResponse)
    }

    /// No usable response came.
    func observeError() {
        guard let server, server.observes == .layer7 else { return }
        if back.endpoint?.flags.contains(.protocolError) == true { observe(.invalidHeaders) }
        else if response.flags.contains(.readTimeout) { observe(.readTimeout) }
        else { observe(back.flags.contains(.error) ? .readError : .brokenPipe) }
    }

    /// Tells the server's health what happened, if it listens.
    @inline(__always)
    func observe(_ event: ObservedEvent) {
        guard let server, server.observes != .none else { return }
        if let (change, _) = server.observe(event, thread: worker.index, now: loop.now) { worker.apply(change) }
    }
}
