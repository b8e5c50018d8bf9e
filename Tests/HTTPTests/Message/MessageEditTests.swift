import Base
import HTTP
import Testing

/// A deterministic source of numbers (SplitMix64).
struct Seeded: RandomNumberGenerator {
    var state: UInt64
    mutating func next() -> UInt64 {
        state &+= 0x9e37_79b9_7f4a_7c15
        var z = state
        z = (z ^ (z >> 30)) &* 0xbf58_476d_1ce4_e5b9
        z = (z ^ (z >> 27)) &* 0x94d0_49bb_1331_11eb
        return z ^ (z >> 31)
    }
}

func withBytes<Result>(_ text: String, _ body: (ByteView) -> Result) -> Result {
    Array(text.utf8).withUnsafeBufferPointer(body)
}

extension Message {
    func add(_ name: String, _ value: String) -> Bool {
        withBytes(name) { name in withBytes(value) { value in add(name, value) } }
    }
    func text(_ slice: Slice) -> String { view(slice).text }
}

@Suite("Changes to heads")
struct MessageEditTests {
    @Test("adds, finds, replaces, removes")
    func edits() {
        let held = Held()
        let message = held.message
        #expect(withBytes("GET") { method in withBytes("/") { target in message.startRequest(method, target) } })
        #expect(message.add("X-Forwarded-For", "1.2.3.4"))
        #expect(message.add("X-Other", ""))
        #expect(message.add(.xForwardedFor, "5.6.7.8"))
        #expect(held.written == "GET / HTTP/1.1\r\nx-forwarded-for: 1.2.3.4\r\nx-other: \r\nx-forwarded-for: 5.6.7.8\r\n")
        #expect(message.find(.xForwardedFor) == 0)
        #expect(message.findLast(.xForwardedFor) == 2)
        #expect(message.find(.xForwardedFor, from: 1) == 2)
        #expect(withBytes("x-other") { message.find(named: $0) } == 1)
        #expect(withBytes("x-othe") { message.find(named: $0) } == nil)
        #expect(message.firstValue(.xForwardedFor)?.text == "1.2.3.4")
        #expect(withBytes("longer than before") { message.replaceValue(at: 1, with: $0) })
        #expect(withBytes("Host") { name in withBytes("h") { value in message.replace(at: 1, name: name, value: value) } })
        #expect(message.find(.host) == 1)
        message.removeAll(.xForwardedFor)
        #expect(withBytes("/other?x") { message.set(target: $0) })
        #expect(withBytes("DELETE") { message.set(method: $0) })
        #expect(message.method == .delete)
        #expect(held.written == "DELETE /other?x HTTP/1.1\r\nhost: h\r\n")
    }

    @Test("responses")
    func responses() {
        let held = Held()
        #expect(held.message.startResponse(status: 302))
        #expect(held.message.add("Location", "/"))
        held.message.set(status: 301)
        #expect(withBytes("Over there") { held.message.set(reason: $0) })
        #expect(held.written == "HTTP/1.1 301 Over there\r\nlocation: /\r\n")
    }

    @Test("the table grows beyond its first size")
    func many() {
        let held = Held()
        #expect(held.message.startResponse(status: 200))
        for index in 0..<500 { #expect(held.message.add("x\(index)", "v")) }
        #expect(held.message.fieldCount == 500)
        #expect(held.message.value(at: 499).text == "v")
    }

    /// Any order of edits leaves what a list of strings would hold, and never more bytes than a buffer has.
    @Test("random edits against a list of strings", arguments: 0..<40)
    func random(seed: Int) {
        var random = Seeded(state: UInt64(seed))
        let held = Held(capacity: 512)
        let message = held.message
        guard withBytes("GET", { method in withBytes("/", { target in message.startRequest(method, target) }) }) else {
            Issue.record("does not fit")
            return
        }
        var target = "/"
        var list: [(String, String)] = []
        for _ in 0..<400 {
            let text = String(repeating: "v", count: Int.random(in: 0...60, using: &random))
            switch Int.random(in: 0..<6, using: &random) {
            case 0, 1:
                let name = ["Host", "X-A", "Cookie", "Via", "X-Long-Name"].randomElement(using: &random) ?? "X"
                let fits = message.wireSize + name.utf8.count + text.utf8.count + 4 <= 512
                #expect(message.add(name, text) == fits)
                if fits { list.append((name.lowercased(), text)) }
            case 2:
                guard let index = list.indices.randomElement(using: &random) else { continue }
                let fits = message.wireSize + text.utf8.count - list[index].1.utf8.count <= 512
                #expect(withBytes(text) { message.replaceValue(at: index, with: $0) } == fits)
                if fits { list[index].1 = text }
            case 3:
                guard let index = list.indices.randomElement(using: &random) else { continue }
                message.remove(at: index)
                list.remove(at: index)
            case 4:
                message.removeAll(.via)
                list.removeAll { $0.0 == "via" }
            default:
                let fits = message.wireSize + text.utf8.count + 1 - target.utf8.count <= 512
                #expect(withBytes("/" + text) { message.set(target: $0) } == fits)
                if fits { target = "/" + text }
            }
            let expected = "GET \(target) HTTP/1.1\r\n" + list.map { "\($0.0): \($0.1)\r\n" }.joined()
            #expect(held.written == expected)
            #expect(message.wireSize == expected.utf8.count + 2)
        }
    }

    @Test("what does not fit changes nothing")
    func tooSmall() {
        let held = Held(capacity: 64)
        #expect(withBytes("GET") { method in withBytes("/") { target in held.message.startRequest(method, target) } })
        #expect(!held.message.add("x", String(repeating: "v", count: 60)))
        #expect(held.written == "GET / HTTP/1.1\r\n")
        let area = UnsafeMutablePointer<UInt8>.allocate(capacity: 8)
        defer { area.deallocate() }
        var buffer = Buffer(area: area, capacity: 8)
        #expect(!held.message.write(into: &buffer))
        #expect(buffer.isEmpty)
    }

    @Test("names spelt for old peers")
    func cases() throws {
        var map = CaseMap()
        try map.add(from: Array("x-forwarded-for".utf8), to: Array("X-Forwarded-For".utf8))
        try map.add(from: Array("host".utf8), to: Array("HOST".utf8))
        #expect(throws: CaseMap.Failure.duplicate) { try map.add(from: Array("host".utf8), to: Array("Host".utf8)) }
        #expect(throws: CaseMap.Failure.notASpelling) { try map.add(from: Array("a".utf8), to: Array("b".utf8)) }
        #expect(throws: CaseMap.Failure.notASpelling) { try map.add(from: Array("A".utf8), to: Array("A".utf8)) }
        #expect(throws: CaseMap.Failure.badName) { try map.add(from: Array("a b".utf8), to: Array("A b".utf8)) }
        let held = Held()
        #expect(held.message.startResponse(status: 200))
        #expect(held.message.add("host", "a"))
        #expect(held.message.add("x-forwarded-for", "b"))
        #expect(held.message.add("x-other", "c"))
        let area = UnsafeMutablePointer<UInt8>.allocate(capacity: 256)
        defer { area.deallocate() }
        var buffer = Buffer(area: area, capacity: 256)
        #expect(held.message.write(into: &buffer, cases: map))
        #expect(buffer.readable.text == "HTTP/1.1 200 OK\r\nHOST: a\r\nX-Forwarded-For: b\r\nx-other: c\r\n")
    }

    @Test("lists", arguments: [
        ("a, b ,,c", ["a", "b", "c"], ["a", "b", "", "c"]), ("", [], [""]), (" , ", [], ["", ""]),
        ("a;q=\"x,y\", b", ["a;q=\"x", "y\"", "b"], ["a;q=\"x,y\"", "b"]), ("\"a\\\",\",b", ["\"a\\\"", "\"", "b"], ["\"a\\\",\"", "b"]),
    ])
    func lists(text: String, tokens: [String], values: [String]) {
        withBytes(text) { bytes in
            var list = TokenList(bytes)
            var seen: [String] = []
            while let token = list.next() { seen.append(token.text) }
            #expect(seen == tokens)
            var valueList = ValueList(bytes)
            seen = []
            while let value = valueList.next() { seen.append(value.text) }
            #expect(seen == values)
        }
    }
}
