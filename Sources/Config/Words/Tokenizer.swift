// Config: cutting a line into words.

/// Cuts a line into words: quotes, escapes, comments and variables (HAProxy manual §2.2 and §2.3, `parse_line`).
public enum Tokenizer {
    /// Why a line cannot be cut.
    public struct Failure: Error, Equatable, Sendable {
        public let message: String
        /// Offset of the fault in bytes, from 0.
        public let column: Int

        public init(message: String, column: Int) {
            self.message = message
            self.column = column
        }
    }

    /// The words of `line`.
    /// - Parameters:
    ///   - line: bytes without line feed.
    ///   - variable: value of the variable with that name, `nil` when unset.
    public static func words(
        of line: some Collection<UInt8>, variable: (String) -> String?
    ) throws(Failure) -> [Word] {
        var cutter = Cutter(bytes: Array(line))
        try cutter.run(variable)
        return cutter.words
    }

    private struct Cutter {
        let bytes: [UInt8]
        var words: [Word] = []
        private var index = 0
        /// The word being built, `nil` between words.
        private var current: [UInt8]?
        private var start = 0
        private var quoted = false
        /// Whether the word being built consists of an empty `[*]` expansion so far; then it is no word.
        private var vanishes = false

        init(bytes: [UInt8]) { self.bytes = bytes }

        mutating func run(_ variable: (String) -> String?) throws(Failure) {
            var doubleQuote: Int?
            while index < bytes.count {
                let byte = bytes[index]
                switch byte {
                case UInt8(ascii: "\""):
                    begin()
                    quoted = true
                    doubleQuote = doubleQuote == nil ? index : nil
                    index += 1
                case UInt8(ascii: "\\"):
                    begin()
                    quoted = true
                    try escape(inDoubleQuotes: doubleQuote != nil)
                case UInt8(ascii: "$") where doubleQuote != nil:
                    try expand(variable)
                case _ where doubleQuote != nil:
                    append(byte)
                    index += 1
                case UInt8(ascii: "'"):
                    begin()
                    quoted = true
                    guard let close = bytes[(index + 1)...].firstIndex(of: byte) else {
                        throw Failure(message: "unmatched quote at position \(index + 1)", column: index)
                    }
                    for inside in bytes[(index + 1)..<close] { append(inside) }
                    index = close + 1
                case UInt8(ascii: "#"):
                    finish()
                    return
                case 9...13, 32:
                    finish()
                    index += 1
                default:
                    append(byte)
                    index += 1
                }
            }
            if let open = doubleQuote {
                throw Failure(message: "unmatched quote at position \(open + 1)", column: open)
            }
            finish()
        }

        private mutating func begin() {
            guard current == nil else { return }
            current = []
            start = index
            quoted = false
            vanishes = false
        }

        private mutating func append(_ byte: UInt8) {
            begin()
            current?.append(byte)
            vanishes = false
        }

        private mutating func finish() {
            if let bytes = current, !vanishes { words.append(Word(bytes: bytes, column: start, isQuoted: quoted)) }
            current = nil
        }

        private mutating func escape(inDoubleQuotes: Bool) throws(Failure) {
            guard index + 1 < bytes.count else {
                append(bytes[index])
                index += 1
                return
            }
            let next = bytes[index + 1]
            switch next {
            case UInt8(ascii: "\\"), UInt8(ascii: "\""), UInt8(ascii: "#"), 32,
                UInt8(ascii: "'"): append(next)
            case UInt8(ascii: "$") where inDoubleQuotes: append(next)
            case UInt8(ascii: "n"): append(10)
            case UInt8(ascii: "r"): append(13)
            case UInt8(ascii: "t"): append(9)
            case UInt8(ascii: "x"):
                guard index + 3 < bytes.count, let high = hex(bytes[index + 2]), let low = hex(bytes[index + 3]) else {
                    throw Failure(message: "truncated or invalid hexadecimal sequence at position \(index + 1)", column: index)
                }
                append(high << 4 | low)
                index += 2
            default:
                append(bytes[index])
                append(next)
            }
            index += 2
        }

        private func hex(_ byte: UInt8) -> UInt8? {
            switch byte {
            case UInt8(ascii: "0")...UInt8(ascii: "9"): byte - 48
            case UInt8(ascii: "a")...UInt8(ascii: "f"): byte - 87
            case UInt8(ascii: "A")...UInt8(ascii: "F"): byte - 55
            default: nil
            }
        }

        /// `$NAME`, `${NAME}`, `${NAME-default}`, `${NAME[*]}`.
        private mutating func expand(_ variable: (String) -> String?) throws(Failure) {
            let dollar = index
            var at = index + 1
            let braced = at < bytes.count && bytes[at] == UInt8(ascii: "{")
            if braced { at += 1 }
            let nameStart = at
            // Why: pseudo-variables such as `.LINE` are the only names with a dot.
            if at < bytes.count, bytes[at] == UInt8(ascii: ".") { at += 1 }
            while at < bytes.count, Environment.isNameByte(bytes[at]) { at += 1 }
            let name = bytes[nameStart..<at]
            guard name.first == UInt8(ascii: ".") ? name.count > 1 : Environment.isName(name) else {
                throw Failure(message: "forbidden first char in environment variable name at position \(nameStart + 1)", column: nameStart)
            }
            var replacement: ArraySlice<UInt8> = []
            var splits = false
            if braced {
                if bytes[at...].starts(with: Array("[*".utf8)) {
                    guard bytes[at...].starts(with: Array("[*]".utf8)) else {
                        throw Failure(message: "truncated or invalid word expansion sequence at position \(at + 1)", column: at)
                    }
                    splits = true
                    at += 3
                }
                if at < bytes.count, bytes[at] == UInt8(ascii: "-") {
                    let close = bytes[at...].firstIndex(of: UInt8(ascii: "}")) ?? bytes.endIndex
                    replacement = bytes[(at + 1)..<close]
                    at = close
                }
                guard at < bytes.count, bytes[at] == UInt8(ascii: "}") else {
                    throw Failure(message: "unmatched brace in environment variable name at position \(dollar + 2)", column: dollar + 1)
                }
                at += 1
            }
            index = at
            let value = variable(String(decoding: name, as: UTF8.self)).map { ArraySlice($0.utf8) } ?? replacement
            guard splits else {
                for byte in value { append(byte) }
                return
            }
            let parts = value.split(whereSeparator: { $0 == 32 || (9...13).contains($0) })
            if parts.isEmpty, current?.isEmpty ?? true { vanishes = true }
            for (number, part) in parts.enumerated() {
                if number > 0 {
                    finish()
                    begin()
                    quoted = true
                }
                for byte in part { append(byte) }
            }
        }
    }
}
