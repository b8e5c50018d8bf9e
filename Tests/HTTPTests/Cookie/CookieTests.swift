import Base
import HTTP
import Testing

@Suite("Cookies")
struct CookieTests {
    private func pairs(_ text: String) -> [String] {
        withBytes(text) { bytes in
            var scanner = CookieScanner(bytes)
            var result: [String] = []
            while let cookie = scanner.next() {
                func part(_ slice: Slice) -> String { String(decoding: bytes[slice.start..<slice.end], as: UTF8.self) }
                result.append(part(cookie.name) + "=" + part(cookie.value))
            }
            return result
        }
    }

    @Test("in a request", arguments: [
        ("a=1", ["a=1"]), ("a=1; b=2;c=3", ["a=1", "b=2", "c=3"]), (" a = 1 ; b= ", ["a=1", "b="]), ("a=\"x;y\"; b=2", ["a=\"x;y\"", "b=2"]),
        ("flag; a=1", ["a=1"]), ("a=1, b=2", ["a=1", "b=2"]), ("a=b=c", ["a=b=c"]), ("", []), ("; ;", []), ("a", []), ("=x; a=1", ["=x", "a=1"]),
    ])
    func request(text: String, expected: [String]) {
        #expect(pairs(text) == expected)
    }

    @Test("taken out", arguments: [
        ("a=1; SRV=B; c=2", "SRV", "a=1; c=2"), ("SRV=B; c=2", "SRV", "c=2"), ("a=1; SRV=B", "SRV", "a=1"), ("SRV=B", "SRV", nil), ("a=1;SRV=B;c=2", "SRV", "a=1;c=2"),
        ("a=1 ; SRV=B ", "SRV", "a=1"), ("a=1; SRV=B;", "SRV", "a=1"),
    ] as [(String, String, String?)])
    func removed(text: String, name: String, left: String?) {
        let held = Held()
        #expect(held.message.startResponse(status: 200))
        #expect(held.message.add("x", "before"))
        #expect(held.message.add("Cookie", text))
        #expect(held.message.add("y", "behind"))
        guard let cookie = withBytes(name, { CookieScanner.find($0, in: held.message.value(at: 1)) }) else {
            Issue.record("not found")
            return
        }
        held.message.removeCookie(cookie, at: 1)
        #expect(held.message.firstValue(.cookie)?.text == left)
        let middle = left.map { "cookie: \($0)\r\n" } ?? ""
        #expect(held.written == "HTTP/1.1 200 OK\r\nx: before\r\n\(middle)y: behind\r\n")
        #expect(held.message.wireSize == held.written.utf8.count + 2)
    }

    @Test("changed in place")
    func changed() {
        let held = Held()
        #expect(held.message.startResponse(status: 200))
        #expect(held.message.add("Cookie", "a=1; SRV=B~xyz; c=2"))
        guard let cookie = withBytes("SRV", { CookieScanner.find($0, in: held.message.value(at: 0)) }) else {
            Issue.record("not found")
            return
        }
        held.message.dropCookiePrefix(cookie, count: 2, at: 0)
        #expect(held.message.value(at: 0).text == "a=1; SRV=xyz; c=2")
        guard let again = withBytes("SRV", { CookieScanner.find($0, in: held.message.value(at: 0)) }) else {
            Issue.record("not found")
            return
        }
        #expect(withBytes("longer") { held.message.replacePart(again.value, of: 0, with: $0) })
        #expect(held.message.value(at: 0).text == "a=1; SRV=longer; c=2")
    }

    @Test("in a response", arguments: [
        ("a=b", "a", "b", ""), ("a=b; path=/; HttpOnly", "a", "b", "; path=/; HttpOnly"), (" a = b ;x", "a", "b", ";x"), ("a=", "a", "", ""), ("a=\"b\"", "a", "\"b\"", ""),
    ])
    func response(text: String, name: String, value: String, attributes: String) {
        withBytes(text) { bytes in
            guard let cookie = SetCookie(bytes) else {
                Issue.record("refused")
                return
            }
            func part(_ slice: Slice) -> String { String(decoding: bytes[slice.start..<slice.end], as: UTF8.self) }
            #expect(part(cookie.name) == name)
            #expect(part(cookie.value) == value)
            #expect(part(cookie.attributes) == attributes)
        }
    }

    @Test("no cookie", arguments: ["", "a", "a; b=c", "=b"])
    func none(text: String) {
        #expect(withBytes(text) { SetCookie($0) == nil })
    }
}
