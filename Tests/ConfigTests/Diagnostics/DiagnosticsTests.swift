import Config
import Testing

@Suite("How messages look")
struct DiagnosticsTests {
    @Test("the tag is padded as HAProxy pads it", arguments: [
        (Severity.alert, "[ALERT]    (12) : x"), (.warning, "[WARNING]  (12) : x"), (.notice, "[NOTICE]   (12) : x"), (.diagnostic, "[DIAG]     (12) : x"),
    ])
    func tags(severity: Severity, expected: String) { #expect(Diagnostics.line(severity, "x", pid: 12) == expected) }

    @Test("layouts by stage")
    func layouts() {
        let diagnostics = Diagnostics()
        let location = SourceLocation(file: "a.cfg", line: 3)
        diagnostics.add(ConfigError("bad", at: location))
        diagnostics.add(ConfigError("unmatched quote at position 6", at: location, column: 5, line: "\tlog \"abc", stage: .line))
        diagnostics.add(ConfigError("Cannot open"))
        diagnostics.add(.check("missing"), as: .warning)
        diagnostics.add(ConfigError("unknown", at: location, hint: "did you mean 'x' maybe ?"))
        #expect(diagnostics.messages.map(\.text) == [
            "config : parsing [a.cfg:3] : bad",
            "config : parsing [a.cfg:3]: unmatched quote at position 6:\n   log \"abc\n       ^",
            "config : Cannot open",
            "missing",
            "config : parsing [a.cfg:3] : unknown; did you mean 'x' maybe ?",
        ])
        #expect(diagnostics.alertCount == 4 && diagnostics.warningCount == 1)
    }

    @Test("diagnostics are kept only with -dD")
    func diagnosticsSwitch() {
        let quiet = Diagnostics()
        quiet.diagnostic("x", at: SourceLocation(file: "a", line: 1))
        #expect(quiet.messages.isEmpty)
        let loud = Diagnostics(showsDiagnostics: true)
        loud.diagnostic("x", at: SourceLocation(file: "a", line: 1))
        #expect(loud.messages.count == 1 && !loud.hasWarnings)
    }

    @Test("a long line is cut around the fault")
    func excerpt() throws {
        let diagnostics = Diagnostics()
        let line = String(repeating: "a", count: 500) + "X" + String(repeating: "b", count: 500)
        diagnostics.add(ConfigError("bad", at: SourceLocation(file: "a", line: 1), column: 500, line: line))
        let lines = try #require(diagnostics.messages.first).text.split(separator: "\n").map(Array.init)
        #expect(lines.count == 3)
        let caret = try #require(lines[2].firstIndex(of: "^"))
        #expect(lines[1].count < 120)
        #expect(lines[1][caret] == "X")
    }

    @Test("control characters do not reach the terminal")
    func control() {
        let diagnostics = Diagnostics()
        diagnostics.add(ConfigError("unknown keyword '\u{1b}[31m'", at: SourceLocation(file: "a", line: 1)))
        #expect(diagnostics.messages[0].text == "config : parsing [a:1] : unknown keyword '?[31m'")
    }
}
