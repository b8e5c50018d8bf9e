import Base
import Config
import Samples
import Testing

@testable import Proxies

/// An action that only remembers its words.
private final class Remember: RuleAction {
    let words: [String]
    private let final: Bool
    init(_ words: [String], final: Bool) { self.words = words; self.final = final }
    override var isFinal: Bool { final }
}

/// The grammar of rule lines; the vocabulary here is small and its own, for the installed one is the process's.
@Suite("Rule lines", .serialized)
struct RuleParsingTests {
    private static let installed: Void = {
        try! Vocabulary(
            fetches: [Fetch.constants, [
                Fetch("path", .string, .request, "Nothing.") { _, _ in nil }, Fetch("status", .integer, .serverSide, "Nothing.") { _, _ in nil },
                Fetch("nbsrv", [.backend], .integer, .internalState, "Nothing.") { _, _ in nil },
            ]],
            converters: [Converter.text, Converter.numbers]
        ).install()
        try! ActionVocabulary([[
            ActionEntry("deny", in: [.httpRequest, .httpResponse], "Refuses.", example: "deny") { _, _ in Remember([], final: true) },
            ActionEntry("set-header <name> <fmt>", in: .http, "Sets.", example: "set-header a b") { words, line throws(ConfigError) in
                let name = try line.word(&words, "expects exactly 2 arguments.")
                let text = try line.word(&words, "expects exactly 2 arguments.")
                _ = try line.format(words, text)
                return Remember([name, text], final: false)
            },
            ActionEntry("set-var(<name>) <expr>", in: .http, "Sets.", example: "set-var(txn.a) path") { words, line throws(ConfigError) in
                _ = try line.expression(&words, "expects an expression")
                return Remember([line.name], final: false)
            },
        ]]).install()
    }()

    private let table: KeywordTable<ProxySettings>

    init() throws {
        _ = Self.installed
        table = try KeywordTable([Keyword<ProxySettings>.rules, Keyword<ProxySettings>.routing])
    }

    private func read(_ lines: [String], section: SectionKind = .frontend, named name: String = "f") -> (ProxySettings, [String]) {
        let diagnostics = Diagnostics()
        var settings = ProxySettings()
        for line in lines {
            var words = Words(splitting: line, section: section, sectionName: name, diagnostics: diagnostics)
            do { try table.read(&words, into: &settings, extraNames: []) } catch { diagnostics.add(error) }
        }
        return (settings, diagnostics.messages.map { String($0.text.split(separator: "\n")[0].split(separator: " : ", maxSplits: 2).last ?? "") })
    }

    @Test("refuses with HAProxy's words", arguments: [
        ("http-request foo", "'http-request' expects 'deny', 'set-header', 'set-var(*)', but got 'foo'"),
        ("http-request set-header a", "while parsing 'http-request set-header' rule : expects exactly 2 arguments."),
        ("http-request set-header a b c", "'http-request set-header' expects either 'if' or 'unless' followed by a condition but found 'c'."),
        ("http-request set-header a %[foo]", "in '%[foo]': unknown fetch method 'foo'"),
        ("http-request set-header a %[status]", "sample fetch <status> may not be reliably used here because it needs 'HTTP response' which is not available here"),
        ("http-request deny if nope", "error detected while parsing an 'http-request deny' condition : no such ACL : 'nope'."),
        ("http-after-response deny", "'http-after-response' expects 'set-header', 'set-var(*)', but got 'deny'"),
        ("http-request set-map(x) a b", "'http-request set-map(x)' is known to HAProxy 3.4 but not supported by Harrier 0.1"),
        ("use_backend", "'use_backend' expects a backend name."),
        ("use_backend b foo", "unexpected keyword 'foo' after switching rule, only 'if' and 'unless' are allowed."),
        ("use_backend %[status]", "failed to parse use_backend rule '%[status]'"),
        ("monitor fail", "'monitor fail' requires either 'if' or 'unless' followed by a condition."),
        ("acl x!y path /", "character '!' is not permitted in acl name 'x!y'."),
        ("acl a", "error detected while parsing ACL 'a' : missing ACL criterion"),
    ])
    func refuses(line: String, message: String) {
        let (_, messages) = read([line])
        #expect(messages.count == 1)
        #expect(messages.first?.contains(message) == true, "\(messages)")
    }

    @Test("warns where HAProxy warns", arguments: [
        (["http-request deny", "http-request deny"], "previous 'http-request' action is final and has no condition attached, further entries are NOOP."),
        (["use_backend b if TRUE", "http-request deny if TRUE"], "a 'http-request' rule placed after a 'use_backend' rule will still be processed before."),
        (["http-request deny if { status 200 }"], "anonymous acl will never match because it uses keyword 'status' which is incompatible with 'frontend http-request header rule'"),
    ])
    func warns(lines: [String], message: String) {
        let (_, messages) = read(lines)
        #expect(messages.count == 1)
        #expect(messages.first?.contains(message) == true, "\(messages)")
    }

    @Test("keeps rules in order, with conditions and places")
    func keeps() {
        let (settings, messages) = read([
            "acl x path /a", "http-request set-header a b if x", "http-request set-var(txn.a) path", "http-request deny unless x",
            "use_backend b if x", "use_backend %[path]", "tcp-request inspect-delay 5s",
        ])
        #expect(messages.isEmpty)
        let rules = settings.rules[.httpRequest].rules
        #expect(rules.map(\.name) == ["set-header", "set-var(txn.a)", "deny"])
        #expect(rules.map { $0.condition?.isNegated } == [false, nil, true])
        #expect(rules[0].text == "http-request set-header a b if x")
        #expect(rules[0].number < rules[1].number)
        #expect(settings.rules.switching.map(\.name) == ["b", "%[path]"])
        #expect(settings.rules.switching.map { $0.format != nil } == [false, true])
        #expect(settings.rules.requestInspectDelay == 5000)
    }

    @Test("an anonymous defaults section has no rules, a named one has")
    func defaults() {
        let (_, messages) = read(["http-request deny"], section: .defaults, named: "")
        #expect(messages == ["'http-request' not allowed in anonymous 'defaults' section."])
        var (settings, none) = read(["acl x path /a", "http-request deny if x"], section: .defaults, named: "d")
        #expect(none.isEmpty)
        let before = settings.rules
        settings.rules = settings.rules.inherited()
        settings.rules[.httpRequest].append(settings.rules[.httpRequest].rules[0])
        #expect(before[.httpRequest].rules.count == 1)
        #expect(settings.rules[.httpRequest].rules.count == 2)
    }

    @Test("objects are found once all sections are known")
    func references() {
        let (frontend, messages) = read(["http-request deny if { nbsrv(app) 1 } || { nbsrv(zz) 1 }", "use_backend app if TRUE", "use_backend no"])
        #expect(messages.isEmpty)
        var front = frontend
        front.name = "f"
        front.capabilities = .frontend
        var back = ProxySettings()
        back.name = "app"
        back.capabilities = .backend
        let configuration = Configuration(global: GlobalSettings(), sections: [front, back], threads: 1, maxconn: 100)
        let errors = front.rules.resolve(for: configuration.proxies[0], in: configuration, userlists: [:])
        #expect(errors.map(\.message) == [
            "unable to find backend 'zz' referenced in arg 1 of ACL keyword 'nbsrv' in proxy 'f'.",
            "Proxy 'f': unable to find required use_backend: 'no'.",
        ])
        #expect(front.rules.references[0].reference.object != nil)
        #expect(front.rules.switching[0].backend != nil)
    }

    @Test("every keyword's example parses")
    func examples() {
        for entry in Keyword<ProxySettings>.rules + Keyword<ProxySettings>.routing where !["tcp-request connection", "tcp-request session", "tcp-request content", "tcp-response content", "redirect"].contains(entry.name) {
            let section: SectionKind = entry.sections.contains(.frontend) ? .frontend : .backend
            #expect(read([entry.example], section: section).1.isEmpty, "\(entry.example)")
        }
    }
}

@Suite("User lists")
struct UserlistTests {
    @Test("plain and hashed passwords, groups from both sides")
    func passwords() {
        var settings = UserlistSettings()
        let here = SourceLocation(file: "t", line: 1)
        settings.users = [
            .init(name: "ann", password: .plain("secret"), groups: ["g1"], location: here),
            .init(name: "bob", password: .hashed("$5$abcdefgh$ijtOJ//yvc/9bq1g0llFn9dB688BwBDRD90DlKKSKE1"), groups: [], location: here),
            .init(name: "eve", password: .none, groups: [], location: here),
        ]
        settings.groups = [.init(name: "g2", users: ["ann", "bob"], location: here)]
        let list = Userlist(settings)
        #expect(list.accepts(user: "ann", password: "secret"))
        #expect(!list.accepts(user: "ann", password: "secret2"))
        #expect(!list.accepts(user: "ann", password: ""))
        #expect(list.accepts(user: "bob", password: "pw"))
        #expect(!list.accepts(user: "bob", password: "wrong"))
        #expect(!list.accepts(user: "eve", password: ""))
        #expect(!list.accepts(user: "nobody", password: ""))
        #expect(list.groups(of: "ann") == ["g1", "g2"])
        #expect(list.groups(of: "bob") == ["g2"])
    }
}
