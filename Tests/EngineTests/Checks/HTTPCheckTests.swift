import Base
import Proxies
import Testing

@testable import Checks

/// A check that misreads an answer takes a healthy farm down, or keeps a dead one up.
@Suite("HTTP checks (HAProxy manual §4.2; answers as HAProxy 2.6.12 judged them)")
struct HTTPCheckTests {
    static func reply(_ status: String, _ body: String = "") -> String {
        "HTTP/1.0 \(status)\r\nContent-Length: \(body.utf8.count)\r\n\r\n\(body)"
    }
    static let ok = reply("200 OK", "hello world")
    static let chunked = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n"
    typealias Expect = CheckSettings.HTTPExpect.What

    struct Case: Sendable {
        var expect: Expect?
        var negated = false
        var disable = false
        var answer: String
        var status: CheckStatus
        var code = 0
        var info = ""
    }

    static let cases: [Case] = [
        Case(answer: ok, status: .layer7OK, code: 200),
        Case(answer: reply("301 Moved"), status: .layer7OK, code: 301),
        Case(answer: reply("404 Not Found"), status: .layer7WrongStatus, code: 404, info: "Not Found"),
        Case(disable: true, answer: reply("404 Not Found"), status: .layer7ConditionallyOK, code: 404),
        Case(answer: reply("500 Internal Server Error"), status: .layer7WrongStatus, code: 500, info: "Internal Server Error"),
        Case(answer: "garbage\r\n\r\n", status: .socketError),
        Case(answer: "", status: .socketError),
        Case(answer: "HTTP/1.0 200 O", status: .socketError),
        Case(answer: "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 204 No Content\r\n\r\n", status: .layer7WrongStatus, code: 100, info: "Continue"),
        Case(expect: .status([500...501]), answer: reply("500 x"), status: .layer7OK, code: 500),
        Case(expect: .status([404...404, 500...500]), answer: ok, status: .layer7WrongStatus, code: 200, info: "OK"),
        Case(expect: .status([200...200]), negated: true, answer: ok, status: .layer7WrongStatus, code: 200, info: "OK"),
        Case(expect: .statusRegex("^2[0-9][0-9]"), answer: ok, status: .layer7OK, code: 200),
        Case(expect: .statusRegex("^2[0-9][0-9]"), answer: reply("500 Bad"), status: .layer7WrongStatus, code: 500, info: "Bad"),
        Case(expect: .string("hello"), answer: ok, status: .layer7OK, code: 200),
        Case(expect: .string("absent"), answer: ok, status: .layer7InvalidResponse, info: "HTTP content check did not match"),
        Case(expect: .string("hello"), negated: true, answer: ok, status: .layer7InvalidResponse, info: "HTTP check matched unwanted content"),
        Case(expect: .string("absent"), negated: true, answer: ok, status: .layer7OK, code: 200),
        Case(expect: .regex("w.rld"), answer: ok, status: .layer7OK, code: 200),
        Case(expect: .regex("w..rld"), answer: ok, status: .layer7InvalidResponse, info: "HTTP content check did not match"),
        Case(expect: .string("hello"), answer: chunked, status: .layer7OK, code: 200),
        Case(expect: .string("5"), answer: chunked, status: .layer7InvalidResponse, info: "HTTP content check did not match"),
        Case(expect: .string("close"), answer: "HTTP/1.1 200 OK\r\n\r\nuntil close", status: .layer7OK, code: 200),
        Case(expect: .string("x"), answer: reply("200 OK"), status: .layer7InvalidResponse, info: "HTTP content check could not find a response body"),
        Case(expect: .string("boom"), answer: reply("500 x", "boom"), status: .layer7OK, code: 500),
    ]

    @Test("verdicts, at every split of the answer", arguments: cases.indices)
    func verdicts(index: Int) throws {
        let item = Self.cases[index]
        var settings = CheckSettings()
        settings.kind = .http
        settings.disableOn404 = item.disable
        if let what = item.expect {
            settings.httpExpect = CheckSettings.HTTPExpect(what: what)
            settings.httpExpect?.negated = item.negated
        }
        let check = try HTTPCheck(settings)
        let wanted = HTTPCheck.Verdict(status: item.status, code: item.code, info: item.info)
        let bytes = Array(item.answer.utf8)
        for split in 0...bytes.count {
            let early = check.judge(Array(bytes[..<split]), isLast: false, wasStopped: false)
            if split < bytes.count, let early { #expect(early == wanted, "split \(split)") }
            #expect(check.judge(bytes, isLast: true, wasStopped: false) == wanted)
        }
    }

    @Test("a 404 does not revive a server that is down")
    func dead404() throws {
        var settings = CheckSettings()
        settings.disableOn404 = true
        let check = try HTTPCheck(settings)
        let verdict = check.judge(Array(Self.reply("404 Not Found").utf8), isLast: true, wasStopped: true)
        #expect(verdict == HTTPCheck.Verdict(status: .layer7WrongStatus, code: 404, info: "Not Found"))
    }

    static func server(_ configure: (inout ProxySettings) -> Void = { _ in }) -> Server {
        var settings = ProxySettings()
        settings.name = "be"
        settings.capabilities = .backend
        var line = ServerSettings()
        line.name = "s"
        settings.servers = [line]
        configure(&settings)
        let proxy = Proxy(settings)
        _ = Unmanaged.passRetained(proxy)
        proxy.start(now: 0)
        _ = proxy.servers[0].setAddress(SocketAddress(ipv4: 0x7F00_0001, port: 80), portOffset: nil)
        return proxy.servers[0]
    }

    @Test("requests")
    func requests() throws {
        let server = Self.server()
        var settings = CheckSettings()
        #expect(String(decoding: try HTTPCheck(settings).request(for: server, node: "n"), as: UTF8.self) == "OPTIONS / HTTP/1.0\r\n\r\n")
        settings.httpMethod = "POST"
        settings.httpURI = "/p"
        settings.httpVersion = "HTTP/1.1"
        settings.httpHost = "h"
        settings.httpHeaders = [(name: "X-A", value: "b")]
        settings.httpBody = "xyz"
        settings.sendState = true
        let text = String(decoding: try HTTPCheck(settings).request(for: server, node: "n"), as: UTF8.self)
        #expect(text == "POST /p HTTP/1.1\r\nhost: h\r\nx-a: b\r\n"
            + "x-haproxy-server-state: no check; address=127.0.0.1; port=80; name=be/s; node=n; weight=1/1; scur=0/0; qcur=0\r\n"
            + "content-length: 3\r\nconnection: close\r\n\r\nxyz")
    }

    @Test("first checks are spread by the shortest interval of a second or more (spec/balancing.md 2.5)")
    func schedule() {
        #expect(CheckSchedule.sharedInterval([200, 2000, 200_000]) == 2000)
        #expect(CheckSchedule.sharedInterval([200, 300]) == 0)
        #expect(CheckSchedule.spread(1000, percent: 0, draw: 0.3) == 1000)
        #expect(CheckSchedule.spread(1000, percent: 20, draw: 0) == 1200)
        #expect(CheckSchedule.spread(1000, percent: 20, draw: 1) == 800)
    }
}
