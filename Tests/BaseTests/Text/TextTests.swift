import Base
import Testing

@Suite("Durations, sizes and nearest words")
struct TextTests {
    @Test("durations in milliseconds", arguments: [
        ("0", Int64(0)), ("5", 5), ("1us", 1), ("1001us", 2), ("5ms", 5), ("30s", 30_000), ("1m", 60_000), ("2h", 7_200_000),
        ("24d", 2_073_600_000), ("2147483647", 2_147_483_647), ("007", 7),
    ])
    func durations(text: String, expected: Int64) throws {
        #expect(try TimeUnit.parse(text, bareUnit: .milliseconds) == expected)
    }

    @Test("a bare number takes the unit of its place")
    func bareUnit() throws {
        #expect(try TimeUnit.parse("10", bareUnit: .seconds) == 10_000)
        #expect(try TimeUnit.parse("1500ms", in: .seconds, bareUnit: .seconds) == 2)
    }

    @Test("durations that are none", arguments: [
        ("", TimeUnit.Failure.noNumber), ("x", .unexpectedCharacter("x")), ("1.5s", .unexpectedCharacter(".")),
        ("-5", .unexpectedCharacter("-")), ("5S", .unexpectedCharacter("S")), ("5sx", .unexpectedCharacter("x")),
        ("5mss", .unexpectedCharacter("s")), ("5u", .unexpectedCharacter("u")), ("5q", .unexpectedCharacter("q")),
        ("2147483648", .overflow), ("25d", .overflow), ("99999999999999999999999999d", .overflow), ("٣s", .unexpectedCharacter("٣")),
    ])
    func refusedDurations(text: String, failure: TimeUnit.Failure) {
        #expect(throws: failure) { try TimeUnit.parse(text, bareUnit: .milliseconds) }
    }

    @Test("sizes", arguments: [("0", 0), ("16384", 16384), ("16k", 16384), ("16K", 16384), ("1m", 1 << 20), ("2g", 2 << 30)])
    func sizes(text: String, expected: Int) throws { #expect(try SizeText.parse(text) == expected) }

    @Test("sizes that are none", arguments: [
        ("", SizeText.Failure.noNumber), ("k", .unexpectedCharacter("k")), ("1x", .unexpectedCharacter("x")),
        ("16kb", .unexpectedCharacter("b")), ("9223372036854775808", .overflow), ("9223372036854775807k", .overflow),
    ])
    func refusedSizes(text: String, failure: SizeText.Failure) {
        #expect(throws: failure) { try SizeText.parse(text) }
    }

    @Test("edit distance", arguments: [
        ("", "", 0), ("", "abc", 3), ("maxcon", "maxconn", 1), ("clint", "client", 1), ("wieght", "weight", 1), ("Kitten", "sitting", 3),
    ])
    func distance(a: String, b: String, expected: Int) {
        #expect(EditDistance.between(a, b) == expected)
        #expect(EditDistance.between(b, a) == expected)
    }

    @Test("the nearest word, or none when all are far")
    func nearest() {
        #expect(EditDistance.nearest(to: "maxcon", among: ["minconn", "maxconn", "fullconn"]) == "maxconn")
        #expect(EditDistance.nearest(to: "zzzzzz", among: ["minconn", "maxconn"]) == nil)
        #expect(EditDistance.nearest(to: "x", among: ["y"]) == nil)
        #expect(EditDistance.nearest(to: String(repeating: "a", count: 100_000), among: ["a"]) == nil)
    }
}
