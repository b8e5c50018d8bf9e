import Testing

@testable import Control

/// The grammar decides which command runs: each rule has its case.
@Suite("Lines of the CLI (runtime-cli §2.1, §2.4)")
struct CLILineTests {
    func commands(_ text: String) -> [String] { CLILine(Array(text.utf8)).commands.map { String(decoding: $0, as: UTF8.self) } }
    func terminator(_ text: String) -> String? { CLILine(Array(text.utf8)).terminator.map { String(decoding: $0, as: UTF8.self) } }

    @Test("are cut at semicolons that are not protected", arguments: [
        ("show version", ["show version"]),
        ("a;b;c", ["a", "b", "c"]),
        ("a; b", ["a", " b"]),
        ("a;", ["a", ""]),
        ("", [""]),
        (";;", ["", "", ""]),
        ("a\\;b;c", ["a\\;b", "c"]),
        ("a\\\\;b", ["a\\\\", "b"]),
        ("show version\r", ["show version", ""]),
    ])
    func cutting(text: String, expected: [String]) { #expect(commands(text) == expected) }

    @Test("give words without protection", arguments: [
        ("show   version ", ["show", "version"]),
        ("\ta\tb", ["a", "b"]),
        ("a\\ b c", ["a b", "c"]),
        ("a\\\\b", ["a\\b"]),
        ("a\\;b", ["a;b"]),
        ("\\n", ["n"]),
        ("a\\", ["a\\"]),
        ("\"a b\"", ["\"a", "b\""]),
        ("\\ ", [" "]),
        ("", []),
    ])
    func words(text: String, expected: [String]) { #expect(CLILine.words(of: Array(text.utf8)) == expected) }

    @Test("have 64 words at most")
    func manyWords() {
        #expect(CLILine.words(of: Array(String(repeating: "a ", count: 64).utf8))?.count == 64)
        #expect(CLILine.words(of: Array(String(repeating: "a ", count: 65).utf8)) == nil)
    }

    @Test("announce a payload with their last word only", arguments: [
        ("add map #0 <<", "" as String?, "add map #0 "),
        ("add map #0 <<  ", "", "add map #0 "),
        ("add map #0 <<END", "END", "add map #0 "),
        ("<<", "", ""),
        ("add map #0<<", nil, "add map #0<<"),
        ("add << map", nil, "add << map"),
        ("add map #0 <", nil, "add map #0 <"),
        ("a; add map #0 <<", "", " add map #0 "),
        ("add << ; a", nil, " a"),
        ("a <<" + String(repeating: "x", count: 64), String(repeating: "x", count: 64), "a "),
        ("a <<" + String(repeating: "x", count: 65), nil, "a <<" + String(repeating: "x", count: 65)),
    ])
    func payloads(text: String, expected: String?, last: String) {
        #expect(terminator(text) == expected)
        #expect(commands(text).last == last)
    }
}

@Suite("Suggestions (runtime-cli §3)")
struct CLISuggestionTests {
    let commands = [
        "show info", "show stat", "show servers state [<backend>]", "show servers conn", "show sess [<id>]", "disable server <b>/<s>",
        "enable server <b>/<s>", "set weight <w>", "show version", "show env", "show errors", "show fd",
    ].map { CLICommand($0, "does it", level: .user) { _ in .done } }

    func listed(_ words: [String], isHelp: Bool = false) -> [String] {
        CLISuggestions.text(words, among: commands, isHelp: isHelp).split(separator: "\n").dropFirst().map {
            String($0.dropFirst(2).prefix { $0 != ":" }).trimmed
        }
    }

    static let permanent = ["help [<command>]", "prompt [help | n | i | p | timed]*", "quit"]

    @Test("`help show stat` lists one command and the three that are always there")
    func exact() { #expect(listed(["show", "stat"], isHelp: true) == ["show stat"] + Self.permanent) }

    @Test("list all commands that share the words", arguments: [
        (["show", "servers"], ["show servers conn", "show servers state [<backend>]"]),
        (["disable"], ["disable server <b>/<s>"]),
    ])
    func shared(words: [String], expected: [String]) { #expect(listed(words) == expected + Self.permanent) }

    @Test("propose at most five near ones that share the first word", arguments: [
        (["show", "statt"], "show stat"), (["show", "serverz", "state"], "show servers state [<backend>]"), (["disble", "server"], "disable server <b>/<s>"),
        (["show", "infos"], "show info"),
    ])
    func near(words: [String], expected: String) {
        let found = listed(words).dropLast(3)
        #expect(found.contains(expected))
        #expect(found.count <= 5)
        if words[0] == "show" { #expect(found.allSatisfy { $0.hasPrefix("show ") }) }
    }

    @Test("begin with a sentence")
    func head() {
        #expect(CLISuggestions.text(["foo"], among: commands, isHelp: false).hasPrefix(
            "Unknown command: 'foo', but maybe one of the following ones is a better match:\n"))
        #expect(CLISuggestions.text([], among: commands, isHelp: true).hasPrefix("The following commands are valid at this level:\n"))
    }

    @Test("measure likeness by transitions")
    func fingerprints() {
        func mark(_ words: String...) -> CLISuggestions.Fingerprint {
            var mark = CLISuggestions.Fingerprint()
            for word in words { mark.add(word) }
            return mark
        }
        #expect(mark("stat").distance(to: mark("stat")) == 0)
        #expect(mark("STAT").distance(to: mark("stat")) == 0)
        #expect(mark("a1").distance(to: mark("a9")) == 0)
        #expect(mark("stat").distance(to: mark("state")) < mark("stat").distance(to: mark("info")))
    }
}

extension String {
    fileprivate var trimmed: String {
        var view = self[...]
        while view.last == " " { view.removeLast() }
        return String(view)
    }
}
