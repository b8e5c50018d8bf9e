import Base
import Config
import Testing

struct Sample: Sendable { var timeout: Int64?; var flag = false; var name = "" }

@Suite("The cursor over a line's words")
struct WordsTests {
    func words(_ text: String, skipping count: Int = 1) -> Words {
        var words = Words(splitting: text)
        words.keyword = "key"
        words.seek(to: count)
        return words
    }

    func message<T>(_ body: () throws(ConfigError) -> T) -> String? {
        do { _ = try body(); return nil } catch { return error.message }
    }

    @Test("takes words in order and knows the end")
    func order() throws {
        var words = words("key a b")
        #expect(words.peek == "a")
        #expect(words.remaining == 2)
        #expect(try words.next("first") == "a")
        #expect(words.peek(0) == "b")
        #expect(words.restText == "b")
        let (other, taken) = (words.take("c"), words.take("b"))
        #expect(!other && taken)
        #expect(words.isAtEnd)
        try words.end()
    }

    @Test("a missing argument is named")
    func missing() {
        var words = words("key")
        #expect(message { () throws(ConfigError) in try words.next("name") } == "'key' expects <name> as argument")
    }

    @Test("words left over are named, with their column")
    func leftOver() {
        let words = words("key a b")
        do { try words.end(); Issue.record("no error") } catch {
            #expect(error.message == "'key' cannot handle unexpected argument 'a'")
            #expect(error.column == 0)
            #expect(error.wordIndex == 1)
            #expect(error.location == SourceLocation(file: "builtin", line: 1))
        }
    }

    @Test("values", arguments: ["30s"])
    func values(text: String) throws {
        var words = words("key \(text) 16k 12 on off two")
        #expect(try words.duration(bareUnit: .milliseconds) == 30_000)
        #expect(try words.size() == 16384)
        #expect(try words.integer(in: 1...12) == 12)
        #expect(try words.onOff())
        #expect(try words.onOff() == false)
        #expect(try words.choice(["one": 1, "two": 2]) == 2)
    }

    @Test("values that are wrong say why", arguments: [
        ("5q", "unexpected character 'q' in 'key'"),
        ("25d", "timer overflow in argument '25d' to 'key' (maximum value is 2147483647 ms or ~24.8 days)"),
    ])
    func wrongDuration(text: String, expected: String) {
        var words = words("key \(text)")
        #expect(message { () throws(ConfigError) in try words.duration(bareUnit: .seconds) } == expected)
    }

    @Test("integers out of range or not integers")
    func wrongInteger() {
        for (text, expected) in [
            ("13", "'key' : number '13' is out of range (1 to 12)"), ("x", "'key' expects an integer as number, got 'x'"),
            ("+5", "'key' expects an integer as number, got '+5'"),
            ("99999999999999999999", "'key' expects an integer as number, got '99999999999999999999'"),
        ] {
            var words = words("key \(text)")
            #expect(message { () throws(ConfigError) in try words.integer(in: 1...12) } == expected)
        }
    }

    @Test("a wrong choice gets the list and the nearest word")
    func wrongChoice() {
        var words = words("key htpp")
        do { _ = try words.choice(["tcp": 0, "http": 1]); Issue.record("no error") } catch {
            #expect(error.message == "'key' expects one of 'tcp', 'http' (got 'htpp')")
            #expect(error.hint == "did you mean 'http' maybe ?")
        }
    }

    @Test("warnings go to the collector with file and line")
    func warning() {
        let diagnostics = Diagnostics()
        let words = Words(splitting: "key a", diagnostics: diagnostics)
        words.warn("odd")
        #expect(diagnostics.messages.map(\.text) == ["config : parsing [builtin:1] : odd"])
        #expect(diagnostics.warningCount == 1 && !diagnostics.hasAlerts)
    }
}
