import Base
import HTTP
import Testing

@Suite("Built-in pages")
struct ErrorPagesTests {
    @Test("have the lengths that HAProxy announces", arguments: [
        (200, 58), (400, 90), (401, 112), (403, 93), (404, 83), (405, 147), (407, 112), (408, 110), (410, 114), (413, 106), (414, 110),
        (421, 104), (422, 116), (425, 80), (429, 117), (431, 105), (500, 97), (501, 135), (502, 107), (503, 107), (504, 92),
    ] as [(UInt16, Int)])
    func lengths(status: UInt16, length: Int) {
        #expect(ErrorPages.statuses.contains(status))
        #expect(ErrorPages.body(status).utf8CodeUnitCount == length)
    }

    @Test("as messages")
    func message() {
        let held = Held()
        #expect(ErrorPages.fill(held.message, 503))
        #expect(held.written == "HTTP/1.1 503 Service Unavailable\r\ncontent-length: 107\r\ncache-control: no-cache\r\ncontent-type: text/html\r\n")
        #expect(held.message.framing.body == .length(107))
        #expect(!ErrorPages.fill(held.message, 418))
    }

    @Test("as bytes for heads that could not be read")
    func raw() {
        let area = UnsafeMutablePointer<UInt8>.allocate(capacity: 1024)
        defer { area.deallocate() }
        var buffer = Buffer(area: area, capacity: 1024)
        #expect(ErrorPages.appendRaw(400, to: &buffer))
        #expect(buffer.readable.text == "HTTP/1.1 400 Bad request\r\nContent-length: 90\r\nCache-Control: no-cache\r\nConnection: close\r\n"
            + "Content-Type: text/html\r\n\r\n<html><body><h1>400 Bad request</h1>\nYour browser sent an invalid request.\n</body></html>\n")
        buffer.reset()
        #expect(ErrorPages.appendRaw(431, to: &buffer))
        #expect(!buffer.readable.text.contains("close"))
        buffer.reset()
        for status in ErrorPages.statuses {
            buffer.reset()
            #expect(ErrorPages.appendRaw(status, to: &buffer))
            // What we send, we can read.
            #expect(response(buffer.readable.text) != .incomplete)
        }
        var small = Buffer(area: area, capacity: 200)
        #expect(!ErrorPages.appendRaw(400, to: &small))
        #expect(small.isEmpty)
    }

    @Test("reason phrases that HAProxy gives", arguments: [
        (200, "OK"), (302, "Moved Temporarily"), (400, "Bad Request"), (413, "Request Entity Too Large"), (422, "Unprocessable Content"),
        (299, "Success"), (399, "Redirection"), (498, "Client Error"), (599, "Server Error"), (503, "Service Unavailable"),
    ] as [(UInt16, String)])
    func phrases(status: UInt16, phrase: String) {
        #expect("\(ReasonPhrase.of(status))" == phrase)
    }
}
