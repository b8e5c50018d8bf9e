// Streams: actions on the stream's course (HAProxy manual §4.3).
import Base
import Config
import HTTP
import Proxies
import Samples

extension ActionEntry {
    /// Logs, queues, waiting.
    public static var course: [Self] { [
        ActionEntry("set-log-level <level>", in: [.http, .tcpRequestContent, .tcpResponseContent], "Changes the level of the stream's log line; 'silent' drops it.", example: "set-log-level silent") {
            words, line throws(ConfigError) in
            let complaint = "expects exactly 1 argument (log level name or 'silent')."
            let text = try line.word(&words, complaint)
            let levels = ["emerg", "alert", "crit", "err", "warning", "notice", "info", "debug"]
            if text == "silent" { return SetLogLevel(255) }
            guard let level = levels.firstIndex(of: text) else { throw line.fail(words, complaint, hint: Words.didYouMean(text, among: levels + ["silent"])) }
            return SetLogLevel(Int16(level))
        },
        ActionEntry("set-priority-class <expr>", in: [.httpRequest, .tcpRequestContent], "Sets the class in queues; lower ones come first.", example: "set-priority-class int(1)") {
            words, line throws(ConfigError) in SetPriority(try line.expression(&words, "missing priority class expression"), isClass: true)
        },
        ActionEntry("set-priority-offset <expr>", in: [.httpRequest, .tcpRequestContent], "Moves the place in queues by milliseconds.", example: "set-priority-offset int(10)") {
            words, line throws(ConfigError) in SetPriority(try line.expression(&words, "missing priority offset expression"), isClass: false)
        },
        ActionEntry("strict-mode { on | off }", in: .http, "Whether a rewrite that fails ends the request.", example: "strict-mode on") { words, line throws(ConfigError) in
            switch try line.word(&words, "expects exactly 1 argument ('on' or 'off').") {
            case "on": return StrictMode(true)
            case "off": return StrictMode(false)
            default: throw line.fail(words, "Unexpected value. Expects 'on' or 'off'.")
            }
        },
        ActionEntry("wait-for-body time <time> [ at-least <bytes> ]", in: .httpRequest, "Waits until the body, or its begin, is there.", example: "wait-for-body time 1s at-least 1k") {
            words, line throws(ConfigError) in
            let complaint = "expects time <time> [ at-least <bytes> ]."
            guard words.take("time"), !RuleLine.isOver(words) else { throw line.fail(words, complaint) }
            let time = try words.duration(bareUnit: .milliseconds)
            var least = 0
            if words.take("at-least") { least = try words.size("bytes") }
            return WaitForBody(time: time, atLeast: least)
        },
        ActionEntry("set-retries <expr>", in: [.httpRequest, .tcpRequestContent], "Sets how often a connection is tried again.", example: "set-retries int(5)") {
            words, line throws(ConfigError) in SetRetries(try line.expression(&words, "missing argument"))
        },
        ActionEntry("capture <sample> { len <length> | id <id> }", in: [.httpRequest, .tcpRequestContent], "Puts a sample into a capture slot of the request.", example: "capture req.hdr(host) len 10") {
            words, line throws(ConfigError) in try Capture(&words, &line, isResponse: false)
        },
        ActionEntry("capture <sample> id <id>", in: [.httpResponse, .httpAfterResponse], "Puts a sample into a capture slot of the response.", example: "capture res.hdr(server) id 0") {
            words, line throws(ConfigError) in try Capture(&words, &line, isResponse: true)
        },
    ] }
}

/// `set-log-level`.
final class SetLogLevel: RuleAction {
    private let level: Int16
    init(_ level: Int16) { self.level = level }
    override func run(_ context: inout RuleContext) -> RuleVerdict {
        context.withStream { $0.logs.level = level }
        return .proceed
    }
}

/// `set-priority-class`, `set-priority-offset`.
final class SetPriority: RuleAction {
    private let expression: Expression
    private let isClass: Bool
    init(_ expression: Expression, isClass: Bool) { self.expression = expression; self.isClass = isClass }
    override func run(_ context: inout RuleContext) -> RuleVerdict {
        guard let sample = expression.evaluate(as: .integer, &context.evaluation), case .integer(let number) = sample.value else { return .proceed }
        context.withStream { stream in
            if isClass {
                stream.assignment.priority.class = Int(max(-2047, min(2047, number)))
            } else {
                stream.assignment.priority.offset = Int(max(-524287, min(524287, number)))
            }
        }
        return .proceed
    }
}

/// `strict-mode`.
final class StrictMode: RuleAction {
    private let isOn: Bool
    init(_ isOn: Bool) { self.isOn = isOn }
    override func run(_ context: inout RuleContext) -> RuleVerdict {
        context.withStream { $0.ruleState.isLenient = !isOn }
        return .proceed
    }
}

/// `wait-for-body` (`http_wait_for_msg_body`).
final class WaitForBody: RuleAction {
    private let time: Int64
    private let least: Int
    init(time: Int64, atLeast least: Int) { self.time = time; self.least = least }

    override func run(_ context: inout RuleContext) -> RuleVerdict {
        let isResumed = context.isResumed
        return context.withStream { stream in
            guard let message = stream.requestHead, message.framing.hasBody else { return .proceed }
            let channel: Channel = stream.request
            if message.framing.expectsContinue, channel.buffer.isEmpty, !channel.endOfMessage { stream.sendContinue() }
            if channel.endOfMessage || channel.receiveLimit(reserve: stream.worker.reserve) <= 0 || (least > 0 && channel.input >= least) {
                channel.analyseExpire = .eternity
                return .proceed
            }
            if !stream.front.flags.isDisjoint(with: [.error, .endOfStream]) {
                stream.setTermination(.clientClosed)
                stream.frontend.frontendCounters[stream.worker.index][.requestErrors] &+= 1
                stream.reply(400)
                return .done
            }
            if isResumed, channel.flags.contains(.readTimeout) || channel.analyseExpire <= stream.loop.now {
                stream.setTermination(.clientTimeout)
                stream.frontend.frontendCounters[stream.worker.index][.requestErrors] &+= 1
                stream.reply(408, close: true)
                return .done
            }
            if channel.analyseExpire == .eternity || !isResumed { channel.analyseExpire = stream.loop.now + time }
            return .yield
        } ?? .proceed
    }
}

/// `set-retries`.
final class SetRetries: RuleAction {
    private let expression: Expression
    init(_ expression: Expression) { self.expression = expression }
    override func run(_ context: inout RuleContext) -> RuleVerdict {
        guard let sample = expression.evaluate(as: .integer, &context.evaluation), case .integer(let number) = sample.value, number >= 0 else { return .proceed }
        context.withStream { $0.ruleState.retries = Int32(clamping: number) }
        return .proceed
    }
}

/// `capture` (`http_action_req_capture`, `http_action_req_capture_by_id` and their twins).
final class Capture: RuleAction {
    private let expression: Expression
    private let slot: Int
    private let isResponse: Bool
    private let isNewSlot: Bool

    init(_ words: inout Words, _ line: inout RuleLine, isResponse: Bool) throws(ConfigError) {
        self.isResponse = isResponse
        expression = try line.expression(&words, "expects 'capture <expression> [ len <length> | id <idx> ]'")
        if words.take("len"), !isResponse {
            let text = try line.word(&words, "missing length value")
            guard let length = Int(text), length > 0 else { throw line.fail(words, "a positive 'len' argument is mandatory") }
            slot = line.settings.logs.requestCaptures.count
            line.settings.logs.requestCaptures.append(HeaderCapture(name: nil, length: length))
            isNewSlot = true
        } else if words.take("id") {
            let text = try line.word(&words, "missing id value")
            guard let index = Int(text), index >= 0 else { throw line.fail(words, "invalid id '\(text)'") }
            slot = index
            isNewSlot = false
        } else {
            throw line.fail(words, isResponse ? "expects 'id <idx>' behind the expression" : "expects 'len <length>' or 'id <idx>' behind the expression")
        }
    }

    override func check(_ settings: ProxySettings) -> String? {
        let slots = isResponse ? settings.logs.responseCaptures : settings.logs.requestCaptures
        // Why: a backend captures into the slots of whichever frontend the stream came through.
        guard settings.isFrontend, !isNewSlot, slot >= slots.count else { return nil }
        return "unable to find capture id '\(slot)' referenced by \(isResponse ? "http-response" : "http-request") capture rule"
    }

    override func run(_ context: inout RuleContext) -> RuleVerdict {
        guard let sample = expression.evaluate(as: .string, &context.evaluation), let text = sample.bytes else { return .proceed }
        context.withStream { ($0.isHTTP || !isResponse) ? (isResponse ? $0.responseCaptures : $0.requestCaptures).set(slot, text) : () }
        return .proceed
    }
}
