// Config: the words of one line, read one after the other.
import Base

/// A word of a configuration line after quotes, escapes and variables are resolved.
public struct Word: Sendable, Equatable {
    /// The word; bytes that are no UTF-8 are repaired. ``bytes`` has them as written.
    public let text: String
    /// The word's bytes.
    public let bytes: [UInt8]
    /// Offset of its first byte in the line as written, from 0.
    public let column: Int
    /// Whether any part of it was quoted or escaped.
    public let isQuoted: Bool

    public init(bytes: [UInt8], column: Int, isQuoted: Bool = false) {
        self.bytes = bytes
        text = String(decoding: bytes, as: UTF8.self)
        self.column = column
        self.isQuoted = isQuoted
    }

    public init(_ text: String, column: Int = 0) {
        self.text = text
        bytes = Array(text.utf8)
        self.column = column
        isQuoted = false
    }
}

/// A cursor over the words of one line.
///
/// The keyword's name is behind the cursor when its parser starts. Every method that takes a word moves the cursor and
/// blames that word when it throws.
public struct Words {
    /// All words of the line, prefixes `no` and `default` excepted.
    public let all: [Word]
    /// Index of the next word in ``all``.
    public private(set) var position: Int
    /// The keyword being parsed as the messages name it, e.g. `timeout client`.
    public var keyword: String
    /// File and line.
    public let location: SourceLocation
    /// The line as written.
    public let lineText: String
    /// Whether the line began with `no`.
    public var isNegated = false
    /// Whether the line began with `default`.
    public var isDefault = false
    /// The section the line stands in.
    public let section: SectionKind
    /// The section's name, empty if it has none.
    public let sectionName: String
    /// Collects warnings.
    public let diagnostics: Diagnostics
    /// Variables and facts; `setenv` and its kin change it.
    public let environment: Environment

    public init(
        _ all: [Word], position: Int = 0, keyword: String = "", location: SourceLocation, lineText: String = "",
        section: SectionKind = .global, sectionName: String = "", diagnostics: Diagnostics,
        environment: Environment = Environment()
    ) {
        self.all = all
        self.position = position
        self.keyword = keyword
        self.location = location
        self.lineText = lineText
        self.section = section
        self.sectionName = sectionName
        self.diagnostics = diagnostics
        self.environment = environment
    }

    /// Words made of a plain text cut at blanks, for tests and for built-in lines.
    public init(
        splitting text: String, section: SectionKind = .global, sectionName: String = "",
        diagnostics: Diagnostics = Diagnostics(), environment: Environment = Environment()
    ) {
        self.init(
            text.split(whereSeparator: { $0 == " " || $0 == "\t" }).map { Word(String($0)) },
            location: SourceLocation(file: "builtin", line: 1), lineText: text, section: section,
            sectionName: sectionName, diagnostics: diagnostics, environment: environment)
    }

    // MARK: Looking

    /// Whether no word is left.
    public var isAtEnd: Bool { position >= all.count }
    /// Number of words left.
    public var remaining: Int { max(0, all.count - position) }
    /// The next word, without taking it.
    public var peek: String? { isAtEnd ? nil : all[position].text }
    /// The word `offset` places behind the next one, without taking it.
    public func peek(_ offset: Int) -> String? {
        let index = position + offset
        return index >= 0 && index < all.count ? all[index].text : nil
    }
    /// The word taken last.
    public var current: String? { position > 0 && position <= all.count ? all[position - 1].text : nil }
    /// The words left, joined by single blanks, as log formats and messages want them.
    public var restText: String { all[min(position, all.count)...].map(\.text).joined(separator: " ") }

    // MARK: Taking

    /// Takes the next word with its bytes.
    /// - Parameter what: name of the argument, for the error when it is missing.
    public mutating func nextWord(_ what: String) throws(ConfigError) -> Word {
        guard !isAtEnd else { throw missing(what) }
        position += 1
        return all[position - 1]
    }

    /// Takes the next word.
    /// - Parameter what: name of the argument, e.g. `name`, for the error when it is missing.
    public mutating func next(_ what: String) throws(ConfigError) -> String { try nextWord(what).text }

    /// Takes an address: `$NAME` and `${NAME}` are replaced even outside of quotes.
    public mutating func nextAddress(_ what: String = "address") throws(ConfigError) -> String {
        environment.expand(address: try next(what))
    }

    /// Takes the next word if there is one.
    public mutating func nextIfAny() -> String? {
        guard !isAtEnd else { return nil }
        position += 1
        return all[position - 1].text
    }

    /// Takes the next word if it is `word`.
    public mutating func take(_ word: String) -> Bool {
        guard peek == word else { return false }
        position += 1
        return true
    }

    /// Takes all words left.
    public mutating func rest() -> [String] {
        defer { position = all.count }
        return all[min(position, all.count)...].map(\.text)
    }

    /// Takes all words left and forgets them.
    public mutating func skipAll() { position = all.count }

    /// Moves the cursor to `position`, e.g. back to try another grammar.
    public mutating func seek(to position: Int) { self.position = min(max(position, 0), all.count) }

    /// Raises an error when words are left.
    public func end() throws(ConfigError) {
        guard isAtEnd else {
            throw error("'\(keyword)' cannot handle unexpected argument '\(all[position].text)'", word: position)
        }
    }

    // MARK: Values

    /// Takes a duration such as `30s`.
    /// - Parameter bareUnit: what a number without unit means here.
    /// - Returns: milliseconds; a rest below one is rounded up.
    public mutating func duration(bareUnit: TimeUnit, _ what: String = "time") throws(ConfigError) -> Int64 {
        let text = try next(what)
        do {
            return try TimeUnit.parse(text, bareUnit: bareUnit)
        } catch {
            throw durationError(error, text)
        }
    }

    /// Takes a size such as `16k`; the result is in bytes.
    public mutating func size(_ what: String = "size") throws(ConfigError) -> Int {
        let text = try next(what)
        do {
            return try SizeText.parse(text)
        } catch {
            switch error {
            case .noNumber: throw fail("'\(keyword)' expects a size in bytes, perhaps with 'k', 'm' or 'g' behind it")
            case .unexpectedCharacter(let character):
                throw fail("unexpected character '\(character)' in '\(text)', argument of '\(keyword)'; a size is a number, perhaps with 'k', 'm' or 'g' behind it")
            case .overflow: throw fail("size '\(text)' in argument to '\(keyword)' is too large")
            }
        }
    }

    /// Takes a decimal integer.
    /// - Parameter range: what is allowed here.
    public mutating func integer(in range: ClosedRange<Int>, _ what: String = "number") throws(ConfigError) -> Int {
        let text = try next(what)
        guard let value = Int(text), text.first != "+" else {
            throw fail("'\(keyword)' expects an integer as \(what), got '\(text)'")
        }
        guard range.contains(value) else {
            throw fail("'\(keyword)' : \(what) '\(text)' is out of range (\(range.lowerBound) to \(range.upperBound))")
        }
        return value
    }

    /// Takes `on` or `off`.
    public mutating func onOff() throws(ConfigError) -> Bool {
        try choice(["on": true, "off": false])
    }

    /// Takes one of the given words and returns its value; the error lists them and hints at the nearest.
    public mutating func choice<Value>(_ values: KeyValuePairs<String, Value>, _ what: String = "value") throws(ConfigError) -> Value {
        let names = values.map(\.key)
        let list = names.map { "'\($0)'" }.joined(separator: ", ")
        guard !isAtEnd else { throw error("'\(keyword)' expects one of \(list)", word: nil) }
        let text = try next(what)
        if let found = values.first(where: { $0.key == text }) { return found.value }
        throw fail("'\(keyword)' expects one of \(list) (got '\(text)')", hint: Words.didYouMean(text, among: names))
    }

    // MARK: Telling

    /// Adds a warning about this line.
    public func warn(_ message: String) { diagnostics.warning(message, at: location) }

    /// An error that blames the word taken last (or the keyword itself if none was).
    public func fail(_ message: String, hint: String? = nil) -> ConfigError {
        error(message, word: max(position - 1, 0), hint: hint)
    }

    /// An error that blames the next word.
    public func failNext(_ message: String, hint: String? = nil) -> ConfigError {
        error(message, word: isAtEnd ? nil : position, hint: hint)
    }

    /// An error for a missing argument.
    public func missing(_ what: String) -> ConfigError {
        error("'\(keyword)' expects <\(what)> as argument", word: nil)
    }

    /// The hint `did you mean 'x' maybe ?`, if a candidate is close to `word`.
    public static func didYouMean(_ word: String, among candidates: some Sequence<String>) -> String? {
        EditDistance.nearest(to: word, among: candidates).map { "did you mean '\($0)' maybe ?" }
    }

    /// An error about the word at `index`; behind the last word when `nil`.
    func error(_ message: String, word index: Int?, hint: String? = nil) -> ConfigError {
        let column = index.flatMap { $0 < all.count ? all[$0].column : nil } ?? lineText.utf8.count
        return ConfigError(
            message, at: location, word: index, column: lineText.isEmpty ? nil : column,
            line: lineText.isEmpty ? nil : lineText, hint: hint)
    }

    private func durationError(_ failure: TimeUnit.Failure, _ text: String) -> ConfigError {
        switch failure {
        case .noNumber:
            fail("'\(keyword)' expects a time such as '30s' or '500ms'")
        case .unexpectedCharacter(let character):
            fail("unexpected character '\(character)' in '\(keyword)'", hint: "a time is a number and one of us, ms, s, m, h, d")
        case .overflow:
            fail("timer overflow in argument '\(text)' to '\(keyword)' (maximum value is 2147483647 ms or ~24.8 days)")
        }
    }
}
