// Streams: actions that answer or end a stream (HAProxy manual §4.3).
import Base
import Config
import HTTP
import Proxies
import Samples

extension ActionEntry {
    /// Verdicts and answers.
    public static var verdicts: [Self] { [
        ActionEntry("accept", in: .tcp, "Ends the evaluation of the rules.", example: "accept") { _, _ in Accept() },
        ActionEntry("allow", in: .http, "Ends the evaluation of the rules.", example: "allow") { _, _ in Accept() },
        ActionEntry("reject", in: [.tcp, .httpRequest], "Closes without an answer.", example: "reject") { _, _ in Reject() },
        ActionEntry("silent-drop", in: [.tcp, .httpRequest, .httpResponse], "Forgets the client's connection without telling it.", example: "silent-drop") {
            words, line throws(ConfigError) in
            // Why: what to do where silence is not possible; here the connection is always dropped silently.
            if words.take("rst-ttl") {
                guard let ttl = Int(try line.word(&words, "expects an integer between 1 and 255")), (1...255).contains(ttl) else {
                    throw line.fail(words, "'rst-ttl' expects an integer between 1 and 255")
                }
                return SilentDrop(timeToLive: ttl)
            }
            return SilentDrop(timeToLive: nil)
        },
        ActionEntry("deny [ { status | deny_status } <code> ] [ content-type <type> ] [ { default-errorfiles | errorfile <file> | string <str> | lf-string <fmt> | file <file> | lf-file <file> } ] [ hdr <name> <fmt> ]*",
            in: .httpRequest, "Refuses the request, by status 403 unless told otherwise.", example: "deny deny_status 429") { words, line throws(ConfigError) in
            Deny(try RuleReply(&words, &line, standard: 403, isReturn: false))
        },
        ActionEntry("deny [ { status | deny_status } <code> ] [ content-type <type> ] [ { default-errorfiles | errorfile <file> | string <str> | lf-string <fmt> | file <file> | lf-file <file> } ] [ hdr <name> <fmt> ]*",
            in: .httpResponse, "Refuses the response, by status 502 unless told otherwise.", example: "deny") { words, line throws(ConfigError) in
            Deny(try RuleReply(&words, &line, standard: 502, isReturn: false))
        },
        ActionEntry("tarpit [ { status | deny_status } <code> ] [ content-type <type> ] [ … ]", in: .httpRequest,
            "Lets the client wait for 'timeout tarpit', then refuses, by status 500 unless told otherwise.", example: "tarpit deny_status 429") { words, line throws(ConfigError) in
            Tarpit(try RuleReply(&words, &line, standard: 500, isReturn: false))
        },
        ActionEntry("return [ status <code> ] [ content-type <type> ] [ { default-errorfiles | errorfile <file> | string <str> | lf-string <fmt> | file <file> | lf-file <file> } ] [ hdr <name> <fmt> ]*",
            in: [.httpRequest, .httpResponse], "Answers at once.", example: "return status 200 content-type text/plain string ok hdr x-a b") { words, line throws(ConfigError) in
            Return(try RuleReply(&words, &line, standard: 200, isReturn: true))
        },
        ActionEntry("auth [ realm <realm> ]", in: .httpRequest, "Asks for credentials.", example: "auth realm Private") { words, line throws(ConfigError) in
            if words.take("realm") { return Auth(realm: try line.word(&words, "missing realm value")) }
            return Auth(realm: nil)
        },
    ] }
}

/// An action that answers by a ``RuleReply``.
class ReplyingAction: RuleAction {
    let reply: RuleReply
    init(_ reply: RuleReply) { self.reply = reply }
    override var isFinal: Bool { true }
}

/// `accept`, `allow`.
final class Accept: RuleAction {
    override var isFinal: Bool { true }
    override func run(_ context: inout RuleContext) -> RuleVerdict { .stop }
}

/// `reject`.
final class Reject: RuleAction {
    override var isFinal: Bool { true }
    override func run(_ context: inout RuleContext) -> RuleVerdict { .abort }
}

/// `silent-drop` (`tcp_exec_action_silent_drop`).
final class SilentDrop: RuleAction {
    private let timeToLive: Int?
    init(timeToLive: Int?) { self.timeToLive = timeToLive }
    override var isFinal: Bool { true }
    override func run(_ context: inout RuleContext) -> RuleVerdict {
        context.evaluation.withSession { session in session.connection?.dropSilently(timeToLive: timeToLive) }
        return .abort
    }
}

/// `deny`.
final class Deny: ReplyingAction {
    override func run(_ context: inout RuleContext) -> RuleVerdict {
        context.status = Int32(reply.code)
        return .deny
    }
}

/// `tarpit`: the answer comes when the tarpit analyser says so.
final class Tarpit: ReplyingAction {
    override func run(_ context: inout RuleContext) -> RuleVerdict {
        let rule = context.rule
        return context.withStream { stream in
            stream.ruleState.tarpitStatus = reply.code
            stream.ruleState.tarpitRule = rule
            let proxy: Proxy = stream.frontend
            let delay = proxy.settings.timeouts.tarpit ?? proxy.settings.timeouts.connect ?? stream.backend.settings.timeouts.connect ?? 0
            stream.transaction.flags.insert(.tarpitted)
            stream.request.analysers = .tarpit
            stream.request.analyseExpire = stream.loop.now + delay
            return .yield
        } ?? .proceed
    }
}

/// `return` (`http_action_return`).
final class Return: ReplyingAction {
    override func run(_ context: inout RuleContext) -> RuleVerdict {
        let isResponse = context.set.isResponse
        context.withStream { stream in
            if !isResponse { stream.logs.request = stream.elapsed }
            stream.setRuleTermination(.local, isResponse ? .headers : .request)
            stream.frontend.frontendCounters[stream.worker.index][.intercepted] &+= 1
            reply.answer(stream, status: reply.code)
        }
        return .done
    }
}

/// `auth` (`http_action_auth`).
final class Auth: RuleAction {
    private let realm: [UInt8]?
    init(realm: String?) { self.realm = realm.map { Array("Basic realm=\"\($0)\"".utf8) } }
    override var isFinal: Bool { true }

    override func run(_ context: inout RuleContext) -> RuleVerdict {
        context.withStream { stream in
            stream.logs.request = stream.elapsed
            stream.setRuleTermination(.local, .request)
            stream.frontend.frontendCounters[stream.worker.index][.intercepted] &+= 1
            // Why: a client that speaks to us as its proxy must be asked as by a proxy.
            let isProxy = stream.requestHead.map { RequestTarget($0.view($0.target)).form != .origin && stream.frontend.settings.options.contains(.httpUseProxyHeader) } ?? false
            let challenge = realm ?? Array("Basic realm=\"\(stream.backend.name)\"".utf8)
            let status = isProxy ? 407 : 401
            stream.reply(status) { message in
                challenge.withUnsafeBufferPointer { message.add(isProxy ? .proxyAuthenticate : .wwwAuthenticate, $0) }
            }
        }
        return .done
    }
}
