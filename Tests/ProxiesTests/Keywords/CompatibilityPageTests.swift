import Config
import Testing

@testable import Proxies

/// What the page promises must be what the program does.
@Suite("doc/compatibility.md names every hint and every missing keyword")
struct CompatibilityPageTests {
    /// Words between backquotes in the part of the page under the heading.
    private func words(under heading: String) throws -> Set<String> {
        let here = #filePath
        let root = here[..<(try #require(here.firstRange(of: "/Tests/"))).lowerBound]
        let page = String(decoding: try #require(readWholeFile(root + "/doc/compatibility.md", limit: 1 << 20)), as: UTF8.self)
        let part = try #require(page.split(separator: "\n## ").first { $0.hasPrefix(heading) })
        var words: Set<String> = []
        for (index, piece) in part.split(separator: "`", omittingEmptySubsequences: false).enumerated() where index % 2 == 1 {
            words.insert(String(piece))
        }
        return words
    }

    @Test func hints() throws {
        let named = try words(under: "Tuning hints")
        for entry in Keyword<GlobalSettings>.globalVocabulary where entry.isHint { #expect(named.contains(entry.name), "\(entry.name)") }
        for entry in Keyword<ProxySettings>.proxyVocabulary where entry.isHint { #expect(named.contains(entry.name), "\(entry.name)") }
    }

    @Test func notYet() throws {
        let named = try words(under: "Not supported yet")
        for name in NotYet.global.union(NotYet.proxy).union(NotYet.bind).union(NotYet.server) { #expect(named.contains(name), "\(name)") }
        #expect(NotYet.global.isDisjoint(with: Keyword<GlobalSettings>.globalVocabulary.map(\.name)))
    }
}
