import Config
import Testing

@Suite("Cutting lines into words (HAProxy manual §2.2, §2.3)")
struct TokenizerTests {
    static let variables = ["A": "x y", "E": "", "L": "a b  c", "P": "80"]
    func words(_ line: String) throws(Tokenizer.Failure) -> [String] {
        try Tokenizer.words(of: line.utf8) { TokenizerTests.variables[$0] }.map(\.text)
    }

    @Test("words", arguments: [
        ("", []), ("   \t ", []), ("# comment", []), ("  # comment", []), ("a b", ["a", "b"]), ("\ta \t b\r", ["a", "b"]),
        ("a#b", ["a"]), ("a \\#b", ["a", "#b"]), ("\"a#b\"", ["a#b"]), ("'a#b'", ["a#b"]), ("a b # c", ["a", "b"]),
        ("a\\ b c", ["a b", "c"]), ("\"a b\" c", ["a b", "c"]), ("'a b' c", ["a b", "c"]), ("a'b c'd", ["ab cd"]), ("a\"b c\"d", ["ab cd"]),
        ("\"\"", [""]), ("''", [""]), ("a \"\" b", ["a", "", "b"]), ("\"it's\"", ["it's"]), ("'say \"x\"'", ["say \"x\""]),
        ("\"a\\\"b\"", ["a\"b"]), ("a\\\\b", ["a\\b"]), ("'a\\nb'", ["a\\nb"]), ("a\\nb\\tc\\rd", ["a\nb\tc\rd"]), ("\\x41\\x0a", ["A\n"]),
        ("\\q \"\\q\"", ["\\q", "\\q"]), ("a\\", ["a\\"]), ("\\' \\\"", ["'", "\""]),
    ] as [(String, [String])])
    func cuts(line: String, expected: [String]) throws { #expect(try words(line) == expected) }

    @Test("variables", arguments: [
        ("\"$A\"", ["x y"]), ("\"${A}\"", ["x y"]), ("$A ${A}", ["$A", "${A}"]), ("'$A'", ["$A"]), ("\"\\$A\"", ["$A"]),
        ("\"$A-z\"", ["x y-z"]), ("\"${N-def}\"", ["def"]), ("\"${E-def}\"", [""]), ("\"${A-def}\"", ["x y"]), ("\"$N\"", [""]),
        ("\"${N-a b}\" c", ["a b", "c"]), ("\"${L[*]}\"", ["a", "b", "c"]), ("z\"${L[*]}\"z", ["za", "b", "cz"]), ("k \"${E[*]}\" v", ["k", "v"]),
        ("k \"${N[*]}\"", ["k"]), ("k \"${N[*]-a b}\"", ["k", "a", "b"]), ("k z\"${E[*]}\"", ["k", "z"]), ("\"${A}}\"", ["x y}"]), (":\"$P\"", [":80"]),
    ] as [(String, [String])])
    func expands(line: String, expected: [String]) throws { #expect(try words(line) == expected) }

    @Test("faults have a column and HAProxy's sentence", arguments: [
        (" log \"abc", "unmatched quote at position 6", 5), (" log 'abc", "unmatched quote at position 6", 5),
        (" log \"${F\"", "unmatched brace in environment variable name at position 8", 7), ("\"${N-a b", "unmatched brace in environment variable name at position 3", 2),
        (" log \"\\xZZ\"", "truncated or invalid hexadecimal sequence at position 7", 6), ("\\x4", "truncated or invalid hexadecimal sequence at position 1", 0),
        ("\"$1\"", "forbidden first char in environment variable name at position 3", 2), ("\"${}\"", "forbidden first char in environment variable name at position 4", 3),
        ("\"$\"", "forbidden first char in environment variable name at position 3", 2), ("\"${A[*}\"", "truncated or invalid word expansion sequence at position 5", 4),
        ("\"$.\"", "forbidden first char in environment variable name at position 3", 2),
    ])
    func faults(line: String, message: String, column: Int) {
        #expect(throws: Tokenizer.Failure(message: message, column: column)) { try words(line) }
    }

    @Test("columns are those of the line as written, bytes stay bytes")
    func columns() throws {
        let words = try Tokenizer.words(of: Array(" a \"b c\" '".utf8) + [0xff, 0x27]) { _ in nil }
        #expect(words.map(\.column) == [1, 3, 9])
        #expect(words.map(\.isQuoted) == [false, true, true])
        #expect(words[2].bytes == [0xff])
    }

    @Test("variables are replaced in addresses even outside of quotes", arguments: [
        ("fd@${P}", "fd@80"), ("${N-127.0.0.1}:80", "127.0.0.1:80"), ("$P", "80"), (":$P-x", ":80-x"), ("$N:5", ":5"), ("$", "$"), ("a$.b", "a$.b"), ("${", "${"), ("${}", "${}"), ("${1}", "${1}"), ("a${P}b${P}", "a80b80"),
    ])
    func addresses(text: String, expected: String) {
        #expect(Environment(variables: Self.variables).expand(address: text) == expected)
    }
}
