import Base
import Testing

@testable import Samples

/// A source with one value per alias: text aliases print their own name, numbers their raw value.
final class NamedValues: LogSource {
    var texts: [LogAlias: String] = [:]
    var numbers: [LogAlias: Int64] = [:]
    var silent: Set<LogAlias> = []

    func append(_ alias: LogAlias, to line: inout LogLine) {
        if silent.contains(alias) { return }
        if let number = numbers[alias] { return line.append(integer: number) }
        let text = texts[alias] ?? alias.name
        Array(text.utf8).withUnsafeBufferPointer { line.append($0) }
    }
}

/// Constants, a fetch without a result, and one that only the response has.
let logVocabulary = try! Vocabulary(
    fetches: [
        [
            Fetch("str", [.string], .string, .always, "its argument") { arguments, _ in arguments.string(0).map { Sample.string($0) } },
            Fetch("five", .integer, .always, "5") { _, _ in .integer(5) },
            Fetch("yes", .bool, .always, "true") { _, _ in .bool(true) },
            Fetch("none", .string, .always, "nothing") { _, _ in nil },
            Fetch("answer", .integer, .always, "the response's") { _, context in context.isResponse ? .integer(42) : nil },
        ]
    ], converters: [])

func compile(_ text: String, _ usage: LogFormat.Usage = .log) throws(LogFormat.Failure) -> LogFormat {
    var scope = SampleScope(points: .logs, vocabulary: logVocabulary)
    return try LogFormat(text, usage: usage, scope: &scope)
}

func render(_ format: LogFormat, _ source: any LogSource, room: Int = 1024) -> String {
    let pool = BufferPool(blockSize: room, keepAtMost: 1)
    var buffer = pool.take()
    let scratch = Scratch(capacity: 1024)
    defer {
        pool.give(&buffer)
        scratch.destroy()
    }
    var context = EvaluationContext(subject: .passUnretained(source), scratch: scratch)
    format.append(to: &buffer, from: source, &context)
    return buffer.readable.text
}

@Suite("Log formats (manual §8.2.6)")
struct LogFormatTests {
    let source = NamedValues()

    @Test("print literals, aliases and expressions", arguments: [
        ("abc", "abc"),
        ("%ci:%cp", "ci:cp"),
        ("%ci%cp", "cicp"),
        ("100%% of %b", "100% of b"),
        ("[%[five]]", "[5]"),
        ("%[str(a]b)]", "a]b"),
        ("%[answer]", "42"),
        ("%[str(\"a)b]\")]x", "a)b]x"),
        ("%{+Q}b", "\"b\""),
        ("%{Q}b", "\"b\""),
        ("%{+Q}o %b %{-Q}s %f", "\"b\" s \"f\""),
        ("%{+Q}[none]", "\"\""),
        ("%[none]", "-"),
        ("%(name)b", "b"),
        ("%(name:str)b%(:sint)[five]", "b5"),
        ("%{+Q}(x)b", "\"b\""),
        ("a\tb", "a\tb"),
    ])
    func prints(text: String, expected: String) throws {
        #expect(render(try compile(text), source) == expected)
    }

    @Test("merge blanks in log lines only", arguments: [
        ("  a  b ", LogFormat.Usage.log, "a b "),
        ("  a  b ", .field, "  a  b "),
        ("a %hr %hs b", .log, "a b"),
        ("%hr a", .log, "a"),
        ("a %[none]  %hs ", .log, "a - "),
    ])
    func blanks(text: String, usage: LogFormat.Usage, expected: String) throws {
        source.silent = [.requestHeaders, .responseHeaders]
        #expect(render(try compile(text, usage), source) == expected)
    }

    @Test("refuse what they cannot print", arguments: [
        ("%zz", "no such format alias 'zz'", 1),
        ("a %ccq", "no such format alias 'ccq'", 3),
        ("%", "an alias or '[' is missing at the end of the format; write '%%' for a single '%'", 0),
        ("abc%", "an alias or '[' is missing at the end of the format; write '%%' for a single '%'", 3),
        ("% x", "an alias should follow '%' near ' '; write '%%' for a single '%'", 1),
        ("%{+Q}", "an alias or '[' is missing at the end of the format; write '%%' for a single '%'", 0),
        ("%{+Q", "'}' is missing behind '%{'", 1),
        ("%{+Z}b", "unknown flag 'Z' in '%{…}'; the flags are Q, X, E, bin, json and cbor", 2),
        ("%[abc", "']' is missing behind '%['", 1),
        ("%[]", "'%[]' lacks its sample expression", 0),
        ("%[bad]", "in '%[bad]': unknown fetch method 'bad'", 2),
        ("%(a:real)b", "unknown item type 'real'; the types are str, sint and bool", 4),
        ("%(ab", "')' is missing behind the item's name", 1),
        ("%tT", "no such format alias 'tT'; did you mean '%Tt' maybe ?", 1),
    ])
    func refuses(text: String, message: String, offset: Int) {
        let failure = #expect(throws: LogFormat.Failure.self) { _ = try compile(text) }
        #expect(failure?.description.hasPrefix(message) == true, "\(failure?.description ?? "")")
        #expect(failure?.offset == offset)
    }

    @Test("know every alias by its name", arguments: LogAlias.allCases)
    func aliases(alias: LogAlias) throws {
        #expect(LogAlias.named(alias.name) == alias)
        #expect(try compile("%\(alias.name)").aliases == [alias])
        #expect(!alias.summary.isEmpty)
    }

    @Test("tell when they can be written", arguments: [
        ("%ci", LogAlias.Stage.response), ("%r", .request), ("%HP %HV %rt", .request), ("%ci %r", .response), ("%r %[five]", .response),
        ("%ST", .response), ("%ci %B %r", .end), ("%r %TR", .end), ("x", .response),
    ])
    func stages(text: String, stage: LogAlias.Stage) throws {
        #expect(try compile(text).stage == stage)
    }

    @Test("name the alias that needs HTTP")
    func http() throws {
        #expect(try compile("%ci %TR %r").httpOnlyAlias == .requestTime)
        #expect(try compile("%ci %Tt").httpOnlyAlias == nil)
    }

    @Test("know when they are constant", arguments: [("a%%b  c", "a%b c" as String?), ("%ci", nil), ("%[five]", nil)])
    func constants(text: String, expected: String?) throws {
        #expect(try compile(text).constant.map { String(decoding: $0, as: UTF8.self) } == expected)
    }

    @Test("cut what does not fit", arguments: 0...24)
    func truncation(room: Int) throws {
        let whole = "ci:cp \"r\" 12345 literal"
        source.numbers[.bytesRead] = 12345
        let text = render(try compile("%ci:%cp %{+Q}r %B literal"), source, room: room)
        #expect(whole.hasPrefix(text))
        #expect(text.utf8.count <= room)
        if room >= whole.utf8.count { #expect(text == whole) }
    }

    @Test("encode as JSON", arguments: [
        ("%{+json}o a %(req)r b %(st:sint)ST %ci %(by)B %(b:bool)[yes] %(n)[five] %(z)[none]",
         #"{"req": "r\"\\\n", "st": 503, "by": 0, "b": true, "n": 5, "z": ""}"#),
        ("%{+json}[str(str)]", #""str""#),
        ("%{+json}o", "{}"),
        ("%{+json}o %(a:str)B %(b:sint)[yes] %(c:str)[yes] %(d)[yes]", #"{"a": "0", "b": 1, "c": "true", "d": true}"#),
        ("%{+json}o %(q)hr", #"{"q": ""}"#),
        ("%{+json,+E}o %(x)r", #"{"x": "r\"\\\n"}"#),
    ])
    func json(text: String, expected: String) throws {
        source.texts[.request] = "r\"\\\n"
        source.numbers = [.status: 503, .bytesRead: 0]
        source.silent = [.requestHeaders]
        #expect(render(try compile(text), source) == expected)
    }

    @Test("encode as CBOR", arguments: [
        ("%{+cbor}o %(a)B %(b:bool)[yes] %(n)[five]", "BF616118C86162F5616E05FF"),
        ("%{+cbor}o %(r)r", "BF61727F616F616BFFFF"),
        ("%{+cbor}o %(m)Tt", "BF616D20FF"),
    ])
    func cbor(text: String, expected: String) throws {
        source.numbers = [.bytesRead: 200, .totalTime: -1]
        source.texts[.request] = "ok"
        #expect(render(try compile(text), source) == expected)
        #expect(render(try compile("%{+cbor,+bin}o %(n)[five]"), source) == "\u{FFFD}an\u{05}\u{FFFD}")
    }

    @Test("compile the formats with names", arguments: LogFormat.BuiltIn.allCases)
    func builtIns(format: LogFormat.BuiltIn) throws {
        let compiled = try compile(format.text(in: logVocabulary))
        #expect(compiled.stage == .end)
        #expect(!render(compiled, source).isEmpty)
    }

    @Test("write the line of option httplog")
    func httplog() throws {
        source.silent = [.responseHeaders]
        source.texts[.requestHeaders] = "{a|b}"
        source.texts[.request] = "GET / HTTP/1.1"
        #expect(
            render(try compile(LogFormat.BuiltIn.http.text), source)
                == "ci:cp [tr] ft b/s TR/Tw/Tc/Tr/Ta ST B CC CS tsc ac/fc/bc/sc/rc sq/bq {a|b} \"GET / HTTP/1.1\"")
    }
}

@Suite("Values in log lines (manual §8.6)")
struct LogLineTests {
    func write(_ flags: LogFlags = [], room: Int = 200, _ body: (inout LogLine) -> Void) -> String {
        withUnsafeTemporaryAllocation(of: UInt8.self, capacity: room) { block in
            var line = LogLine(block)
            line.flags = flags
            body(&line)
            return line.bytes.text
        }
    }
    func text(_ text: String, _ flags: LogFlags, _ encoding: LogLine.Encoding) -> String {
        write(flags) { line in Array(text.utf8).withUnsafeBufferPointer { line.append($0, encoding: encoding) } }
    }

    @Test("hide what terminals and parsers would misread", arguments: [
        ("a\"b#c", LogLine.Encoding.target, "a#22b#23c"),
        ("a{b|c}", .target, "a{b|c}"),
        ("a{b|c}", .header, "a#7Bb#7Cc#7D"),
        ("a\tb\u{7f}\n", .target, "a#09b#7F#0A"),
        ("é", .target, "#C3#A9"),
        ("a\"b#c", .none, "a\"b#c"),
        ("a b~", .header, "a b~"),
        ("", .target, "-"),
    ])
    func encodings(value: String, encoding: LogLine.Encoding, expected: String) {
        #expect(text(value, [], encoding) == expected)
    }

    @Test("apply flags", arguments: [
        ("a\"]\\b", LogFlags.escape, "a\\\"\\]\\\\b"),
        ("a]", [.quote, .escape], "\"a\\]\""),
        ("", .quote, "\"\""),
        ("a", .quote, "\"a\""),
    ] as [(String, LogFlags, String)])
    func flags(value: String, flags: LogFlags, expected: String) {
        #expect(text(value, flags, .none) == expected)
    }

    @Test("print numbers", arguments: [
        (Int64(0), "0"), (9, "9"), (10, "10"), (-1, "-1"), (99, "99"), (100, "100"), (1_234_567_890_123, "1234567890123"),
        (.max, "9223372036854775807"), (.min, "-9223372036854775808"), (1_000_000, "1000000"), (999_999, "999999"),
    ])
    func numbers(value: Int64, expected: String) {
        #expect(write { $0.append(integer: value) } == expected)
        #expect(write { $0.append(integer: value, isPartial: true) } == "+" + expected)
    }

    @Test("print identifiers in hexadecimal under +X", arguments: [
        (UInt64(0), "0000"), (0xA7EE, "A7EE"), (0x6B0598B7, "6B0598B7"), (15, "000F"), (0x1_0000, "10000"),
    ])
    func identifiers(value: UInt64, expected: String) {
        #expect(write(.hexadecimal) { $0.append(identifier: value) } == expected)
        #expect(write { $0.append(identifier: value) } == "\(value)")
    }

    @Test("print addresses")
    func addresses() {
        let bytes: [UInt8] = [127, 0, 0, 1], text = Array("127.0.0.1".utf8)
        func go(_ flags: LogFlags) -> String {
            write(flags) { line in
                bytes.withUnsafeBufferPointer { bytes in text.withUnsafeBufferPointer { line.append(address: bytes, text: $0) } }
            }
        }
        #expect(go([]) == "127.0.0.1")
        #expect(go(.hexadecimal) == "7F000001")
        #expect(go(.quote) == "\"127.0.0.1\"")
        #expect(go([.hexadecimal, .quote]) == "\"7F000001\"")
    }

    @Test("percent-encode controls in header values")
    func percent() {
        let value = Array("a\u{1}\r\n\tb%".utf8)
        #expect(write(.percent) { line in value.withUnsafeBufferPointer { line.append(sample: $0) } } == "a%01%0D%0A\tb%")
        #expect(write(.percent) { $0.append(sample: ByteView(start: nil, count: 0)) } == "")
    }
}
