// Samples: the compiler of log formats.
import Base

extension LogFormat {
    /// Why a text is no log format.
    public struct Failure: Error, Equatable, Sendable, CustomStringConvertible {
        /// What is wrong.
        public var description: String
        /// Where, in bytes from the text's begin.
        public var offset: Int
        public init(_ description: String, at offset: Int) {
            self.description = description
            self.offset = offset
        }
    }

    /// Compiles `text` (`parse_logformat_string`).
    /// - Parameters:
    ///   - usage: what it is for.
    ///   - scope: the vocabulary of expressions and when they will be evaluated; takes their references and warnings.
    public convenience init(_ text: String, usage: Usage, scope: inout SampleScope) throws(Failure) {
        var parser = LogFormatParser(text, usage: usage)
        try parser.run(&scope)
        self.init(
            text: text, items: parser.items, block: parser.block, expressions: parser.expressions,
            mapFlags: parser.mapFlags)
    }
}

/// Reads one log-format string.
struct LogFormatParser {
    private let bytes: [UInt8]
    private let usage: LogFormat.Usage
    private var at = 0
    /// Flags that `%{…}o` hands to the items behind it.
    private var inherited: LogFlags
    private(set) var mapFlags: LogFlags = []
    private(set) var items: [LogItem] = []
    private(set) var block: [UInt8] = []
    private(set) var expressions: [Expression] = []
    private var literalStart = 0

    init(_ text: String, usage: LogFormat.Usage) {
        bytes = Array(text.utf8)
        self.usage = usage
        inherited = usage.contains(.http) ? .percent : []
    }

    mutating func run(_ scope: inout SampleScope) throws(LogFormat.Failure) {
        while at < bytes.count {
            let byte = bytes[at]
            if byte == 37 {
                if at + 1 < bytes.count, bytes[at + 1] == 37 {
                    block.append(37)
                    at += 2
                    continue
                }
                flushLiteral()
                try item(&scope)
                literalStart = block.count
            } else if byte == 32, usage.contains(.mergesBlanks) {
                flushLiteral()
                if case .separator? = items.last?.kind {} else { add(.separator) }
                at += 1
            } else {
                block.append(byte)
                at += 1
            }
        }
        flushLiteral()
    }

    private mutating func flushLiteral() {
        if block.count > literalStart {
            add(.literal(Slice(offset: literalStart, length: block.count - literalStart)))
        }
        literalStart = block.count
    }

    private mutating func add(_ kind: LogItem.Kind, flags: LogFlags = [], type: LogType = .any, name: Slice = Slice()) {
        items.append(LogItem(kind: kind, flags: flags, type: type, name: name))
    }

    /// `%[{flags}]['(' [name] [':' type] ')']` and an alias or `[expr]`.
    private mutating func item(_ scope: inout SampleScope) throws(LogFormat.Failure) {
        let start = at
        at += 1
        var flags = inherited
        if at < bytes.count, bytes[at] == 123 { try readFlags(&flags) }
        var name = Slice()
        var type = LogType.any
        if at < bytes.count, bytes[at] == 40 { (name, type) = try readName() }
        guard at < bytes.count else {
            throw LogFormat.Failure("an alias or '[' is missing at the end of the format; write '%%' for a single '%'", at: start)
        }
        if bytes[at] == 91 {
            let end = try endOfExpression()
            let text = String(decoding: bytes[(at + 1)..<end], as: UTF8.self)
            if text.isEmpty { throw LogFormat.Failure("'%[]' lacks its sample expression", at: start) }
            let compiled: Expression
            do {
                compiled = try Expression.parse(text, &scope)
            } catch {
                let hint = error.hint.map { "; " + $0 } ?? ""
                throw LogFormat.Failure("in '%[\(text)]': \(error.message)\(hint)", at: at + 1)
            }
            expressions.append(compiled)
            at = end + 1
            return add(.expression(expressions.count - 1), flags: flags, type: type, name: name)
        }
        guard ASCII.isLetter(bytes[at]) else {
            throw LogFormat.Failure(
                "an alias should follow '%' near '\(Character(Unicode.Scalar(bytes[at])))'; write '%%' for a single '%'", at: at)
        }
        let nameStart = at
        while at < bytes.count, ASCII.isLetter(bytes[at]) || ASCII.isDigit(bytes[at]) { at += 1 }
        let word = String(decoding: bytes[nameStart..<at], as: UTF8.self)
        if word == "o" {
            inherited = flags
            if items.isEmpty || !flags.isDisjoint(with: .encoders) { mapFlags = flags.isDisjoint(with: .encoders) ? [] : flags }
            return
        }
        guard let alias = LogAlias.named(word) else {
            throw LogFormat.Failure("no such format alias '\(word)'" + LogFormatParser.suggestion(for: word), at: nameStart)
        }
        add(.alias(alias), flags: flags, type: type, name: name)
    }

    /// `{+Q,-X,E}`; the sign is `+` when absent.
    private mutating func readFlags(_ flags: inout LogFlags) throws(LogFormat.Failure) {
        let start = at
        guard let end = bytes[at...].firstIndex(of: 125) else {
            throw LogFormat.Failure("'}' is missing behind '%{'", at: start)
        }
        var offset = at + 1
        for word in bytes[offset..<end].split(separator: 44, omittingEmptySubsequences: false) {
            var rest = word
            while let first = rest.first, first == 32 { rest = rest.dropFirst() }
            while let last = rest.last, last == 32 { rest = rest.dropLast() }
            var isOn = true
            if let first = rest.first, first == 43 || first == 45 {
                isOn = first == 43
                rest = rest.dropFirst()
            }
            let name = String(decoding: rest, as: UTF8.self)
            let flag: LogFlags
            switch name {
            case "Q": flag = .quote
            case "X": flag = .hexadecimal
            case "E": flag = .escape
            case "json": flag = .json
            case "cbor": flag = .cbor
            case "bin": flag = .binary
            case "": flag = []
            default:
                throw LogFormat.Failure(
                    "unknown flag '\(name)' in '%{…}'; the flags are Q, X, E, bin, json and cbor", at: offset)
            }
            if isOn {
                if LogFlags.encoders.contains(flag), !flag.isEmpty { flags.subtract(.encoders) }
                flags.insert(flag)
            } else {
                flags.remove(flag)
            }
            offset += word.count + 1
        }
        at = end + 1
    }

    /// `(name:type)`, both optional.
    private mutating func readName() throws(LogFormat.Failure) -> (Slice, LogType) {
        let start = at
        guard let end = bytes[at...].firstIndex(of: 41) else {
            throw LogFormat.Failure("')' is missing behind the item's name", at: start)
        }
        let parts = bytes[(at + 1)..<end].split(separator: 58, maxSplits: 1, omittingEmptySubsequences: false)
        let name = parts.first ?? []
        var type = LogType.any
        if parts.count == 2 {
            switch String(decoding: parts[1], as: UTF8.self) {
            case "str": type = .string
            case "sint": type = .integer
            case "bool": type = .boolean
            case let word:
                throw LogFormat.Failure("unknown item type '\(word)'; the types are str, sint and bool", at: at + 2 + name.count)
            }
        }
        let slice = Slice(offset: block.count, length: name.count)
        block += name
        at = end + 1
        return (slice, type)
    }

    /// The bracket that closes the expression beginning at `at`; brackets inside arguments do not count.
    private func endOfExpression() throws(LogFormat.Failure) -> Int {
        var depth = 0
        var quote: UInt8 = 0
        var index = at + 1
        while index < bytes.count {
            let byte = bytes[index]
            if quote != 0 {
                if byte == 92, quote == 34 { index += 1 } else if byte == quote { quote = 0 }
            } else {
                switch byte {
                case 92: index += 1
                case 34 where depth > 0, 39 where depth > 0: quote = byte
                case 40: depth += 1
                case 41: depth -= 1
                case 93 where depth <= 0: return index
                default: break
                }
            }
            index += 1
        }
        throw LogFormat.Failure("']' is missing behind '%['", at: at)
    }

    /// The alias that was probably meant.
    private static func suggestion(for word: String) -> String {
        // Why: names are too short for a general measure of likeness; one edit away is likely enough.
        let near = LogAlias.allCases.map(\.name).filter { EditDistance.between(word, $0) <= 1 }
        // Why: letter case often makes the difference (`%Tr`, `%TR`), and the distance ignores it.
        guard let best = near.first(where: { EditDistance.between(word, $0) == 0 }) ?? near.first else { return "" }
        return "; did you mean '%\(best)' maybe ?"
    }
}
