// Streams: actions on the start line (HAProxy manual §4.3).
import Base
import Config
import HTTP
import Proxies
import Samples

extension ActionEntry {
    /// Method, target and status.
    public static var startLine: [Self] { [
        ActionEntry("set-method <fmt>", in: .httpRequest, "Changes the method.", example: "set-method GET") { words, line throws(ConfigError) in
            try SetTarget(&words, &line, .method)
        },
        ActionEntry("set-path <fmt>", in: .httpRequest, "Changes the path; the query stays.", example: "set-path /api%[path]") { words, line throws(ConfigError) in
            try SetTarget(&words, &line, .path)
        },
        ActionEntry("set-pathq <fmt>", in: .httpRequest, "Changes path and query.", example: "set-pathq /api%[pathq]") { words, line throws(ConfigError) in
            try SetTarget(&words, &line, .pathAndQuery)
        },
        ActionEntry("set-query <fmt>", in: .httpRequest, "Changes the query.", example: "set-query a=%[src]") { words, line throws(ConfigError) in
            try SetTarget(&words, &line, .query)
        },
        ActionEntry("set-uri <fmt>", in: .httpRequest, "Changes the whole target.", example: "set-uri /new") { words, line throws(ConfigError) in
            try SetTarget(&words, &line, .whole)
        },
        ActionEntry("replace-path <regex> <fmt>", in: .httpRequest, "Rewrites the path; the query stays.", example: "replace-path (.*) /foo\\1") { words, line throws(ConfigError) in
            try ReplaceTarget(&words, &line, .path)
        },
        ActionEntry("replace-pathq <regex> <fmt>", in: .httpRequest, "Rewrites path and query.", example: "replace-pathq ([^?]*)(\\?.*)? /foo\\1\\2") { words, line throws(ConfigError) in
            try ReplaceTarget(&words, &line, .pathAndQuery)
        },
        ActionEntry("replace-uri <regex> <fmt>", in: .httpRequest, "Rewrites the whole target.", example: "replace-uri ^http://(.*) https://\\1") { words, line throws(ConfigError) in
            try ReplaceTarget(&words, &line, .whole)
        },
        ActionEntry("set-status <status> [ reason <str> ]", in: [.httpResponse, .httpAfterResponse], "Changes the response's status.", example: "set-status 431 reason Big") {
            words, line throws(ConfigError) in try SetStatus(&words, &line)
        },
    ] }
}

/// A part of the request line that rules change.
enum TargetPart {
    case method, path, pathAndQuery, query, whole

    /// The part's place in a target.
    func range(in target: ByteView) -> Range<Int> {
        let parts = RequestTarget(target)
        switch self {
        case .path: return parts.path.start..<parts.path.end
        case .pathAndQuery: return parts.pathAndQuery.start..<parts.pathAndQuery.end
        case .query:
            // Why: without a query there is no mark either; it comes with the new query.
            let start = parts.hasQuery ? parts.query.start - 1 : target.count
            return start..<target.count
        case .method, .whole: return 0..<target.count
        }
    }
}

extension Message {
    /// Puts `text` in place of a part of the request line (`http_req_replace_stline`).
    func replace(_ part: TargetPart, by text: ByteView, _ scratch: Scratch) -> Bool {
        if part == .method { return set(method: text) }
        if part == .whole { return set(target: text) }
        let target = view(self.target)
        let range = part.range(in: target)
        let needsMark = part == .query && text.count > 0 && text.first != 0x3f
        guard let base = target.baseAddress, let start = scratch.take(target.count + text.count + 1) else { return false }
        var count = 0
        func put(_ source: UnsafePointer<UInt8>?, _ length: Int) {
            guard length > 0, let source else { return }
            (start + count).update(from: source, count: length)
            count += length
        }
        put(base, range.lowerBound)
        if needsMark { start[count] = 0x3f; count += 1 }
        put(text.baseAddress, text.count)
        put(base + range.upperBound, target.count - range.upperBound)
        guard count > 0 else { return false }
        return set(target: ByteView(start: start, count: count))
    }
}

/// `set-method`, `set-path`, `set-pathq`, `set-query`, `set-uri` (`http_action_set_req_line`).
final class SetTarget: RuleAction {
    private let part: TargetPart
    private let format: FieldFormat

    init(_ words: inout Words, _ line: inout RuleLine, _ part: TargetPart) throws(ConfigError) {
        self.part = part
        format = try line.format(words, try line.word(&words, "expects exactly 1 argument <format>."))
    }

    override func run(_ context: inout RuleContext) -> RuleVerdict {
        guard let text = context.text(format) else { return .failed }
        let scratch = context.evaluation.scratch
        return context.withMessage { $0.replace(part, by: text, scratch) ? .proceed : .failed }
    }
}

/// `replace-path`, `replace-pathq`, `replace-uri` (`http_action_replace_uri`).
final class ReplaceTarget: RuleAction {
    private let part: TargetPart
    private let regex: Regex
    private let format: FieldFormat

    init(_ words: inout Words, _ line: inout RuleLine, _ part: TargetPart) throws(ConfigError) {
        self.part = part
        let complaint = "expects exactly 2 arguments <match-regex> and <replace-format>."
        let pattern = try line.word(&words, complaint)
        regex = try line.regex(words, pattern)
        format = try line.format(words, try line.word(&words, complaint))
    }

    override func run(_ context: inout RuleContext) -> RuleVerdict {
        guard let template = context.text(format) else { return .failed }
        let scratch = context.evaluation.scratch
        return context.withMessage { message in
            let target = message.view(message.target)
            let text = ByteView(rebasing: target[part.range(in: target)])
            guard regex.matches(text, in: scratch.regex) else { return .proceed }
            guard let new = scratch.write({ Substitution.expand(template, text, scratch.regex, into: $0) }) else { return .failed }
            return message.replace(part, by: new, scratch) ? .proceed : .failed
        }
    }
}

/// `set-status` (`action_http_set_status`).
final class SetStatus: RuleAction {
    private let status: UInt16
    private let reason: [UInt8]?

    init(_ words: inout Words, _ line: inout RuleLine) throws(ConfigError) {
        let complaint = "expects an integer status code between 100 and 999."
        let text = try line.word(&words, complaint)
        guard let status = UInt16(text), (100...999).contains(status) else { throw line.fail(words, complaint) }
        self.status = status
        reason = words.take("reason") ? Array(try words.next("reason").utf8) : nil
    }

    override func run(_ context: inout RuleContext) -> RuleVerdict {
        context.withMessage { message in
            message.set(status: status)
            if let reason { return reason.withUnsafeBufferPointer { message.set(reason: $0) } ? .proceed : .failed }
            let phrase = ReasonPhrase.of(status)
            return message.set(reason: ByteView(literal: phrase)) ? .proceed : .failed
        }
    }
}
