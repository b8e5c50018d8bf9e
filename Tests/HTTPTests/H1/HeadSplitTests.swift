import Base
import HTTP
import Testing

@Suite("Heads, however they are split")
struct HeadSplitTests {
    static let requests = [
        "GET / HTTP/1.1\r\nHost: a\r\n\r\n",
        "\r\n\nPOST /path?query=1#no HTTP/1.1\r\nHost: a\r\n\r\n",
        "\r\nPOST /path?query=1 HTTP/1.1\r\nHost: www.example.com:8080\r\nContent-Length: 5, 5\r\nContent-Length: 5\r\n"
            + "Connection: keep-alive, Upgrade\r\nUpgrade: h2c, websocket\r\nSec-WebSocket-Key: x\r\nX: a\r\n  b\r\n\t\r\n c\r\n\r\nbody!",
        "GET http://a?x HTTP/1.1\nHost: a\nX_y.z:v\n\n",
        "GET / HTTP/1.1\r\nHost: a\r\nBad Name: x\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: a\r\nX: bare\rcarriage\r\n\r\n",
        "CONNECT a:443 HTTP/1.1\r\nHost: a\r\n\r\n",
        "\u{16}\u{3}\u{1}\u{2}hello",
        "OPTIONS * HTTP/1.0\r\nConnection: Keep-Alive\r\n\r\n",
    ]
    static let responses = [
        "HTTP/1.1 200\r\nTransfer-Encoding: chunked\r\nContent-Length: 3\r\n\r\n",
        "HTTP/1.0 404 Not here\r\nConnection: keep-alive\r\nContent-Length: 0\r\n\r\n",
        "HTTP/1.1 099 x\r\n\r\n",
        "HTTP/1.1 200 OK\r\n\r\nuntil close",
    ]

    @Test("requests: every split in two and byte by byte", arguments: requests)
    func requestSplits(text: String) {
        let whole = request(text)
        #expect(whole != .incomplete)
        for split in 0...text.utf8.count { #expect(request(text, splits: [split]) == whole, "split at \(split)") }
        #expect(request(text, splits: Array(0..<text.utf8.count)) == whole)
    }

    @Test("responses: every split in two and byte by byte", arguments: responses)
    func responseSplits(text: String) {
        let whole = response(text)
        #expect(whole != .incomplete)
        for split in 0...text.utf8.count { #expect(response(text, splits: [split]) == whole, "split at \(split)") }
        #expect(response(text, splits: Array(0..<text.utf8.count)) == whole)
    }

    @Test("a long request, read and written")
    func longRequest() {
        guard case .read(let head, let framing, let length) = request(Self.requests[2]) else {
            Issue.record("refused")
            return
        }
        #expect(length == Self.requests[2].utf8.count - 5)
        #expect(framing.body == .length(5))
        #expect(framing.isWebSocket)
        #expect(framing.keepAlive)
        #expect(head == "POST /path?query=1 HTTP/1.1\r\nhost: www.example.com:8080\r\ncontent-length: 5\r\nconnection: Upgrade\r\n"
            + "upgrade: websocket\r\nsec-websocket-key: x\r\nx: a    b  \t   c\r\n")
    }
}
