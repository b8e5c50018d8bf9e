import Config
import Proxies
import Testing

/// Every entry shows an example in the generated reference: it must be right.
@Suite("Examples of keyword entries parse")
struct ExampleTests {
    private func check<Settings>(_ entries: [Keyword<Settings>], _ settings: Settings, section: SectionKind?) {
        #expect(!entries.isEmpty)
        for entry in entries where !entry.example.isEmpty {
            var settings = settings
            let place = section ?? entry.sections.sorted { $0.rawValue < $1.rawValue }.first ?? .listen
            let diagnostics = Diagnostics()
            var words = Words(splitting: entry.example, section: place, sectionName: "test", diagnostics: diagnostics)
            for word in entry.name.split(separator: " ") { #expect(words.nextIfAny() == String(word), "\(entry.syntax): \(entry.example)") }
            words.keyword = entry.name
            do {
                try entry.parse(&words, &settings)
                try words.end()
            } catch {
                Issue.record("\(entry.example): \(error)")
            }
            #expect(diagnostics.messages.isEmpty, "\(entry.example)")
            #expect(entry.help.hasSuffix("."), "\(entry.name): the help is a sentence")
            #expect(!entry.manual.isEmpty)
        }
    }

    @Test func global() { check(Keyword<GlobalSettings>.globalVocabulary, GlobalSettings(), section: .global) }

    @Test func proxies() { check(Keyword<ProxySettings>.proxyVocabulary, ProxySettings(), section: nil) }

    @Test func binds() { check(Keyword<BindSettings>.bindParameters, BindSettings(), section: .frontend) }

    @Test func servers() { check(Keyword<ServerSettings>.serverParameters, ServerSettings(), section: .backend) }

    @Test func userlists() { check(Keyword<UserlistSettings>.userlist, UserlistSettings(), section: .userlist) }

    @Test func errorSections() { check(Keyword<HTTPErrorsSettings>.httpErrors, HTTPErrorsSettings(), section: .httpErrors) }

    @Test("no name has two entries in one section")
    func names() throws {
        _ = try KeywordTable([Keyword<ProxySettings>.proxyVocabulary])
        _ = try KeywordTable([Keyword<GlobalSettings>.globalVocabulary])
        _ = try KeywordTable([Keyword<BindSettings>.bindParameters])
        _ = try KeywordTable([Keyword<ServerSettings>.serverParameters])
    }

    @Test("what has no effect yet exists as an entry, so that the list stays honest")
    func notYet() {
        let all = Set(Keyword<ServerSettings>.serverParameters.map(\.name))
        #expect(NotYet.server.isSubset(of: all))
        #expect(NotYet.bind.isSubset(of: Set(Keyword<BindSettings>.bindParameters.map(\.name))))
    }
}
