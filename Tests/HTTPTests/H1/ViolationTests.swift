import Base
import HTTP
import Testing

/// `option accept-unsafe-violations-in-http-request` and `-response` (manual §4.2; 3.4).
@Suite("Violations that an administrator may allow")
struct ViolationTests {
    private var lenient: ParseOptions {
        var options = ParseOptions()
        options.acceptsViolations = true
        return options
    }

    @Test("in requests", arguments: [
        ("GET / HTTP/1.1\r\nHost: a\r\nX(: a\r\nY: b\r\n\r\n", "GET / HTTP/1.1\r\nhost: a\r\ny: b\r\n"),  // the header is dropped
        ("GET / HTTP/1.1\r\nHost: a\r\nX : a\r\n\r\n", "GET / HTTP/1.1\r\nhost: a\r\n"),
        ("GET / HTTP/1.1\r\nX: a\u{0}b\r\n\r\n", "GET / HTTP/1.1\r\nx: a\u{0}b\r\n"),
        ("GET /#f HTTP/1.1\r\n\r\n", "GET /#f HTTP/1.1\r\n"),
        ("GET /\u{e9} HTTP/1.1\r\n\r\n", "GET /\u{e9} HTTP/1.1\r\n"),
        ("GET http://a/ HTTP/1.1\r\nHost: b\r\n\r\n", "GET http://a/ HTTP/1.1\r\nhost: b\r\n"),
        ("GET a:80 HTTP/1.1\r\nHost: b\r\n\r\n", "GET a:80 HTTP/1.1\r\nhost: b\r\n"),
        ("CONNECT a HTTP/1.1\r\nHost: b\r\n\r\n", "CONNECT a HTTP/1.1\r\nhost: b\r\n"),
        ("GET / HTTP/0.7\r\nHost: a\r\n\r\n", "GET / HTTP/1.0\r\nhost: a\r\n"),
        ("GET /\r\n", "GET / HTTP/1.0\r\n"),
        ("GET / HTTP/1.1\r\nHost: a, b\r\n\r\n", "GET / HTTP/1.1\r\nhost: a, b\r\n"),
        ("GET / HTTP/1.1\r\nConnection: upgrade\r\nUpgrade: websocket\r\n\r\n", "GET / HTTP/1.1\r\nconnection: upgrade\r\nupgrade: websocket\r\n"),
    ])
    func requests(text: String, written: String) {
        guard case .refused = request(text) else {
            Issue.record("accepted without the option")
            return
        }
        guard case .read(let head, _, _) = request(text, options: lenient) else {
            Issue.record("refused: \(request(text, options: lenient))")
            return
        }
        #expect(head == written)
    }

    @Test("framing stays strict", arguments: [
        "GET / HTTP/1.1\r\nContent-Length: 1, 2\r\n\r\n", "GET / HTTP/1.1\r\nTransfer-Encoding: chunked, chunked\r\n\r\n", "GET / HTTP/1.1\r\nX: a\rb\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n", "POST /\r\n", "GET /\u{7f} HTTP/1.1\r\n\r\n", "GET / HTTP/1.1\r\nX\n: a\r\n\r\n", "GET / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n",
    ])
    func strict(text: String) {
        guard case .refused(400, _, _) = request(text, options: lenient) else {
            Issue.record("\(request(text, options: lenient))")
            return
        }
    }

    @Test("in responses", arguments: [
        ("HTTP/1.1 2000 x\r\nX(: a\r\nContent-Length: 1\r\n\r\n", Framing.Body.length(1)),
        ("HTTP/1.1 200 OK\r\nX: \u{0}\r\n\r\n", .untilClose),
        ("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked, chunked\r\n\r\n", .chunked),
        ("HTTP/1.1 200 OK\r\nTransfer-Encoding:\r\n\r\n", .untilClose),
        ("HTTP/0.1 200 OK\r\n\r\n", .untilClose),
    ])
    func responses(text: String, body: Framing.Body) {
        guard case .refused(502, _, _) = response(text) else {
            Issue.record("accepted without the option")
            return
        }
        guard case .read(_, let framing, _) = response(text, options: lenient) else {
            Issue.record("refused: \(response(text, options: lenient))")
            return
        }
        #expect(framing.body == body)
    }

    @Test("a body with any method in HTTP/1.0")
    func payload() {
        var options = ParseOptions()
        options.acceptsPayloadWithAnyMethod = true
        let text = "GET / HTTP/1.0\r\nContent-Length: 3\r\n\r\nabc"
        #expect(request(text) == .refused(413, .unexpectedBody, 0))
        guard case .read(_, let framing, _) = request(text, options: options) else {
            Issue.record("refused")
            return
        }
        #expect(framing.body == .length(3))
    }

    @Test("both lengths close the connection, unless told otherwise")
    func insecure() {
        let text = "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n"
        guard case .read(_, let framing, _) = request(text) else {
            Issue.record("refused")
            return
        }
        #expect(framing.isInsecure && !framing.keepAlive)
        var options = ParseOptions()
        options.keepsOnInsecureTransferEncoding = true
        guard case .read(_, let kept, _) = request(text, options: options) else {
            Issue.record("refused")
            return
        }
        #expect(kept.isInsecure && kept.keepAlive)
    }
}

@Suite("What a head says of its connection")
struct FramingTests {
    @Test("requests", arguments: [
        ("GET / HTTP/1.1\r\n\r\n", true), ("GET / HTTP/1.0\r\n\r\n", false), ("GET / HTTP/1.1\r\nConnection: close\r\n\r\n", false),
        ("GET / HTTP/1.0\r\nConnection: Keep-Alive\r\n\r\n", true), ("GET / HTTP/1.1\r\nConnection: keep-alive, CLOSE\r\n\r\n", false),
        ("GET / HTTP/1.1\r\nConnection: closed\r\n\r\n", true), ("GET / HTTP/1.0\r\nConnection: x\r\nConnection: keep-alive\r\n\r\n", true),
    ])
    func keepAlive(text: String, keeps: Bool) {
        guard case .read(_, let framing, _) = request(text) else {
            Issue.record("refused")
            return
        }
        #expect(framing.keepAlive == keeps)
    }

    @Test("bodies of responses", arguments: [
        ("200 OK\r\nContent-Length: 3", Method.get, Framing.Body.length(3)), ("200 OK\r\nContent-Length: 3", .head, .none), ("304 x\r\nContent-Length: 3", .get, .none),
        ("204 x\r\nContent-Length: 3", .get, .none), ("100 x", .get, .none), ("200 OK", .get, .untilClose), ("200 OK\r\nTransfer-Encoding: chunked", .get, .chunked),
        ("200 OK\r\nContent-Length: 3", .connect, .tunnel), ("407 x\r\nContent-Length: 3", .connect, .length(3)), ("200 OK\r\nContent-Length: 0", .get, .none),
        ("404 x", .post, .untilClose),
    ])
    func bodies(text: String, method: Method, body: Framing.Body) {
        guard case .read(_, let framing, _) = response("HTTP/1.1 \(text)\r\n\r\n", to: method) else {
            Issue.record("refused")
            return
        }
        #expect(framing.body == body)
    }

    @Test("expectations")
    func expectations() {
        for (text, expects) in [
            ("POST / HTTP/1.1\r\nExpect: 100-Continue\r\nContent-Length: 3\r\n\r\n", true), ("POST / HTTP/1.0\r\nExpect: 100-continue\r\nContent-Length: 3\r\n\r\n", false),
            ("GET / HTTP/1.1\r\nExpect: 100-continue\r\n\r\n", false),
        ] {
            guard case .read(_, let framing, _) = request(text) else {
                Issue.record("refused")
                continue
            }
            #expect(framing.expectsContinue == expects)
        }
    }

    @Test("101 only where it was asked for")
    func switching() {
        let bytes = Array("HTTP/1.1 101 Switching Protocols\r\nConnection: upgrade\r\nUpgrade: websocket\r\n\r\n".utf8)
        var parser = HeadParser(isRequest: false)
        #expect(read(bytes, with: parser) == .refused(502, .unexpectedUpgrade, 0))
        parser.requestAskedUpgrade = true
        guard case .read(_, let framing, _) = read(bytes, with: parser) else {
            Issue.record("refused")
            return
        }
        #expect(framing.body == .tunnel)
        parser.requestAskedWebSocket = true
        #expect(read(bytes, with: parser) == .refused(502, .badWebSocket, 0))
    }

    @Test("h2c goes from every Upgrade field", arguments: [
        ("Upgrade: h2c\r\nUpgrade: h2c\r\n", ""), ("Upgrade: h2c, a\r\nUpgrade: h2c\r\nUpgrade: h2c, b\r\n", "upgrade: a\r\nupgrade: b\r\n"),
        ("Upgrade: h2c\r\nUpgrade: a\r\nConnection: upgrade\r\n", "upgrade: a\r\nconnection: upgrade\r\n"),
        ("Upgrade: h2c\r\nConnection: upgrade, x\r\n", "connection: x\r\n"), ("Upgrade: H2C\r\nConnection: upgrade\r\n", ""),
    ])
    func clearTextHTTP2(fields: String, left: String) {
        guard case .read(let head, _, _) = request("GET / HTTP/1.1\r\n\(fields)\r\n") else {
            Issue.record("refused")
            return
        }
        #expect(head == "GET / HTTP/1.1\r\n" + left)
    }

    @Test("sizes: the line, the head, the number of fields")
    func sizes() {
        var options = ParseOptions()
        options.maximalSize = 100
        options.maximalFields = 2
        let long = String(repeating: "a", count: 200)
        #expect(request("GET /\(long) HTTP/1.1\r\n\r\n", options: options) == .refused(414, .targetTooLong, 100))
        #expect(request("GET / HTTP/1.1\r\nX: \(long)\r\n\r\n", options: options) == .refused(431, .headTooLarge, 100))
        #expect(response("HTTP/1.1 200 \(long)\r\n\r\n", options: options) == .refused(502, .headTooLarge, 100))
        let exact = "GET / HTTP/1.1\r\nX: \(String(repeating: "a", count: 77))\r\n\r\n"
        #expect(exact.utf8.count == 100)
        guard case .read = request(exact, options: options) else {
            Issue.record("refused at the limit")
            return
        }
        #expect(request("GET / HTTP/1.1\r\na: b\r\nc: d\r\ne: f\r\n\r\n", options: options) == .refused(400, .tooManyFields, 28))
    }
}
