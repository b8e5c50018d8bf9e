// Samples: reading expressions.
import Base
import Config

extension Expression {
    /// Reads `fetch(args),conv(args),…` up to its end (`sample_parse_expr`).
    ///
    /// - Parameters:
    ///   - text: one word of the configuration, outer quotes removed.
    ///   - scope: gives the vocabulary and the points of evaluation; takes references and warnings.
    public static func parse(_ text: String, _ scope: inout SampleScope) throws(SampleFailure) -> Expression {
        var parser = ExpressionParser(Array(text.utf8))
        let expression = try parser.expression(&scope)
        guard parser.isAtEnd else {
            throw SampleFailure("missing comma after '\(expression.text)' in expression '\(text)'")
        }
        try expression.checkAvailability(scope)
        return expression
    }

    /// Reads an expression at the start of `bytes`, and tells where it ends; for log formats, which have more behind it.
    public static func parsePrefix(_ bytes: [UInt8], at start: Int, _ scope: inout SampleScope) throws(SampleFailure) -> (Expression, end: Int) {
        var parser = ExpressionParser(bytes, at: start)
        let expression = try parser.expression(&scope)
        try expression.checkAvailability(scope)
        return (expression, parser.at)
    }

    func checkAvailability(_ scope: SampleScope) throws(SampleFailure) {
        guard scope.points.isDisjoint(with: availability) else { return }
        throw SampleFailure(
            "sample fetch <\(fetchName)> may not be reliably used here because it needs '\(availability.need)' which is not available here",
            hint: "in a \(scope.points.names.joined(separator: " or a ")): " + availability.advice)
    }
}

/// A cursor over the bytes of one or more expressions.
struct ExpressionParser {
    let bytes: [UInt8]
    var at: Int

    init(_ bytes: [UInt8], at: Int = 0) { self.bytes = bytes; self.at = at }

    var isAtEnd: Bool { at >= bytes.count }

    private static func isName(_ byte: UInt8) -> Bool {
        ASCII.isLetter(byte) || ASCII.isDigit(byte) || byte == 0x2e || byte == 0x5f || byte == 0x2d || byte == 0x2b
    }

    private mutating func name() -> String {
        let start = at
        while at < bytes.count, Self.isName(bytes[at]) { at += 1 }
        return String(decoding: bytes[start..<at], as: UTF8.self)
    }

    /// Reads a fetch and its converters (`sample_parse_expr`).
    mutating func expression(_ scope: inout SampleScope) throws(SampleFailure) -> Expression {
        let start = at
        let name = name()
        guard !name.isEmpty else { throw SampleFailure("missing fetch method") }
        guard let fetch = scope.vocabulary.fetches[name] else {
            try refuseKnown("fetch method", name, KnownNames.fetches)
            throw SampleFailure("unknown fetch method '\(name)'", hint: Words.didYouMean(name, among: scope.vocabulary.fetches.keys))
        }
        var storages = [try arguments(fetch.signature, "fetch method '\(name)'", "\(scope.holder) '\(name)'", &scope)]
        try check(fetch.check, storages[0], "fetch method '\(name)'")
        let (converters, output) = try self.converters(from: fetch.output, &storages, &scope)
        return Expression(
            text: String(decoding: bytes[start..<at], as: UTF8.self), fetch: fetch, output: output, storages: storages,
            converters: converters)
    }

    /// Reads `,conv(args),…`; stops in front of anything else.
    mutating func converters(
        from input: SampleType, _ storages: inout [ArgumentStorage], _ scope: inout SampleScope
    ) throws(SampleFailure) -> ([Converter], SampleType) {
        var converters: [Converter] = []
        var type = input
        while at < bytes.count, bytes[at] == 0x2c {
            at += 1
            // Why: HAProxy allows blanks and empty places between converters.
            while at < bytes.count, bytes[at] == 0x20 || bytes[at] == 0x09 { at += 1 }
            let name = name()
            if name.isEmpty {
                if isAtEnd || bytes[at] == 0x2c { continue }
                throw SampleFailure("unknown converter '\(String(decoding: bytes[at...], as: UTF8.self))'")
            }
            guard let converter = scope.vocabulary.converters[name] else {
                try refuseKnown("converter", name, KnownNames.converters)
                throw SampleFailure("unknown converter '\(name)'", hint: Words.didYouMean(name, among: scope.vocabulary.converters.keys))
            }
            guard type.canCast(to: converter.input) else {
                throw SampleFailure("converter '\(name)' cannot be applied to a value of type '\(type.name)'", hint: "it takes '\(converter.input.name)'")
            }
            let storage = try arguments(converter.signature, "converter '\(name)'", "converter '\(name)'", &scope)
            try check(converter.check, storage, "converter '\(name)'")
            storages.append(storage)
            converters.append(converter)
            if converter.output != .same { type = converter.output }
        }
        return (converters, type)
    }

    private func check(_ check: ArgumentCheck?, _ storage: ArgumentStorage, _ owner: String) throws(SampleFailure) {
        guard let check else { return }
        do { try check(storage) } catch {
            throw SampleFailure("invalid args in \(owner) : \(error.message)", hint: error.hint)
        }
    }

    /// Reads `(a,b)` if it is there (`make_arg_list`).
    mutating func arguments(
        _ signature: Signature, _ owner: String, _ requester: String, _ scope: inout SampleScope
    ) throws(SampleFailure) -> ArgumentStorage {
        let storage = ArgumentStorage(capacity: signature.types.count)
        var given = 0
        if at < bytes.count, bytes[at] == 0x28 {
            at += 1
            // Why: `f()` is the same as `f`, unless its first argument may be an empty string.
            if at < bytes.count, bytes[at] == 0x29, signature.types.isEmpty || signature.types[0] != .string || signature.required == 0 {
                at += 1
            } else {
                while true {
                    guard given < signature.types.count else {
                        throw SampleFailure("\(owner) : expected ')' before '\(String(decoding: bytes[at...].prefix(40), as: UTF8.self))'")
                    }
                    let word = argument()
                    let type = signature.types[given]
                    // Why: an optional argument may be left out in the middle, `f(a,,c)`.
                    if word.isEmpty && given >= signature.required && type != .string {
                        storage[given] = .absent
                    } else {
                        storage[given] = try Self.value(word, type, given + 1, owner, requester, storage, &scope)
                    }
                    given += 1
                    guard at < bytes.count else { throw SampleFailure("\(owner) : expected ')'") }
                    if bytes[at] == 0x2c { at += 1; continue }
                    if bytes[at] == 0x29 { at += 1; break }
                }
            }
        }
        if given < signature.required {
            throw SampleFailure(
                "invalid arg \(given + 1) in \(owner) : missing arguments (got \(given)/\(signature.required)), type '\(signature.types[given].name)' expected")
        }
        // Why: `be_conn` means `be_conn(<this proxy>)`.
        for index in given..<max(given, signature.types.count) where signature.types[index].isReference {
            let reference = NameReference(kind: signature.types[index], name: "", requester: "arg \(index + 1) of \(requester)")
            scope.references.append(reference)
            storage[index] = .reference(storage.keep(reference))
        }
        return storage
    }

    /// One argument, quotes and escapes resolved; stops at `,` or `)`.
    private mutating func argument() -> [UInt8] {
        var word: [UInt8] = []
        var single = false, double = false
        while at < bytes.count {
            let byte = bytes[at]
            if byte == 0x22 && !single { double.toggle(); at += 1; continue }
            if byte == 0x27 && !double { single.toggle(); at += 1; continue }
            if !single && !double && (byte == 0x2c || byte == 0x29) { break }
            if byte == 0x5c && !single && at + 1 < bytes.count {
                let next = bytes[at + 1]
                let escaped: UInt8? =
                    switch next {
                    case 0x22, 0x27, 0x5c, 0x20: next
                    case UInt8(ascii: "n"): 10
                    case UInt8(ascii: "r"): 13
                    case UInt8(ascii: "t"): 9
                    default: nil
                    }
                if let escaped { word.append(escaped); at += 2; continue }
            }
            word.append(byte)
            at += 1
        }
        return word
    }

    private static func value(
        _ word: [UInt8], _ type: ArgumentType, _ position: Int, _ owner: String, _ requester: String,
        _ storage: ArgumentStorage, _ scope: inout SampleScope
    ) throws(SampleFailure) -> Argument {
        func bad(_ hint: String? = nil) -> SampleFailure {
            SampleFailure(
                "\(owner) : failed to parse '\(String(decoding: word, as: UTF8.self))' as type '\(type.name)' at position \(position)",
                hint: hint)
        }
        let text = String(decoding: word, as: UTF8.self)
        switch type {
        case .string, .variable, .map:
            return .string(storage.keep(word))
        case .integer:
            guard let value = Int64(text), word.first != 0x2b else { throw bad() }
            return .integer(value)
        case .time:
            guard let value = try? TimeUnit.parse(text, bareUnit: .milliseconds) else { throw bad("a time is a number and one of us, ms, s, m, h, d") }
            return .integer(value)
        case .size:
            guard let value = try? SizeText.parse(text) else { throw bad("a size is a number, perhaps with 'k', 'm' or 'g' behind it") }
            return .integer(Int64(value))
        case .ipv4:
            guard let value = word.withUnsafeBufferPointer({ AddressText.ipv4($0) }) else { throw bad() }
            return .ipv4(value)
        case .ipv6:
            guard let value = word.withUnsafeBufferPointer({ AddressText.ipv6($0) }) else { throw bad() }
            return .ipv6(value)
        case .mask4:
            if let bits = Int(text), (0...32).contains(bits) { return .ipv4(AddressText.mask4(bits)) }
            guard let value = word.withUnsafeBufferPointer({ AddressText.ipv4($0) }) else { throw bad("a mask is 0 to 32 or dotted") }
            return .ipv4(value)
        case .mask6:
            if let bits = Int(text), (0...128).contains(bits) { return .ipv6(AddressText.mask6(bits)) }
            guard let value = word.withUnsafeBufferPointer({ AddressText.ipv6($0) }) else { throw bad("a mask is 0 to 128") }
            return .ipv6(value)
        case .regex:
            // Why: its flags may stand in a later argument; the entry's check compiles it.
            return .string(storage.keep(word))
        case .frontend, .backend, .server, .userlist, .table:
            let reference = NameReference(kind: type, name: text, requester: "arg \(position) of \(requester)")
            scope.references.append(reference)
            return .reference(storage.keep(reference))
        }
    }
}

/// Refuses a word that HAProxy 3.4 has and this program has not, which is no typing mistake.
func refuseKnown(_ kind: String, _ name: String, _ known: Set<String>) throws(SampleFailure) {
    guard known.contains(name) else { return }
    throw SampleFailure("\(kind) '\(name)' is known to HAProxy 3.4 but not supported by Harrier 0.1", word: 0)
}
