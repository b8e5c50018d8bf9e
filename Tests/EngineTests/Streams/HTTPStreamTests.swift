import Base
import Proxies
import Synchronization
import TestKit
import Testing

@testable import Streams

/// The engine from accept to close, with peers that do what a script says and a clock that moves by order.
@Suite("Streams over HTTP/1, in virtual time")
struct HTTPStreamTests {
    private static let answer = "HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok"

    @Test("a request reaches the server, its answer the client; both connections stay for the next")
    func exchange() throws {
        let fixture = try EngineFixture()
        let client = fixture.client()
        client.say("GET /a HTTP/1.1\r\nHost: a\r\n\r\n")
        let server = try #require(fixture.server())
        #expect(server.heard() == "GET /a HTTP/1.1\r\nhost: a\r\n\r\n")
        server.say(Self.answer)
        fixture.run()
        #expect(client.heard() == Self.answer)
        client.say("GET /b HTTP/1.1\r\nHost: a\r\n\r\n")
        fixture.run()
        #expect(server.heard() == "GET /b HTTP/1.1\r\nhost: a\r\n\r\n")
        server.say(Self.answer)
        fixture.run()
        #expect(client.heard() == Self.answer)
        #expect(!client.hasEnded)
    }

    @Test("wherever the request and the response are split, the outcome is the same")
    func splits() throws {
        let request = "POST /x HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n"
        let response = "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello"
        let fixture = try EngineFixture()
        let client = fixture.client()
        var server: AcceptedPeer?
        for split in 1..<request.utf8.count {
            let bytes = Array(request.utf8)
            client.say(Array(bytes[..<split]))
            fixture.run()
            client.say(Array(bytes[split...]))
            fixture.run()
            if server == nil { server = fixture.server() }
            var got = try #require(server).heard()
            // Chunks may be cut elsewhere: only what they carry is the message.
            #expect(got.hasPrefix("POST /x HTTP/1.1\r\nhost: a\r\ntransfer-encoding: chunked\r\n\r\n"), "split at \(split)")
            got.removeFirst("POST /x HTTP/1.1\r\nhost: a\r\ntransfer-encoding: chunked\r\n\r\n".count)
            #expect(["3\r\nabc\r\n0\r\n\r\n", "1\r\na\r\n2\r\nbc\r\n0\r\n\r\n", "2\r\nab\r\n1\r\nc\r\n0\r\n\r\n"].contains(got), "split at \(split)")
            let answer = Array(response.utf8)
            let cut = split % (answer.count - 1) + 1
            server?.say(String(decoding: answer[..<cut], as: UTF8.self))
            fixture.run()
            server?.say(String(decoding: answer[cut...], as: UTF8.self))
            fixture.run()
            #expect(client.heard() == "HTTP/1.1 200 OK\r\ncontent-length: 5\r\n\r\nhello", "response split at \(cut)")
        }
    }

    @Test("pipelined requests are answered in order")
    func pipelined() throws {
        let fixture = try EngineFixture()
        let client = fixture.client()
        client.say("GET /1 HTTP/1.1\r\nHost: a\r\n\r\nGET /2 HTTP/1.1\r\nHost: a\r\n\r\n")
        let server = try #require(fixture.server())
        #expect(server.heard().hasPrefix("GET /1 "))
        server.say("HTTP/1.1 200 OK\r\ncontent-length: 1\r\n\r\n1")
        fixture.run()
        #expect(server.heard().hasPrefix("GET /2 "))
        server.say("HTTP/1.1 200 OK\r\ncontent-length: 1\r\n\r\n2")
        fixture.run()
        #expect(client.heard() == "HTTP/1.1 200 OK\r\ncontent-length: 1\r\n\r\n1HTTP/1.1 200 OK\r\ncontent-length: 1\r\n\r\n2")
    }

    @Test("no request within timeout http-request: 408 at its moment, then the end")
    func requestTimeout() throws {
        let fixture = try EngineFixture { $0.timeouts.httpRequest = 500 }
        let client = fixture.client()
        fixture.run(499)
        #expect(client.heard().isEmpty)
        fixture.run(1)
        #expect(client.heard().hasPrefix("HTTP/1.1 408 "))
        #expect(client.hasEnded)
    }

    @Test("an idle kept connection closes silently after timeout http-keep-alive")
    func keepAliveTimeout() throws {
        let fixture = try EngineFixture { $0.timeouts.httpKeepAlive = 400 }
        let client = fixture.client()
        client.say("GET / HTTP/1.1\r\nHost: a\r\n\r\n")
        let server = try #require(fixture.server())
        server.say(Self.answer)
        fixture.run()
        #expect(client.heard() == Self.answer)
        fixture.run(399)
        _ = client.heard()
        #expect(!client.hasEnded)
        fixture.run(1)
        #expect(client.heard().isEmpty)
        #expect(client.hasEnded)
    }

    @Test("a silent server: 504 at timeout server")
    func serverTimeout() throws {
        let fixture = try EngineFixture { $0.timeouts.client = 5000 }
        let client = fixture.client()
        client.say("GET / HTTP/1.1\r\nHost: a\r\n\r\n")
        let server = try #require(fixture.server())
        _ = server.heard()
        fixture.run(999)
        #expect(client.heard().isEmpty)
        fixture.run(2)
        #expect(client.heard().hasPrefix("HTTP/1.1 504 "))
    }

    @Test("a server that closes without a word: 502")
    func emptyResponse() throws {
        let fixture = try EngineFixture()
        let client = fixture.client()
        client.say("GET / HTTP/1.1\r\nHost: a\r\n\r\n")
        var server = fixture.server()
        _ = try #require(server).heard()
        server = nil
        fixture.run()
        #expect(client.heard().hasPrefix("HTTP/1.1 502 "))
    }

    @Test("refused heads are answered and nothing of them reaches a server", arguments: [
        "GET / HTTP/1.1\r\nHost : a\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked, gzip\r\n\r\n",
        "GET /\u{1} HTTP/1.1\r\nHost: a\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: a\rX: b\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n",
    ])
    func refused(head: String) throws {
        let fixture = try EngineFixture()
        let client = fixture.client()
        client.say(head + "GET /smuggled HTTP/1.1\r\nHost: a\r\n\r\n")
        fixture.run()
        #expect(client.heard().hasPrefix("HTTP/1.1 4"))
        #expect(fixture.server() == nil)
    }

    @Test("a client that leaves gives everything back")
    func leaves() throws {
        let fixture = try EngineFixture()
        for _ in 0..<50 {
            let client = fixture.client()
            client.say("GET / HTTP/1.1\r\nHost: a\r\n\r\n")
            fixture.run()
            client.close()
            fixture.run()
            fixture.run(2000)
        }
        #expect(fixture.engine.process.connections.load(ordering: .relaxed) == 0)
        #expect(fixture.engine.process.currentStreams.load(ordering: .relaxed) == 0)
        #expect(fixture.worker.buffers.used == 0)
    }

    @Test("a response without a length ends with its connection")
    func untilClose() throws {
        let fixture = try EngineFixture()
        let client = fixture.client()
        client.say("GET / HTTP/1.1\r\nHost: a\r\n\r\n")
        let server = try #require(fixture.server())
        server.say("HTTP/1.1 200 OK\r\n\r\nsome")
        fixture.run()
        server.say(" text")
        fixture.run()
        server.finish()
        fixture.run()
        #expect(client.heard() == "HTTP/1.1 200 OK\r\nconnection: close\r\n\r\nsome text")
        #expect(client.hasEnded)
    }
}
