import Base
import HTTP
import Testing

@Suite("What a shared cache may keep")
struct CacheabilityTests {
    private func judge(_ status: UInt16, _ fields: [(String, String)], _ method: Method = .get) -> (Bool, Bool) {
        let held = Held()
        guard held.message.startResponse(status: status) else { return (false, false) }
        for (name, value) in fields { #expect(held.message.add(name, value)) }
        let result = Cacheability(held.message, to: method)
        return (result.isCacheable, result.includesCookies)
    }

    @Test("needs a status, a method and a lifetime", arguments: [
        (200, Method.get, true), (200, .head, true), (200, .options, true), (200, .post, false), (200, .put, false), (201, .get, false), (302, .get, false),
        (301, .get, true), (404, .get, true), (501, .get, true), (500, .get, false), (304, .get, false), (206, .get, true),
    ] as [(UInt16, Method, Bool)])
    func status(status: UInt16, method: Method, kept: Bool) {
        #expect(judge(status, [("ETag", "x")], method) == (kept, kept))
        #expect(judge(status, [], method) == (false, false))
    }

    @Test("what Cache-Control and Pragma say", arguments: [
        ("max-age=5", true, true), ("s-maxage=5", true, true), ("public", false, false), ("max-age=5, public", true, true), ("max-age=5, private", false, false),
        ("Private", false, false), ("no-store, max-age=5", false, false), ("max-age=0", false, false), ("s-maxage=0", false, false),
        ("no-cache=\"x\", max-age=5", true, true), ("no-cache=\"Set-Cookie\", max-age=5", true, false), ("no-cache", false, false),
    ])
    func cacheControl(value: String, cacheable: Bool, cookies: Bool) {
        #expect(judge(200, [("Cache-Control", value)]) == (cacheable, cookies))
        #expect(judge(200, [("Cache-Control", value), ("Pragma", "no-cache")]) == (false, false))
    }

    @Test("dates in cookies", arguments: [(1_795_450_340, "awRl5"), (4, "AAAAB"), (0, "AAAAA")] as [(Int64, String)])
    func stamps(seconds: Int64, text: String) {
        let area = UnsafeMutablePointer<UInt8>.allocate(capacity: CookieStamp.length)
        defer { area.deallocate() }
        CookieStamp.write((seconds + 3) / 4, to: area)
        let written = ByteView(start: area, count: CookieStamp.length)
        #expect(written.text == text)
        #expect(CookieStamp.read(written) == (seconds + 3) / 4 * 4)
    }

    @Test("no date", arguments: ["", "awRl", "awR!5", "awRl "])
    func noStamp(text: String) {
        #expect(withBytes(text) { CookieStamp.read($0) } == 0)
    }
}
