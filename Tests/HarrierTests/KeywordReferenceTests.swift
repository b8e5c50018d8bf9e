import Base
import CShims
import Config
import Proxies
import Samples
import Testing
@testable import harrier

/// `doc/keywords.md` and `doc/coverage.md` are made from the catalogue.
///
/// `HARRIER_UPDATE_DOCS=1 swift test --filter KeywordReference` writes them again.
@Suite("The generated references")
struct KeywordReferenceTests {
    static let root = #filePath.split(separator: "/").dropLast(3).reduce("") { $0 + "/" + $1 }

    func check(_ name: String, _ text: String) {
        let path = "\(Self.root)/doc/\(name)"
        if getenv("HARRIER_UPDATE_DOCS") != nil {
            let descriptor = hs_open(path, O_WRONLY | O_CREAT | O_TRUNC, 0o644)
            #expect(descriptor >= 0)
            let bytes = Array(text.utf8)
            #expect(write(descriptor, bytes, bytes.count) == bytes.count)
            close(descriptor)
        }
        let current = FileReader.read(path).map { String(decoding: $0, as: UTF8.self) }
        #expect(current == text, "doc/\(name) is out of date: HARRIER_UPDATE_DOCS=1 swift test --filter KeywordReference")
    }

    @Test("doc/keywords.md is up to date")
    func keywords() throws {
        try Catalogue.samples().install()
        let keywords = try Catalogue.keywords()
        let samples = try Catalogue.samples()
        let actions = try Catalogue.actions()
        var text = "# Keywords\n\nGenerated from the entries themselves; do not edit. Numbers are sections of HAProxy's configuration manual.\n"
        text += "Words marked (no effect) tune what Harrier does by other means; see coverage.md.\n"
        func cell(_ text: String) -> String { text.map { $0 == "|" ? "\\|" : String($0) }.joined() }
        func table<Settings>(_ title: String, _ entries: [Keyword<Settings>], sections: Bool) {
            text += "\n## \(title)\n\n"
            for entry in entries.sorted(by: { $0.name < $1.name }) {
                let names = SectionKind.allCases.filter(entry.sections.contains).map(\.rawValue).joined(separator: ", ")
                text += "- `\(entry.syntax)`" + (sections ? " in \(names)" : "") + " (\(entry.manual))" + (entry.isHint ? " (no effect)" : "")
                text += "  \n  \(entry.help) Example: `\(entry.example)`\n"
            }
        }
        table("Section `global`", keywords.global.entries, sections: false)
        table("Sections `defaults`, `frontend`, `backend`, `listen`", keywords.proxy.entries, sections: true)
        table("Section `userlist`", keywords.userlist.entries, sections: false)
        table("Section `http-errors`", keywords.httpErrors.entries, sections: false)
        table("Parameters of `bind`", Catalogue.bindParameters.filter { !NotYet.bind.contains($0.name) }, sections: false)
        table("Parameters of `server`", Catalogue.serverParameters.filter { !NotYet.server.contains($0.name) }, sections: false)
        text += "\n## Actions of rules\n\n"
        for entry in actions.entries.sorted(by: { $0.name < $1.name }) { text += "- `\(entry.syntax)` (\(entry.manual)): \(entry.help)\n" }
        text += "\n## Sample fetches\n\n| fetch | gives | what |\n|---|---|---|\n"
        for fetch in samples.fetches.values.sorted(by: { $0.name < $1.name }) {
            text += "| `\(fetch.name)\(cell(fetch.signature.text))` | \(fetch.output.name) | \(cell(fetch.help)) |\n"
        }
        text += "\n## Converters\n\n| converter | from | to | what |\n|---|---|---|---|\n"
        for converter in samples.converters.values.sorted(by: { $0.name < $1.name }) {
            text += "| `\(converter.name)\(cell(converter.signature.text))` | \(converter.input.name) | \(converter.output.name) | \(cell(converter.help)) |\n"
        }
        text += "\n## Criteria of ACLs only\n\n"
        text += samples.criteria.values.sorted { $0.name < $1.name }.map { "`\($0.name)`" }.joined(separator: " ") + "\n"
        check("keywords.md", text)
    }

    @Test("doc/coverage.md is up to date")
    func coverage() throws {
        let keywords = try Catalogue.keywords()
        var text = """
            # Coverage of HAProxy 3.4

            Generated from the catalogue; do not edit. doc/compatibility.md tells where behaviour differs.

            ## Accepted without effect

            These words tune mechanisms that Harrier does not have. They change nothing a client or server gets, so they are accepted; `-dD` names them.


            """
        for entry in keywords.global.entries.filter(\.isHint).sorted(by: { $0.name < $1.name }) { text += "- `\(entry.name)`: \(entry.help)\n" }
        for entry in keywords.proxy.entries.filter(\.isHint).sorted(by: { $0.name < $1.name }) { text += "- `\(entry.name)`: \(entry.help)\n" }
        text += "\nOptions of the command line without effect: `-de` `-dp` `-dG` `-dF` `-dZ` `-dT` `-dv` `-dM`.\n"
        func missing(_ title: String, _ known: Set<String>, _ ours: [String]) {
            let ours = Set(ours)
            // Why: a group such as `timeout` is no keyword when longer names begin with it; `persist` takes `rdp-cookie` itself.
            let names = known.filter { name in
                !ours.contains(name) && !ours.contains { $0.hasPrefix(name + " ") || name.hasPrefix($0 + " ") }
            }
            text += "\n### \(title) (\(names.count) of \(known.count))\n\n" + names.sorted().map { "`\($0)`" }.joined(separator: " ") + "\n"
        }
        text += "\n## Known to HAProxy 3.4 and not supported\n\nUsing one gives: `'X' is known to HAProxy 3.4 but not supported by Harrier 0.1`.\n"
        let samples = try Catalogue.samples()
        missing("Sections", KnownNames.sections, [])
        missing("Keywords of `global`", KnownNames.global, keywords.global.entries.map(\.name))
        missing("Keywords of proxies", KnownNames.proxy, keywords.proxy.entries.map(\.name))
        missing("Parameters of `bind`", KnownNames.bind, Catalogue.bindParameters.map(\.name).filter { !NotYet.bind.contains($0) })
        missing("Parameters of `server`", KnownNames.server, Catalogue.serverParameters.map(\.name).filter { !NotYet.server.contains($0) })
        missing("Sample fetches", KnownNames.fetches, Array(samples.fetches.keys) + samples.criteria.keys)
        missing("Converters", KnownNames.converters, Array(samples.converters.keys))
        check("coverage.md", text)
    }
}
