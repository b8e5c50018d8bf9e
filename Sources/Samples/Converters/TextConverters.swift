// Samples: converters that cut and change texts.
import Base

extension Converter {
    /// Texts (HAProxy manual §7.3.1).
    public static var text: [Self] { [
        Converter("lower", .string, .string, "Letters A to Z in lower case.") { sample, _, context in
            sample.mapBytes(context.scratch) { ASCII.lowered($0) }
        },
        Converter("upper", .string, .string, "Letters a to z in upper case.") { sample, _, context in
            sample.mapBytes(context.scratch) { $0 &- 97 < 26 ? $0 & 0xdf : $0 }
        },
        Converter("length", .string, .integer, "Number of bytes.") { sample, _, _ in
            sample.value = .integer(Int64(sample.bytes?.count ?? 0))
            return true
        },
        Converter("field", Signature([.integer, .string, .integer], required: 2), .string, .string,
            "The field at an index, counted from 1 or backwards from -1, between any of some delimiters.",
            check: Cutting.check) { sample, arguments, _ in
            guard let text = sample.bytes, let delimiters = arguments.string(1),
                  let part = Cutting.field(text, arguments.integer(0), delimiters, arguments.integer(2, or: 1)) else { return false }
            sample.value = .string(part)
            return true
        },
        Converter("word", Signature([.integer, .string, .integer], required: 2), .string, .string,
            "The word at an index, counted from 1 or backwards from -1; delimiters in a row count as one.",
            check: Cutting.check) { sample, arguments, _ in
            guard let text = sample.bytes, let delimiters = arguments.string(1),
                  let part = Cutting.word(text, arguments.integer(0), delimiters, arguments.integer(2, or: 1)) else { return false }
            sample.value = .string(part)
            return true
        },
        Converter("ltrim", [.string], .string, .string, "Without leading bytes of a set.") { sample, arguments, _ in
            guard let text = sample.bytes else { return false }
            guard let set = arguments.string(0) else { return true }
            sample.value = .string(ByteView(rebasing: text.drop { set.contains($0) }))
            return true
        },
        Converter("rtrim", [.string], .string, .string, "Without trailing bytes of a set.") { sample, arguments, _ in
            guard let text = sample.bytes else { return false }
            guard let set = arguments.string(0) else { return true }
            var count = text.count
            while count > 0, set.contains(text[count - 1]) { count -= 1 }
            sample.value = .string(ByteView(rebasing: text.prefix(count)))
            return true
        },
        Converter("cut_crlf", .string, .string, "Up to the first CR or LF.") { sample, _, _ in
            guard let text = sample.bytes else { return false }
            sample.value = .string(ByteView(rebasing: text.prefix { $0 != 13 && $0 != 10 }))
            return true
        },
        Converter("reverse", .string, .string, "The bytes in reverse order.") { sample, _, context in
            guard let text = sample.bytes, let target = context.scratch.take(text.count) else { return false }
            for index in 0..<text.count { target[index] = text[text.count - 1 - index] }
            sample.value = .string(ByteView(start: target, count: text.count))
            return true
        },
        Converter("reverse_dom", .string, .string, "The labels of a domain name in reverse order.") { sample, _, context in
            guard let text = sample.bytes, let target = context.scratch.take(text.count) else { return false }
            var written = 0
            var end = text.count
            while true {
                var start = end
                while start > 0, text[start - 1] != 0x2e { start -= 1 }
                for index in start..<end { target[written] = text[index]; written += 1 }
                guard start > 0 else { break }
                target[written] = 0x2e
                written += 1
                end = start - 1
            }
            sample.value = .string(ByteView(start: target, count: written))
            return true
        },
        Converter("bytes", Signature([.integer, .integer], required: 1), .binary, .binary, "Some bytes, from an offset on.") { sample, arguments, _ in
            guard let bytes = sample.bytes else { return false }
            let offset = arguments.integer(0)
            guard offset >= 0, offset < bytes.count else { return false }
            let count = min(arguments.integer(1, or: .max), Int64(bytes.count) - offset)
            guard count >= 0 else { return false }
            sample.value = .binary(ByteView(rebasing: bytes[Int(offset)..<Int(offset + count)]))
            return true
        },
        Converter("regsub", Signature([.regex, .string, .string], required: 2), .string, .string,
            "Replaces what a regular expression matches; flags g (all) and i (any case).", check: { storage throws(SampleFailure) in
            let flags = storage.text(2) ?? ""
            guard flags.allSatisfy({ $0 == "g" || $0 == "i" }) else { throw SampleFailure("Regex flags may only be 'g' and 'i'") }
            let pattern = storage.text(0) ?? ""
            do throws(Regex.Failure) {
                storage[0] = .regex(storage.keep(try Regex(pattern, ignoringCase: flags.contains("i"))))
            } catch { throw SampleFailure("regex '\(pattern)' is invalid (error=\(error.reason), erroffset=\(error.offset))") }
            storage[2] = .integer(flags.contains("g") ? 1 : 0)
        }) { sample, arguments, context in
            guard let text = sample.bytes, case .regex(let regex) = arguments[0] else { return false }
            let template = arguments.string(1) ?? ByteView(start: nil, count: 0)
            let all = arguments.integer(2) == 1
            let scratch = context.scratch
            let result = regex._withUnsafeGuaranteedRef { regex in
                scratch.write { Substitution.replace(text, regex, template, all: all, scratch.regex, into: $0) }
            }
            guard let result else { return false }
            sample.value = .string(result)
            return true
        },
        Converter("iif", [.string, .string], .bool, .string, "The first text when true, the second when false.") { sample, arguments, _ in
            guard case .bool(let flag) = sample.value, case .string(let view) = arguments[flag ? 0 : 1] else { return false }
            sample = .string(view)
            return true
        },
        Converter("host_only", .string, .string, "A `Host` value without its port.") { sample, _, _ in
            guard let text = sample.bytes else { return false }
            sample.value = .string(Cutting.host(text).host)
            return true
        },
        Converter("port_only", .string, .integer, "The port of a `Host` value, 0 without one.") { sample, _, _ in
            guard let text = sample.bytes else { return false }
            sample.value = .integer(Cutting.host(text).port)
            return true
        },
        Converter("url_dec", .optional(.integer), .string, .string, "Decodes `%XX`; with 1 or behind `?` also `+`.") { sample, arguments, context in
            guard let text = sample.bytes, let target = context.scratch.take(text.count),
                  let count = Cutting.urlDecode(text, into: target, form: arguments.integer(0) != 0) else { return false }
            sample.value = .string(ByteView(start: target, count: count))
            return true
        },
        Converter("url_enc", .optional(.string), .string, .string, "Encodes as `%XX` what a URL's query may not hold.", check: { storage throws(SampleFailure) in
            let type = storage.text(0) ?? "query"
            guard type == "query" || type.isEmpty else { throw SampleFailure("Unknown encode type, only 'query' is known.") }
        }) { sample, _, context in
            guard let text = sample.bytes, let target = context.scratch.take(text.count * 3) else { return false }
            var count = 0
            for byte in text {
                if ASCII.isLetter(byte) || ASCII.isDigit(byte) || byte == 0x2d || byte == 0x2e || byte == 0x5f || byte == 0x7e {
                    target[count] = byte
                    count += 1
                } else {
                    target[count] = 0x25
                    target[count + 1] = Cutting.upperHex(byte >> 4)
                    target[count + 2] = Cutting.upperHex(byte & 15)
                    count += 3
                }
            }
            sample.value = .string(ByteView(start: target, count: count))
            return true
        },
        Converter("param", Signature([.string, .string], required: 1), .string, .string, "The value of a parameter in `a=1&b=2`.") { sample, arguments, _ in
            guard let text = sample.bytes, let name = arguments.string(0) else { return false }
            let delimiter = arguments.string(1)?.first ?? 0x26
            guard let value = Cutting.parameter(text, name, delimiter) else { return false }
            sample.value = .string(value)
            return true
        },
    ] }
}

extension Converter {
    // Why: the signature may be left out where there are no arguments.
    public init(_ name: String, _ input: SampleType, _ output: SampleType, _ help: String, manual: String = "7.3.1", function: @escaping Function) {
        self.init(name, [], input, output, help, manual: manual, function: function)
    }
}

extension Sample {
    /// Replaces a text by one of the same length.
    @inline(__always)
    mutating func mapBytes(_ scratch: Scratch, _ transform: (UInt8) -> UInt8) -> Bool {
        guard let text = bytes, let target = scratch.take(text.count) else { return false }
        for index in 0..<text.count { target[index] = transform(text[index]) }
        value = .string(ByteView(start: target, count: text.count))
        flags.remove(.constant)
        return true
    }
}

/// Parts of texts.
public enum Cutting {
    static let check: ArgumentCheck = { storage throws(SampleFailure) in
        if case .integer(0) = storage[0] { throw SampleFailure("indexes are counted from 1, or from -1 backwards") }
        if storage.text(1)?.isEmpty ?? true { throw SampleFailure("a delimiter is needed") }
    }

    static func field(_ text: ByteView, _ index: Int64, _ delimiters: ByteView, _ count: Int64) -> ByteView? {
        var seen: Int64 = 1
        if index > 0 {
            var start = 0
            for at in 0...text.count where at == text.count || delimiters.contains(text[at]) {
                if seen == index && count == 0 { return nonEmpty(text, start, text.count) }
                if seen == index + count - 1 && seen >= index { return nonEmpty(text, start, at) }
                seen += 1
                if seen <= index { start = at + 1 }
            }
            return seen > index ? nonEmpty(text, start, text.count) : nil
        }
        var end = text.count
        for at in stride(from: text.count - 1, through: -1, by: -1) where at < 0 || delimiters.contains(text[at]) {
            if seen == -index && count == 0 { return nonEmpty(text, 0, end) }
            if seen == -index + count - 1 && seen >= -index { return nonEmpty(text, at + 1, end) }
            seen += 1
            if seen <= -index { end = at }
        }
        return seen > -index ? nonEmpty(text, 0, end) : nil
    }

    private static func nonEmpty(_ text: ByteView, _ start: Int, _ end: Int) -> ByteView? {
        start < end ? ByteView(rebasing: text[start..<end]) : nil
    }

    static func word(_ text: ByteView, _ index: Int64, _ delimiters: ByteView, _ count: Int64) -> ByteView? {
        var seen: Int64 = 0
        if index > 0 {
            var at = 0, start = -1, end = -1
            while at < text.count {
                if delimiters.contains(text[at]) { at += 1; continue }
                let begin = at
                while at < text.count, !delimiters.contains(text[at]) { at += 1 }
                seen += 1
                if seen == index { start = begin }
                if start >= 0 {
                    end = at
                    if count == 0 { end = text.count; break }
                    if seen == index + count - 1 { break }
                }
            }
            return start >= 0 ? ByteView(rebasing: text[start..<end]) : nil
        }
        var at = text.count, start = -1, end = -1
        while at > 0 {
            if delimiters.contains(text[at - 1]) { at -= 1; continue }
            let last = at
            while at > 0, !delimiters.contains(text[at - 1]) { at -= 1 }
            seen += 1
            if seen == -index { end = last }
            if end >= 0 {
                start = at
                if count == 0 { start = 0; break }
                if seen == -index + count - 1 { break }
            }
        }
        return end >= 0 ? ByteView(rebasing: text[start..<end]) : nil
    }

    /// The host and the port of a `Host` value; a bracketed IPv6 address keeps its brackets.
    static func host(_ text: ByteView) -> (host: ByteView, port: Int64) {
        var at = text.count
        while at > 0, ASCII.isDigit(text[at - 1]) { at -= 1 }
        guard at > 0, text[at - 1] == 0x3a else { return (text, 0) }
        return (ByteView(rebasing: text.prefix(at - 1)), ByteView(rebasing: text[at...]).leadingInteger)
    }

    /// Decodes `%XX` (`url_decode`); `+` becomes a blank in a form or behind a `?`. `nil` when a `%` lacks its digits.
    public static func urlDecode(_ text: ByteView, into target: UnsafeMutablePointer<UInt8>, form: Bool) -> Int? {
        var inForm = form
        var count = 0
        var at = 0
        while at < text.count {
            var byte = text[at]
            if byte == 0x2b && inForm {
                byte = 0x20
            } else if byte == 0x25 {
                guard at + 2 < text.count, let high = AddressText.hexDigit(text[at + 1]), let low = AddressText.hexDigit(text[at + 2]) else { return nil }
                byte = high << 4 | low
                at += 2
            } else if byte == 0x3f {
                inForm = true
            }
            target[count] = byte
            count += 1
            at += 1
        }
        return count
    }

    static func upperHex(_ digit: UInt8) -> UInt8 { digit < 10 ? 48 + digit : 55 + digit }

    /// The value behind `name=` in a list of parameters.
    public static func parameter(_ text: ByteView, _ name: ByteView, _ delimiter: UInt8, ignoringCase: Bool = false) -> ByteView? {
        var at = 0
        while at < text.count {
            var end = at
            while end < text.count, text[end] != delimiter { end += 1 }
            if end - at >= name.count, TextMatch.equal(text, at, name, ignoringCase) {
                let behind = at + name.count
                if behind < end, text[behind] == 0x3d { return ByteView(rebasing: text[(behind + 1)..<end]) }
            }
            at = end + 1
        }
        return nil
    }
}

/// Replacement of what a regular expression matched.
public enum Substitution {
    /// Writes `template` with `\0` to `\9` replaced by the groups of the last match in `workspace` (`exp_replace`).
    ///
    /// `\xHH` is a byte; a backslash before anything else stands for that.
    /// - Returns: the number of bytes written, or `nil` when there is no room.
    public static func expand(
        _ template: ByteView, _ subject: ByteView, _ workspace: RegexWorkspace, into target: UnsafeMutableBufferPointer<UInt8>, at start: Int = 0
    ) -> Int? {
        var count = start
        var at = 0
        while at < template.count {
            var byte = template[at]
            at += 1
            if byte == 0x5c && at < template.count {
                byte = template[at]
                at += 1
                if ASCII.isDigit(byte) {
                    if let group = workspace.group(Int(byte - 48)), group.upperBound <= subject.count {
                        guard count + group.count <= target.count else { return nil }
                        for index in group { target[count] = subject[index]; count += 1 }
                    }
                    continue
                }
                if byte == 0x78, at + 1 < template.count, let high = AddressText.hexDigit(template[at]), let low = AddressText.hexDigit(template[at + 1]) {
                    byte = high << 4 | low
                    at += 2
                }
            }
            guard count < target.count else { return nil }
            target[count] = byte
            count += 1
        }
        return count - start
    }

    /// The subject with its first match, or all, replaced (`sample_conv_regsub`).
    static func replace(
        _ subject: ByteView, _ regex: Regex, _ template: ByteView, all: Bool, _ workspace: RegexWorkspace,
        into target: UnsafeMutableBufferPointer<UInt8>
    ) -> Int? {
        var count = 0
        var at = 0
        func copy(_ range: Range<Int>) -> Bool {
            guard count + range.count <= target.count else { return false }
            for index in range { target[count] = subject[index]; count += 1 }
            return true
        }
        while at <= subject.count, regex.matches(subject, in: workspace, from: at, notAtLineStart: at > 0) {
            guard let whole = workspace.group(0), whole.lowerBound >= at else { break }
            guard copy(at..<whole.lowerBound), let written = expand(template, subject, workspace, into: target, at: count) else { return nil }
            count += written
            at = whole.upperBound
            if whole.isEmpty {
                // Why: an empty match must not be found again at the same place.
                guard at < subject.count else { break }
                guard copy(at..<(at + 1)) else { return nil }
                at += 1
            }
            if !all { break }
        }
        guard copy(min(at, subject.count)..<subject.count) else { return nil }
        return count
    }
}
