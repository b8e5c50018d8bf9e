import Config
import Testing

/// Notes what the reader hands over.
final class Recorder: SectionReceiver {
    var events: [String] = []
    func open(_ kind: SectionKind, _ words: inout Words) throws(ConfigError) -> String {
        let name = words.nextIfAny() ?? ""
        events.append("<\(kind.rawValue) \(name)>")
        if name == "bad" { throw words.fail("bad name") }
        return name
    }
    func read(_ words: inout Words) throws(ConfigError) {
        if words.peek == "setenv" { words.environment.variables[words.peek(1) ?? ""] = words.peek(2) ?? "" }
        if words.peek == "fail" { throw words.failNext("failed") }
        events.append((words.isNegated ? "no " : words.isDefault ? "default " : "") + words.restText)
    }
    func close() { events.append("</>") }
    func keywordNames(in kind: SectionKind) -> [String] { ["setenv", "log"] }
}

@Suite("From files to the lines of sections")
struct ConfigurationReaderTests {
    func read(_ text: String, variables: [String: String] = [:]) -> (events: [String], messages: [String]) {
        read(bytes: Array(text.utf8), variables: variables)
    }
    func read(bytes: [UInt8], variables: [String: String] = [:]) -> (events: [String], messages: [String]) {
        let recorder = Recorder()
        let diagnostics = Diagnostics(showsDiagnostics: true)
        let reader = ConfigurationReader(environment: Environment(variables: variables), diagnostics: diagnostics, receiver: recorder)
        reader.read(ConfigurationSource(name: "t.cfg", bytes: bytes))
        return (recorder.events, diagnostics.messages.map { "\($0.severity.rawValue) \($0.text)" })
    }

    @Test("sections, lines, prefixes")
    func sections() {
        let (events, messages) = read("global\n a b\n\n # c\n no log\nfrontend f\n default log x\n")
        #expect(events == ["<global >", "a b", "no log", "</>", "<frontend f>", "default log x", "</>"])
        #expect(messages == [])
    }

    @Test("all faulty lines are reported, the others are read")
    func severalFaults() {
        let (events, messages) = read("foo\nglobal\n fail 1\n ok\n \"x\n fail 2\nfrontend bad\n ok2\n")
        #expect(events == ["<global >", "ok", "</>", "<frontend bad>", "ok2", "</>"])
        #expect(messages.count == 5)
        #expect(messages[0].hasPrefix("ALERT config : parsing [t.cfg:1] : unknown keyword 'foo' out of section."))
        #expect(messages[1].hasPrefix("ALERT config : parsing [t.cfg:3] : failed"))
        #expect(messages[2].hasPrefix("ALERT config : parsing [t.cfg:5]: unmatched quote at position 2"))
        #expect(messages[4].hasPrefix("ALERT config : parsing [t.cfg:7] : bad name"))
    }

    @Test("conditional blocks nest; skipped lines are not even cut into words", arguments: [
        (".if 1\na\n.else\nb\n.endif\nc\n", ["a", "c"]), (".if 0\na\n.elif 1\nb\n.elif 1\nc\n.else\nd\n.endif\n", ["b"]),
        (".if 0\n.if 1\na\n.else\nb\n.endif\n.else\nc\n.endif\n", ["c"]), (".if 1\n.if 0\na\n.elif 1\nb\n.endif\nc\n.endif\n", ["b", "c"]),
        (".if 0\n\"unbalanced\n.alert x\n.foo\n.endif\nz\n", ["z"]), (".if\na\n.endif\n", []), (".if \"$V\"\na\n.endif\n", ["a"]), (".if streq(\"$V\",1)\na\n.endif\n", ["a"]),
        (".if 1\na\n.elif foo\nb\n.endif\n", ["a"]), (".if 0\n.if foo(\n.endif\n.endif\nz\n", ["z"]), ("  .if 1 # comment\na\n.endif\n", ["a"]),
    ] as [(String, [String])])
    func blocks(text: String, expected: [String]) {
        let (events, messages) = read("global\n" + text, variables: ["V": "1"])
        #expect(Array(events.dropFirst().dropLast()) == expected)
        #expect(messages == [])
    }

    @Test("faults of blocks", arguments: [
        (".else\n", "[t.cfg:1]: lone '.else' with no matching '.if'."), (".endif\n", "[t.cfg:1]: lone '.endif' with no matching '.if'."), (".elif 1\n", "[t.cfg:1]: lone '.elif' with no matching '.if'."),
        (".if 1\n.else\n.else\n.endif\n", "[t.cfg:3]: '.else' after '.else' is not permitted."), (".if 0\n.else\n.elif 1\n.endif\n", "[t.cfg:3]: '.elif' after '.else' is not permitted."),
        (".if 1\n", "[t.cfg:1]: non-terminated '.if' block."), (".if foo\n.endif\n", "[t.cfg:1]: unparsable conditional expression 'foo' in '.if' at position 1:\n  .if foo\n      ^"),
        (".foo a\n", "[t.cfg:1]: unknown directive '.foo'."), (".elsif 1\n", "[t.cfg:1]: unknown directive '.elsif'; did you mean '.elif' maybe ?"),
        (".notice a b\n", "[t.cfg:1]: Unexpected argument 'b' for '.notice'. Use quotes if the message should contain spaces.\n  .notice a b\n            ^"),
        (".if 1\n.endif x\n.endif\n", "[t.cfg:2]: Unexpected argument 'x' for '.endif'.\n  .endif x\n         ^"),
    ])
    func blockFaults(text: String, message: String) { #expect(read(text).messages == ["ALERT config : parsing " + message]) }

    @Test("messages of the file itself")
    func messages() {
        #expect(read(".notice \"a b\"\n.warning w\n.diag d\n.alert \"$V\"\n", variables: ["V": "x"]).messages == [
            "NOTICE config : parsing [t.cfg:1]: 'a b'.", "WARNING config : parsing [t.cfg:2]: 'w'.", "DIAG config : parsing [t.cfg:3]: 'd'.", "ALERT config : parsing [t.cfg:4]: 'x'.",
        ])
    }

    @Test("variables act on the lines after, pseudo-variables know their place")
    func variables() {
        let (events, messages) = read("global\nsetenv A 1\nx \"$A\" \"${.LINE}\" \"$.FILE\" \"$.SECTION\"\nfrontend web\nx \"$.SECTION\"\n")
        #expect(messages == [])
        #expect(events == ["<global >", "setenv A 1", "x 1 3 t.cfg global", "</>", "<frontend web>", "x web", "</>"])
    }

    @Test("an empty argument is refused, explained once")
    func empty() {
        let (events, messages) = read("global\n a \"$N\" b\n c \"\"\n d\n")
        #expect(events == ["<global >", "d", "</>"])
        #expect(messages.count == 2)
        #expect(messages[0].hasPrefix("ALERT config : parsing [t.cfg:2]: argument number 1 at position 4 is empty and marks the end of the argument list. Aborting"))
        #expect(messages[1] == "ALERT config : parsing [t.cfg:3]: argument number 1 at position 4 is empty and marks the end of the argument list:\n   c \"\"\n     ^")
    }

    @Test("a missing final newline is refused, the line is read")
    func truncated() {
        let (events, messages) = read("global\n a")
        #expect(events == ["<global >", "a", "</>"])
        #expect(messages == ["ALERT config : parsing [t.cfg:2]: Missing LF on last line, file might have been truncated at position 3."])
    }

    @Test("a NUL ends the file")
    func nul() {
        let (events, messages) = read(bytes: Array("global\n a\n b \0 c\n d\n".utf8))
        #expect(events == ["<global >", "a", "</>"])
        #expect(messages == ["ALERT config : parsing [t.cfg:3]: Stray NUL character at position 4."])
    }

    @Test("junk gives bounded, printable messages")
    func junk() {
        var bytes: [UInt8] = []
        var state: UInt32 = 1
        for _ in 0..<200_000 {
            state = state &* 1_664_525 &+ 1_013_904_223
            bytes.append(max(1, UInt8(truncatingIfNeeded: state >> 24)))
        }
        let messages = read(bytes: bytes).messages
        #expect(!messages.isEmpty && messages.count <= 1010)
        #expect(messages.allSatisfy { $0.unicodeScalars.allSatisfy { $0.value >= 32 || $0 == "\n" } })
    }

    @Test("sections that HAProxy has and Harrier lacks are refused once, their lines are not blamed", arguments: ["peers x", "cache c", "resolvers r", "ring r"])
    func unsupportedSections(head: String) {
        let (events, messages) = read("\(head)\n a\n b\nglobal\n c\n")
        #expect(events == ["<global >", "c", "</>"])
        #expect(messages.count == 1)
        #expect(messages[0].contains("section '\(head.split(separator: " ")[0])' is known to HAProxy 3.4 but not supported by Harrier 0.1"))
    }

    @Test("prefixes before sections or alone are refused", arguments: ["no frontend x\n", "global\n no\n", "default backend b\n"])
    func prefixes(text: String) { #expect(read(text).messages.count == 1) }

    @Test("a line of many KiB and of many words is read")
    func long() {
        let word = String(repeating: "k", count: 100_000)
        let (events, messages) = read("global\n log \(word)\n log \(String(repeating: "w ", count: 500))\n")
        #expect(messages == [])
        #expect(events[1] == "log \(word)")
        #expect(events[2].split(separator: " ").count == 501)
    }
}
