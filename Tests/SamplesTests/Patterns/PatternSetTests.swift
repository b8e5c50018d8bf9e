import Base
import Testing

@testable import Samples

/// More than eight patterns are found through an index; it must answer as the plain search does.
@Suite("Pattern sets")
struct PatternSetTests {
    private func set(_ method: MatchMethod, _ patterns: [String], ignoringCase: Bool = false) throws -> PatternSet {
        let set = PatternSet(method: method)
        for (index, pattern) in patterns.enumerated() { try set.add(Array(pattern.utf8), ignoringCase: ignoringCase, number: index + 1) }
        set.finish()
        return set
    }

    private func match(_ set: PatternSet, _ text: String) -> Int? {
        let scratch = Scratch(capacity: 256)
        defer { scratch.destroy() }
        return Array(text.utf8).withUnsafeBufferPointer { set.match(.string($0), scratch) }
    }

    private let many = (0..<40).map { "/dir\($0)/" }

    @Test("index and search agree", arguments: [MatchMethod.str, .beg, .end, .sub, .dir, .reg], [
        "/dir7/", "/dir7/x", "x/dir39/", "a/dir12/b", "/DIR7/", "/dir40/", "", "/dir3", "dir3",
    ])
    func agree(method: MatchMethod, text: String) throws {
        for ignoringCase in [false, true] {
            let indexed = match(try set(method, many, ignoringCase: ignoringCase), text) != nil
            let searched = try many.contains { match(try set(method, [$0], ignoringCase: ignoringCase), text) != nil }
            #expect(indexed == searched)
        }
    }

    @Test("the longest prefix and the narrowest network answer")
    func mostPrecise() throws {
        let prefixes = many + ["/", "/dir7/deep/"]
        #expect(match(try set(.beg, prefixes), "/dir7/deep/x") == 41)
        #expect(match(try set(.beg, prefixes), "/zzz") == 40)
        let networks = (0..<20).map { "10.\($0).0.0/16" } + ["10.0.0.0/8", "10.3.3.3", "::/0", "fe80::/10"]
        let set = try set(.ip, networks)
        #expect(match(set, "10.3.3.3") == 21)
        #expect(match(set, "10.3.3.4") == 3)
        #expect(match(set, "10.99.3.4") == 20)
        #expect(match(set, "fe80::9") == 23)
        #expect(match(set, "::ffff:10.3.9.9") == 22)
    }

    @Test("files: comments, blanks, flags by position")
    func files() throws {
        let bench = SampleBench(files: ["/p": "# comment\n\n  one\n\ttwo words\n #three\nfour\r\n", "/m": "k v\nlonely\n"])
        for (value, expected) in [("one", true), ("two words", true), ("#three", true), ("four", true), ("# comment", false), ("ONE", false)] {
            bench.subject.values = [Array(value.utf8)]
            #expect(try bench.condition("if { list -f /p }") == (expected ? .pass : .fail))
        }
        bench.subject.values = [Array("ONE".utf8)]
        #expect(try bench.condition("if { list -i -f /p }") == .pass)
        #expect(try bench.condition("if { list -f /p -i one }") == .pass)
        bench.subject.values = [Array("k".utf8)]
        #expect(try bench.condition("if { list -M -f /m }") == .pass)
        bench.subject.values = [Array("v".utf8)]
        #expect(try bench.condition("if { list -M -f /m }") == .fail)
    }
}
