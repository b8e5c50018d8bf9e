// Streams: `redirect` (HAProxy manual §4.2 and §4.3).
import Base
import Config
import HTTP
import Proxies
import Samples

extension ActionEntry {
    /// Redirections.
    public static var redirects: [Self] { [
        ActionEntry("redirect { location | prefix | scheme } <to> [ code <code> ] [ drop-query | keep-query ] [ append-slash ] [ set-cookie <cookie> ] [ clear-cookie <cookie> ] [ ignore-empty ]",
            in: [.httpRequest, .httpResponse, .redirect], "Sends the client somewhere else.", example: "redirect scheme https code 301") { words, line throws(ConfigError) in
            try Redirect(&words, &line)
        },
    ] }
}

/// `redirect` (`http_parse_redirect_rule`, `http_apply_redirect_rule`).
final class Redirect: RuleAction {
    private enum Kind { case location, prefix, scheme }
    private let kind: Kind
    private let target: FieldFormat
    private let code: UInt16
    private let dropsQuery: Bool
    private let keepsQuery: Bool
    private let appendsSlash: Bool
    private let ignoresEmpty: Bool
    /// The `set-cookie` field's value.
    private let cookie: FieldFormat?
    override var isFinal: Bool { !ignoresEmpty }

    init(_ words: inout Words, _ line: inout RuleLine) throws(ConfigError) {
        var kind: Kind?
        var target: FieldFormat?
        var cookie: FieldFormat?
        var code: UInt16 = 302
        var flags: Set<String> = []
        let known = ["code", "prefix", "location", "scheme", "set-cookie", "clear-cookie", "drop-query", "keep-query", "ignore-empty", "append-slash"]
        while !RuleLine.isOver(words) {
            let word = try words.next("option")
            func argument(_ words: inout Words) throws(ConfigError) -> String {
                guard let text = words.nextIfAny() else { throw line.fail(words, "missing argument for '\(word)'.") }
                return text
            }
            switch word {
            case "location", "prefix", "scheme":
                kind = word == "location" ? .location : word == "prefix" ? .prefix : .scheme
                let text = try argument(&words)
                // Why: a prefix of "/" means "here": the target as it is.
                target = try line.format(words, word == "prefix" && text == "/" ? "" : text)
            case "code":
                let text = try argument(&words)
                guard let value = UInt16(text), [301, 302, 303, 307, 308].contains(value) else {
                    throw line.fail(words, "'code': unsupported HTTP code '\(text)' (must be one of 301, 302, 303, 307 or 308).")
                }
                code = value
            case "set-cookie": cookie = try line.format(words, try argument(&words) + "; path=/;")
            case "clear-cookie": cookie = try line.format(words, try argument(&words) + "; path=/; Max-Age=0;")
            case "drop-query", "keep-query", "append-slash", "ignore-empty": flags.insert(word)
            default:
                throw line.fail(
                    words, "expects 'code', 'prefix', 'location', 'scheme', 'set-cookie', 'clear-cookie', 'drop-query', 'ignore-empty' or 'append-slash' (was '\(word)').",
                    hint: Words.didYouMean(word, among: known))
            }
        }
        guard let kind, let target else { throw line.fail(words, "redirection type expected ('prefix', 'location', or 'scheme').") }
        self.kind = kind
        self.target = target
        self.cookie = cookie
        self.code = code
        dropsQuery = flags.contains("drop-query")
        keepsQuery = flags.contains("keep-query")
        appendsSlash = flags.contains("append-slash")
        ignoresEmpty = flags.contains("ignore-empty")
    }

    override func run(_ context: inout RuleContext) -> RuleVerdict {
        guard let text = context.text(target) else { return .failed }
        if ignoresEmpty && text.isEmpty && kind == .location { return .proceed }
        guard let stream = context.stream, let request = stream.requestHead else { return .proceed }
        let scratch = context.evaluation.scratch
        guard let location = build(text, request, scratch) else { return .failed }
        var cookieText: ByteView?
        if let cookie {
            guard let view = context.text(cookie), let copy = scratch.copy(view) else { return .failed }
            cookieText = copy
        }
        let isResponse = context.set.isResponse
        if !isResponse { stream.logs.request = stream.elapsed }
        stream.setRuleTermination(.local, isResponse ? .headers : .request)
        stream.frontend.frontendCounters[stream.worker.index][.intercepted] &+= 1
        let message = stream.beginReply()
        // Why: HAProxy says "Found" here and "Moved Temporarily" elsewhere.
        let started = code == 302 ? message.startResponse(status: code, reason: ByteView(literal: "Found")) : message.startResponse(status: code)
        guard started, message.add(.contentLength, "0"), message.add(.location, location) else {
            stream.reply(500)
            return .done
        }
        if code == 302 || code == 303 || code == 307, !message.add(.cacheControl, "no-cache") {
            stream.reply(500)
            return .done
        }
        if let cookieText, !message.add(.setCookie, cookieText) {
            stream.reply(500)
            return .done
        }
        message.framing.body = .length(0)
        stream.sendReply(ByteView(start: nil, count: 0))
        return .done
    }

    /// The `location` field, in the scratch: it must survive the request's end.
    private func build(_ text: ByteView, _ request: Message, _ scratch: Scratch) -> ByteView? {
        let target = request.view(request.target)
        let parts = RequestTarget(target)
        return scratch.write { out in
            var count = 0
            func put(_ view: ByteView) -> Bool {
                guard count + view.count <= out.count else { return false }
                for byte in view { out[count] = byte; count += 1 }
                return true
            }
            guard put(text) else { return nil }
            func slice(_ part: Slice) -> ByteView {
                guard part.count > 0, let base = target.baseAddress else { return ByteView(start: nil, count: 0) }
                return part.view(in: base)
            }
            if kind == .location {
                if keepsQuery, parts.hasQuery {
                    let mark: StaticString = text.contains(0x3f) ? "&" : "?"
                    guard put(ByteView(literal: mark)), put(slice(parts.query)) else { return nil }
                }
                return count
            }
            if kind == .scheme {
                guard put(ByteView(literal: "://")) else { return nil }
                if let index = request.find(.host) {
                    guard put(request.value(at: index)) else { return nil }
                } else if parts.authority.count > 0, !put(slice(parts.authority)) { return nil }
            }
            guard put(slice(parts.path)) else { return nil }
            let lastPathByte = parts.path.count > 0 ? target[parts.path.end - 1] : 0
            if dropsQuery {
                if appendsSlash, lastPathByte != 0x2f, !put(ByteView(literal: "/")) { return nil }
            } else if parts.hasQuery {
                guard put(ByteView(literal: "?")), put(slice(parts.query)) else { return nil }
            }
            return count
        }
    }
}
