// Streams: persistence that the request's and response's heads carry.
import HTTP

extension Stream {
    func persistByCookie() {}
    func persistInResponse(_ message: Message) {}
    func persistRDPCookie() -> Verdict { .next }
}
