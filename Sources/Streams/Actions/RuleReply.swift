// Streams: the answers that rules give (`struct http_reply`, HAProxy manual §4.3 "return").
import Base
import Config
import HTTP
import Proxies
import Samples

/// What a `return`, `deny` or `tarpit` rule answers with.
final class RuleReply: Sendable {
    enum Content: Sendable {
        /// The error page of the proxy for the status, without other fields.
        case errorPage
        /// A page given by its file, head and body.
        case raw([UInt8])
        /// Bytes that never change.
        case bytes([UInt8])
        /// A text made for each answer.
        case format(FieldFormat)
        case none
    }

    /// The status written, `nil`: that of the rule's kind.
    let status: Int?
    let content: Content
    let contentType: [UInt8]?
    let fields: [(name: [UInt8], value: FieldFormat)]

    /// Reads the arguments of a reply (`http_parse_http_reply`).
    /// - Parameters:
    ///   - standard: the status without any argument.
    ///   - isReturn: a `return` rule answers without content unless told otherwise, the others with an error page.
    init(_ words: inout Words, _ line: inout RuleLine, standard: Int, isReturn: Bool) throws(ConfigError) {
        var status: Int?
        var content: Content?
        var contentName = ""
        var contentType: [UInt8]?
        var fields: [(name: [UInt8], value: FieldFormat)] = []
        func once(_ name: String, _ words: Words, _ line: RuleLine) throws(ConfigError) {
            guard content == nil else { throw line.fail(words, "unexpected '\(name)' argument, '\(contentName)' already defined.") }
            contentName = name
        }
        while !RuleLine.isOver(words), let word = words.peek {
            guard ["status", "deny_status", "content-type", "errorfile", "errorfiles", "default-errorfiles", "string", "lf-string", "file", "lf-file", "hdr"].contains(word) else { break }
            if word == "deny_status", isReturn { break }
            _ = words.nextIfAny()
            func argument(_ words: inout Words) throws(ConfigError) -> String {
                guard let text = words.nextIfAny() else { throw line.fail(words, "'\(word)' expects an argument.") }
                return text
            }
            switch word {
            case "status", "deny_status":
                let text = try argument(&words)
                guard let code = Int(text), (200...599).contains(code) else { throw line.fail(words, "Unexpected status code '\(Int(text) ?? 0)'.") }
                if word == "deny_status", !ErrorPageSettings.statuses.contains(code) {
                    throw line.fail(words, "status code '\(code)' not handled by default with deny_status argument.", hint: "use 'status'")
                }
                status = code
            case "content-type":
                contentType = Array(try argument(&words).utf8)
            case "default-errorfiles":
                try once(word, words, line)
                content = .errorPage
            case "errorfiles":
                // Why: pages of a section that is read later; found when the section's pages are known.
                throw line.fail(words, "'errorfiles' in rules is known to HAProxy 3.4 but not supported by Harrier 0.1", hint: "use 'default-errorfiles' or 'errorfile'")
            case "errorfile":
                let path = try argument(&words)
                try once(word, words, line)
                guard let bytes = line.scope.readFile(path) else { throw line.fail(words, "error opening file '\(path)'.") }
                content = .raw(bytes)
            case "string":
                let text = try argument(&words)
                try once(word, words, line)
                content = .bytes(Array(text.utf8))
            case "file":
                let path = try argument(&words)
                try once(word, words, line)
                guard let bytes = line.scope.readFile(path) else { throw line.fail(words, "failed to load file '\(path)'.") }
                content = .bytes(bytes)
            case "lf-string":
                let text = try argument(&words)
                try once(word, words, line)
                content = .format(try line.format(words, text))
            case "lf-file":
                let path = try argument(&words)
                try once(word, words, line)
                guard let bytes = line.scope.readFile(path) else { throw line.fail(words, "failed to load file '\(path)'.") }
                content = .format(try line.format(words, String(decoding: bytes, as: UTF8.self)))
            default:  // hdr
                guard let name = words.nextIfAny(), let value = words.nextIfAny() else { throw line.fail(words, "'hdr' expects <name> and <value> as arguments.") }
                fields.append((Array(name.utf8), try line.format(words, value)))
            }
        }
        var hasPayload = false
        switch content {
        case .bytes(let bytes): hasPayload = !bytes.isEmpty
        case .format: hasPayload = true
        default: break
        }
        if hasPayload {
            if contentType == nil { throw line.fail(words, "a content type must be defined when non-empty payload is configured.") }
            if let status, status == 204 || status == 304 || status == 205 { throw line.fail(words, "No body expected for \(status) responses.") }
        } else if let type = contentType, content == nil {
            words.warn("content-type '\(String(decoding: type, as: UTF8.self))' ignored by the http reply because neither errorfile nor payload defined.")
            contentType = nil
        }
        if !fields.isEmpty, case .errorPage? = content { words.warn("hdr parameters ignored by the http reply when used with an errorfile.") }
        let code = status ?? standard
        if case .errorPage? = content, !ErrorPageSettings.statuses.contains(code) {
            throw line.fail(words, "status code '\(code)' not handled by default with \(contentName) argument.")
        }
        self.status = status
        self.contentType = contentType
        self.fields = fields
        if let content {
            self.content = content
        } else if isReturn || !fields.isEmpty || !ErrorPageSettings.statuses.contains(code) {
            self.content = .none
        } else {
            self.content = .errorPage
        }
        self.standard = standard
    }

    private let standard: Int

    /// The status that the answer will have.
    var code: Int { status ?? standard }

    /// Writes the answer into the stream's response (`http_reply_message`).
    func answer(_ stream: Stream, status: Int) {
        switch content {
        case .errorPage: stream.reply(status)
        case .raw(let bytes): bytes.withUnsafeBufferPointer { stream.replyRaw($0) }
        case .bytes(let bytes): bytes.withUnsafeBufferPointer { compose(stream, status, $0) }
        case .none: compose(stream, status, ByteView(start: nil, count: 0))
        case .format(let format):
            var context = EvaluationContext(stream, response: stream.responseHead != nil && stream.transaction.serverStatus > 0)
            context.scratch.reset()
            guard let text = format.evaluate(&context, { stream }) else { return stream.reply(500) }
            compose(stream, status, text)
        }
    }

    private func compose(_ stream: Stream, _ status: Int, _ body: ByteView) {
        guard body.count <= stream.worker.buffers.blockSize else { return stream.reply(500) }
        // Why: fields and body are made before the request and the server's response are forgotten.
        var context = EvaluationContext(stream, response: stream.transaction.serverStatus > 0)
        let scratch = context.scratch
        var values: [ByteView] = []
        values.reserveCapacity(fields.count)
        for field in fields {
            guard let value = field.value.evaluate(&context, { stream }) else { return stream.reply(500) }
            guard field.value.constant == nil, let copy = scratch.copy(value) else {
                values.append(value)
                continue
            }
            values.append(copy)
        }
        let message = stream.beginReply()
        guard message.startResponse(status: UInt16(truncatingIfNeeded: status)) else { return stream.reply(500) }
        for (field, value) in zip(fields, values) where !value.isEmpty {
            guard field.name.withUnsafeBufferPointer({ message.add($0, value) }) else { return stream.reply(500) }
        }
        let hasNoBody = status == 204 || status == 304 || status < 200
        message.framing.body = hasNoBody ? .none : .length(UInt64(body.count))
        if !hasNoBody {
            guard message.restoreFraming() else { return stream.reply(500) }
            if !body.isEmpty, let contentType, !contentType.withUnsafeBufferPointer({ message.add(ByteView(literal: "content-type"), $0) }) {
                return stream.reply(500)
            }
        }
        stream.sendReply(hasNoBody ? ByteView(start: nil, count: 0) : body)
    }
}
