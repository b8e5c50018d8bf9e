import Base
import HTTP
import Testing

@Suite("Request targets")
struct RequestTargetTests {
    @Test("in their parts", arguments: [
        ("/", RequestTarget.Form.origin, "", "", "/", nil),
        ("/a/b?c=d?e", .origin, "", "", "/a/b", "c=d?e"),
        ("//a/b?", .origin, "", "", "//a/b", ""),
        ("*", .asterisk, "", "", "*", nil),
        ("http://h:80/p?q", .absolute, "http", "h:80", "/p", "q"),
        ("https://u@h", .absolute, "https", "u@h", "", nil),
        ("http://h?q", .absolute, "http", "h", "", "q"),
        ("a+b-c.1://x/", .absolute, "a+b-c.1", "x", "/", nil),
        ("h:443", .authority, "", "h:443", "", nil),
        ("1http://x/", .authority, "", "1http://x/", "", nil),
        ("", .authority, "", "", "", nil),
    ] as [(String, RequestTarget.Form, String, String, String, String?)])
    func parts(text: String, form: RequestTarget.Form, scheme: String, authority: String, path: String, query: String?) {
        withBytes(text) { bytes in
            let target = RequestTarget(bytes)
            func part(_ slice: Slice) -> String { String(decoding: bytes[slice.start..<slice.end], as: UTF8.self) }
            #expect(target.form == form)
            #expect(part(target.scheme) == scheme)
            #expect(part(target.authority) == authority)
            #expect(part(target.path) == path)
            #expect((target.hasQuery ? part(target.query) : nil) == query)
            if form == .origin { #expect(part(target.pathAndQuery) == text) }
        }
    }

    @Test("hosts and ports", arguments: [
        ("a", "a", nil), ("a:80", "a", "80"), ("a:", "a", ""), ("[::1]:443", "[::1]", "443"), ("[::1]", "[::1]", nil),
        ("u:p@a:1", "a", "1"), ("a:b", "a:b", nil), ("", "", nil), (":80", "", "80"),
    ] as [(String, String, String?)])
    func hosts(text: String, host: String, port: String?) {
        withBytes(text) { bytes in
            let parts = HostAndPort(bytes)
            #expect(parts.host.text == host)
            #expect(parts.port?.text == port)
        }
    }
}
