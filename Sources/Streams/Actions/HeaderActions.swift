// Streams: actions on header fields (HAProxy manual §4.3).
import Base
import Config
import HTTP
import Proxies
import Samples

extension ActionEntry {
    /// Header fields.
    public static var headers: [Self] { [
        ActionEntry("set-header <name> <fmt>", in: .http, "Removes all fields of a name and adds one.", example: "set-header x-a %[src]") { words, line throws(ConfigError) in
            try SetHeader(&words, &line, replacing: true)
        },
        ActionEntry("add-header <name> <fmt>", in: .http, "Adds a field.", example: "add-header x-a b") { words, line throws(ConfigError) in
            try SetHeader(&words, &line, replacing: false)
        },
        ActionEntry("del-header <name> [ -m <meth> ]", in: .http, "Removes all fields of a name.", example: "del-header x-a -m beg") { words, line throws(ConfigError) in
            try DeleteHeader(&words, &line)
        },
        ActionEntry("replace-header <name> <regex> <fmt>", in: .http, "Rewrites fields that match as a whole.", example: "replace-header cookie foo=([^;]*);(.*) foo=\\1;ip=%[src];\\2") {
            words, line throws(ConfigError) in try ReplaceHeader(&words, &line, whole: true)
        },
        ActionEntry("replace-value <name> <regex> <fmt>", in: .http, "Rewrites values of fields, commas separating.", example: "replace-value x-forwarded-for ^192\\.168\\.(.*)$ 172.16.\\1") {
            words, line throws(ConfigError) in try ReplaceHeader(&words, &line, whole: false)
        },
    ] }
}

/// A header's name as rules use it.
struct FieldName {
    let text: String
    let lowered: ByteView
    let id: KnownHeader
    /// Framing depends on it.
    let isFraming: Bool
    private let storage: [UInt8]

    init(_ text: String) {
        self.text = text
        storage = text.utf8.map(ASCII.lowered)
        // Why: names of rules live as long as the process.
        let block = UnsafeMutableBufferPointer<UInt8>.allocate(capacity: max(1, storage.count))
        _ = block.initialize(from: storage)
        lowered = ByteView(start: block.baseAddress, count: storage.count)
        id = KnownHeader(lowercase: lowered)
        isFraming = id == .contentLength || id == .transferEncoding
    }

    /// Removes all fields of this name.
    @inline(__always)
    func removeAll(from message: Message) {
        if id == .none { message.removeAll(named: lowered) } else { message.removeAll(id) }
    }
}

/// `set-header`, `add-header` (`http_action_set_header`).
final class SetHeader: RuleAction {
    private let name: FieldName
    private let format: FieldFormat
    private let replacing: Bool

    init(_ words: inout Words, _ line: inout RuleLine, replacing: Bool) throws(ConfigError) {
        let complaint = "expects exactly 2 arguments."
        name = FieldName(try line.word(&words, complaint))
        guard !RuleLine.isOver(words) || words.remaining > 2 else { throw line.fail(words, complaint) }
        format = try line.format(words, try words.next("fmt"))
        self.replacing = replacing
    }

    override func run(_ context: inout RuleContext) -> RuleVerdict {
        guard let value = context.text(format) else { return .failed }
        return context.withMessage { message in
            // Why: the value may be a view into the message, which removing a field leaves alone.
            if replacing { name.removeAll(from: message) }
            guard message.add(name.lowered, value) else { return .failed }
            return name.isFraming && !message.restoreFraming() ? .failed : .proceed
        }
    }
}

/// `del-header` (`http_action_del_header`).
final class DeleteHeader: RuleAction {
    private enum Method { case str, beg, end, sub, reg(Regex) }
    private let name: FieldName
    private let method: Method

    init(_ words: inout Words, _ line: inout RuleLine) throws(ConfigError) {
        name = FieldName(try line.word(&words, "expects exactly 1 argument."))
        guard words.take("-m") else {
            method = .str
            return
        }
        let text = try line.word(&words, "'-m' expects a matching method")
        switch text {
        case "str": method = .str
        case "beg": method = .beg
        case "end": method = .end
        case "sub": method = .sub
        case "reg":
            do throws(Regex.Failure) { method = .reg(try Regex(name.text, ignoringCase: true)) } catch {
                throw line.fail(words, "regex '\(name.text)' is invalid (error=\(error.reason), erroffset=\(error.offset))")
            }
        default: throw line.fail(words, "unknown matching method '\(text)'. Only 'str', 'beg', 'end', 'sub' and 'reg' are allowed")
        }
    }

    override func run(_ context: inout RuleContext) -> RuleVerdict {
        let workspace = context.evaluation.scratch.regex
        return context.withMessage { message in
            if case .str = method {
                name.removeAll(from: message)
                return name.isFraming && !message.restoreFraming() ? .failed : .proceed
            }
            var index = 0
            var touched = false
            while index < message.fieldCount {
                let field = message[index]
                if matches(message.name(at: index), workspace) {
                    if field.id == .contentLength || field.id == .transferEncoding { touched = true }
                    message.remove(at: index)
                } else {
                    index += 1
                }
            }
            return touched && !message.restoreFraming() ? .failed : .proceed
        }
    }

    private func matches(_ field: ByteView, _ workspace: RegexWorkspace) -> Bool {
        let name = name.lowered
        switch method {
        case .str: return field.equals(name)
        case .beg: return field.count >= name.count && ByteView(rebasing: field.prefix(name.count)).equals(name)
        case .end: return field.count >= name.count && ByteView(rebasing: field.suffix(name.count)).equals(name)
        case .sub:
            guard field.count >= name.count else { return false }
            return (0...(field.count - name.count)).contains { ByteView(rebasing: field[$0..<($0 + name.count)]).equals(name) }
        case .reg(let regex): return regex.matches(field, in: workspace)
        }
    }
}

/// `replace-header`, `replace-value` (`http_action_replace_header`).
final class ReplaceHeader: RuleAction {
    private let name: FieldName
    private let regex: Regex
    private let format: FieldFormat
    private let whole: Bool

    init(_ words: inout Words, _ line: inout RuleLine, whole: Bool) throws(ConfigError) {
        let complaint = "expects exactly 3 arguments."
        name = FieldName(try line.word(&words, complaint))
        let pattern = try line.word(&words, complaint)
        regex = try line.regex(words, pattern)
        format = try line.format(words, try line.word(&words, complaint))
        self.whole = whole
    }

    override func run(_ context: inout RuleContext) -> RuleVerdict {
        guard let template = context.text(format) else { return .failed }
        let scratch = context.evaluation.scratch
        return context.withMessage { message in
            var index = 0
            while let found = message.find(named: name.lowered, from: index) {
                index = found + 1
                guard whole ? replaceWhole(message, found, template, scratch) : replaceValues(message, found, template, scratch) else { return .failed }
            }
            return name.isFraming && !message.restoreFraming() ? .failed : .proceed
        }
    }

    private func replaceWhole(_ message: Message, _ index: Int, _ template: ByteView, _ scratch: Scratch) -> Bool {
        let value = message.value(at: index)
        guard regex.matches(value, in: scratch.regex) else { return true }
        guard let text = scratch.write({ Substitution.expand(template, value, scratch.regex, into: $0) }) else { return false }
        return message.replaceValue(at: index, with: text)
    }

    /// Each value between commas is replaced as a whole when it matches.
    private func replaceValues(_ message: Message, _ index: Int, _ template: ByteView, _ scratch: Scratch) -> Bool {
        let value = message.value(at: index)
        var offset = 0
        var copied = 0
        var changed = false
        let result = scratch.write { target in
            var count = 0
            func copy(_ range: Range<Int>) -> Bool {
                guard count + range.count <= target.count else { return false }
                for at in range { target[count] = value[at]; count += 1 }
                return true
            }
            while offset >= 0 {
                // Why: the blanks around a value go with it, as in HAProxy.
                let start = offset
                let (part, next) = HeaderWalk.part(value, from: offset)
                offset = next
                guard regex.matches(part, in: scratch.regex) else { continue }
                guard copy(copied..<start), let written = Substitution.expand(template, part, scratch.regex, into: target, at: count) else { return nil }
                count += written
                copied = next < 0 ? value.count : next - 1
                changed = true
            }
            return copy(copied..<value.count) ? count : nil
        }
        guard let result else { return false }
        return !changed || message.replaceValue(at: index, with: result)
    }
}

extension RuleLine {
    /// Compiles a regular expression of the line.
    func regex(_ words: Words, _ pattern: String, ignoringCase: Bool = false) throws(ConfigError) -> Regex {
        do throws(Regex.Failure) { return try Regex(pattern, ignoringCase: ignoringCase) } catch {
            throw fail(words, "failed to parse the regex : regex '\(pattern)' is invalid (error=\(error.reason), erroffset=\(error.offset)).")
        }
    }
}
