// Config: the conditions of `.if` and `-cc`.

/// Conditions such as `feature(OPENSSL) && !streq("$A",b)` (HAProxy manual §2.4, `cfg_eval_condition`).
///
///     expression := conjunction ( "||" conjunction )*
///     conjunction := term ( "&&" term )*
///     term := "!" term | "(" expression ")" | integer | predicate "(" arguments ")"
///
/// A text without any expression is false.
public struct ConfigCondition {
    /// Why a text is no condition.
    public struct Failure: Error, Equatable, Sendable {
        public let message: String
        /// Offset of the fault in bytes, from 0.
        public let offset: Int

        public init(message: String, offset: Int) {
            self.message = message
            self.offset = offset
        }
    }

    /// Whether the condition holds.
    public static func evaluate(_ text: String, in environment: Environment) throws(Failure) -> Bool {
        var parser = ConfigCondition(bytes: Array(text.utf8), environment: environment)
        parser.skipBlanks()
        if parser.index == parser.bytes.count { return false }
        let result = try parser.expression()
        parser.skipBlanks()
        guard parser.index == parser.bytes.count else {
            throw Failure(message: "unexpected text '\(parser.text(from: parser.index))' at the end of conditional expression '\(text)'", offset: parser.index)
        }
        return result
    }

    /// Names of all predicates.
    public static let predicates = predicateList.map(\.name)

    private struct Predicate: Sendable {
        let name: String
        let arguments: Int
        let holds: @Sendable ([String], Environment) throws(Failure) -> Bool
    }

    private static let predicateList: [Predicate] = [
        Predicate(name: "defined", arguments: 1) { a, e throws(Failure) in e.variables[a[0]] != nil },
        Predicate(name: "streq", arguments: 2) { a, _ throws(Failure) in a[0] == a[1] },
        Predicate(name: "strneq", arguments: 2) { a, _ throws(Failure) in a[0] != a[1] },
        Predicate(name: "strstr", arguments: 2) { a, _ throws(Failure) in a[1].isEmpty || a[0].contains(a[1]) },
        Predicate(name: "feature", arguments: 1) { a, e throws(Failure) in e.facts.features.contains(a[0]) },
        Predicate(name: "enabled", arguments: 1) { a, e throws(Failure) in e.facts.enabled.contains(a[0].uppercased()) },
        Predicate(name: "version_atleast", arguments: 1) { a, e throws(Failure) in try e.facts.version >= version(a[0]) },
        Predicate(name: "version_before", arguments: 1) { a, e throws(Failure) in try e.facts.version < version(a[0]) },
        Predicate(name: "openssl_version_atleast", arguments: 1) { a, e throws(Failure) in
            let asked = try version(a[0])
            return e.facts.opensslVersion.map { $0 >= asked } ?? false
        },
        Predicate(name: "openssl_version_before", arguments: 1) { a, e throws(Failure) in
            let asked = try version(a[0])
            return e.facts.opensslVersion.map { $0 < asked } ?? false
        },
        Predicate(name: "ssllib_name_startswith", arguments: 1) { a, e throws(Failure) in
            !e.facts.sslLibraryName.isEmpty && e.facts.sslLibraryName.hasPrefix(a[0])
        },
        // Harrier is never built with that library.
        Predicate(name: "awslc_api_atleast", arguments: 1) { _, _ throws(Failure) in false },
        Predicate(name: "awslc_api_before", arguments: 1) { _, _ throws(Failure) in false },
    ]

    private static func version(_ text: String) throws(Failure) -> Version {
        guard let version = Version(text) else { throw Failure(message: "'\(text)' is not a version", offset: 0) }
        return version
    }

    private let bytes: [UInt8]
    private let environment: Environment
    private var index = 0
    private var depth = 0
    /// Nesting beyond this is refused: recursion uses the stack.
    private static let maximumDepth = 256

    private init(bytes: [UInt8], environment: Environment) {
        self.bytes = bytes
        self.environment = environment
    }

    private mutating func expression() throws(Failure) -> Bool {
        var result = try conjunction()
        while take("||") {
            let right = try conjunction()
            result = result || right
        }
        return result
    }

    private mutating func conjunction() throws(Failure) -> Bool {
        var result = try term()
        while take("&&") {
            let right = try term()
            result = result && right
        }
        return result
    }

    private mutating func term() throws(Failure) -> Bool {
        depth += 1
        defer { depth -= 1 }
        guard depth <= ConfigCondition.maximumDepth else {
            throw Failure(message: "conditional expression is nested too deeply", offset: index)
        }
        skipBlanks()
        let start = index
        if take("!") { return try !term() }
        if take("(") {
            let result = try expression()
            guard take(")") else {
                throw Failure(message: "expected ')' after conditional expression '\(text(from: start))'", offset: start)
            }
            return result
        }
        let word = self.word()
        if let number = Int(word) { return number != 0 }
        guard !word.isEmpty, index < bytes.count, bytes[index] == UInt8(ascii: "("),
            let predicate = ConfigCondition.predicateList.first(where: { $0.name == word })
        else {
            let hint = Words.didYouMean(word, among: ConfigCondition.predicates).map { "; " + $0 } ?? ""
            throw Failure(message: "unparsable conditional expression '\(text(from: start))'" + hint, offset: start)
        }
        let arguments = try self.arguments(of: word)
        guard arguments.count == predicate.arguments else {
            throw Failure(
                message: arguments.count < predicate.arguments
                    ? "missing arguments (got \(arguments.count)/\(predicate.arguments)) of predicate '\(word)' used in conditional expression"
                    : "too many arguments (got \(arguments.count)/\(predicate.arguments)) of predicate '\(word)' used in conditional expression",
                offset: start)
        }
        do {
            return try predicate.holds(arguments, environment)
        } catch {
            throw Failure(message: error.message + " (argument of predicate '\(word)')", offset: start)
        }
    }

    /// `(a,b)`: blanks belong to the argument; quotes and backslashes protect (`make_arg_list`).
    private mutating func arguments(of predicate: String) throws(Failure) -> [String] {
        let start = index
        index += 1
        var list: [String] = []
        var current: [UInt8] = []
        var quote: UInt8?
        while index < bytes.count {
            let byte = bytes[index]
            index += 1
            if byte == UInt8(ascii: "\\"), quote != UInt8(ascii: "'"), index < bytes.count {
                current.append(bytes[index])
                index += 1
            } else if let open = quote {
                if byte == open { quote = nil } else { current.append(byte) }
            } else if byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "'") {
                quote = byte
            } else if byte == UInt8(ascii: ",") {
                list.append(String(decoding: current, as: UTF8.self))
                current = []
            } else if byte == UInt8(ascii: ")") {
                return list + [String(decoding: current, as: UTF8.self)]
            } else {
                current.append(byte)
            }
        }
        throw Failure(
            message: "expected ')' in argument \(list.count + 1) of predicate '\(predicate)' used in conditional expression", offset: start)
    }

    private mutating func word() -> String {
        let start = index
        while index < bytes.count, Environment.isNameByte(bytes[index]) || (index == start && bytes[index] == UInt8(ascii: "-")) {
            index += 1
        }
        return String(decoding: bytes[start..<index], as: UTF8.self)
    }

    private mutating func take(_ symbol: StaticString) -> Bool {
        skipBlanks()
        let count = symbol.utf8CodeUnitCount
        guard index + count <= bytes.count else { return false }
        for offset in 0..<count where bytes[index + offset] != symbol.utf8Start[offset] { return false }
        index += count
        return true
    }

    fileprivate mutating func skipBlanks() {
        while index < bytes.count, bytes[index] == 32 || bytes[index] == 9 { index += 1 }
    }

    fileprivate func text(from offset: Int) -> String { String(decoding: bytes[offset...], as: UTF8.self) }
}
