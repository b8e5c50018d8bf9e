import Config
import Testing

@Suite("Keyword entries and their look-up")
struct KeywordTableTests {
    typealias Entry = Keyword<Sample>
    static func entry(_ syntax: String, in sections: Set<SectionKind> = .allProxies) -> Entry {
        Entry(syntax, in: sections, "Help.", manual: "4.2", example: "x") { words, _ throws(ConfigError) in words.skipAll() }
    }

    @Test("the name is the literal head of the syntax", arguments: [
        ("timeout client <time>", "timeout client"), ("[no] option httplog [clf]", "option httplog"), ("bind [<address>]:<port>", "bind"),
        ("[no|default] log {global|<address>}", "log"), ("http-request (x)", "http-request"), ("disabled", "disabled"),
    ])
    func names(syntax: String, name: String) {
        let entry = Self.entry(syntax)
        #expect(entry.name == name)
        #expect(entry.isNegatable == syntax.hasPrefix("[no"))
        #expect(entry.isResettable == syntax.hasPrefix("[no|"))
    }

    @Test("the longest name wins and the section counts")
    func longest() throws {
        let table = try KeywordTable([[Self.entry("stats <x>"), Self.entry("stats uri <path>"), Self.entry("bind <a>", in: .frontends)]])
        guard case .found(let uri, 2) = table.look(["stats", "uri", "/x"], in: .backend) else { Issue.record("stats uri"); return }
        #expect(uri.name == "stats uri")
        guard case .found(let stats, 1) = table.look(["stats", "enable"], in: .backend) else { Issue.record("stats"); return }
        #expect(stats.name == "stats")
        guard case .elsewhere(let bind, 1) = table.look(["bind", ":80"], in: .backend) else { Issue.record("bind"); return }
        #expect(bind.name == "bind")
        guard case .unknown(nil) = table.look(["zz"], in: .backend) else { Issue.record("zz"); return }
    }

    @Test("hints")
    func hints() throws {
        let table = try KeywordTable([[Self.entry("timeout client <t>"), Self.entry("maxconn <n>")]])
        #expect(table.hint(for: ["timeout", "clint", "5s"], in: .defaults) == "did you mean 'timeout client' maybe ?")
        #expect(table.hint(for: ["maxcon", "5"], in: .defaults) == "did you mean 'maxconn' maybe ?")
        #expect(table.hint(for: ["qqqqqq", "5"], in: .defaults) == nil)
    }

    @Test("a name may have one entry a section")
    func duplicates() throws {
        _ = try KeywordTable([[Self.entry("log <a>", in: [.global])], [Self.entry("log <a>", in: [.frontend])]])
        #expect(throws: KeywordTable<Sample>.Duplicate.self) {
            try KeywordTable([[Self.entry("log <a>", in: .allProxies)], [Self.entry("log <b>", in: [.frontend])]])
        }
        #expect(throws: KeywordTable<Sample>.Duplicate.self) { try KeywordTable([[Self.entry("a", in: []), Self.entry("a", in: [])]]) }
    }

    @Test("hints are accepted with all their words")
    func hintEntries() throws {
        let hint = Entry.hint("tune.x <n>", in: [.global], "Nothing.", manual: "3.2", example: "tune.x 5")
        var words = Words(splitting: "5 6")
        var sample = Sample()
        try hint.parse(&words, &sample)
        #expect(hint.isHint && words.isAtEnd)
    }
}
