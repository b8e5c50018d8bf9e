// Control: the conversation with one client.
//
// Question  What does the CLI answer to these bytes?
// Owns      The session's state: line, payload, commands of the line, answer under way.
// Purity    No I/O: bytes come by `take`, leave by `output`; the applet moves them.
// Source    runtime-cli §2; `cli_io_handler`.
import Base

/// One client's session.
public final class CLISession {
    /// What the session needs to go on.
    public enum Step: Equatable {
        /// There is output to send.
        case output
        /// Needs input.
        case input
        /// Waits for a moment, or for its client to leave.
        case wait(until: Tick)
        /// Over.
        case finished
    }

    private enum State {
        case reading
        case payload(terminator: [UInt8])
        case executing
        case dumping(any CLIDump)
        case closing
    }

    public let context: CLIContext
    /// Longest line in bytes (`tune.bufsize`), longest payload (`tune.cli.max-payload-size`).
    private let maxLine: Int
    private let maxPayload: Int
    private var state = State.reading
    private var line: [UInt8] = []
    private var payload: [UInt8] = []
    private var commands: ArraySlice<[UInt8]> = []
    private var hasPayload = false
    /// Bytes to send; the first ``sent`` of them are gone.
    private var pending: [UInt8] = []
    private var sent = 0

    public init(context: CLIContext, maxLine: Int = 16384, maxPayload: Int = 131_072) {
        self.context = context
        self.maxLine = maxLine
        self.maxPayload = maxPayload
    }

    deinit { endDump() }

    // MARK: Output

    /// Hands the bytes to send to `body`, which returns how many it took.
    public func drain(_ body: (ByteView) -> Int) {
        pending.withUnsafeBufferPointer { sent += body(ByteView(rebasing: $0[sent...])) }
        if sent == pending.count {
            pending.removeAll(keepingCapacity: pending.capacity <= 65536)
            sent = 0
        }
    }

    /// Whether bytes wait to be sent.
    public var hasOutput: Bool { sent < pending.count }
    private func emit(_ text: String) { pending += Array(text.utf8) }

    // MARK: Input

    /// Takes input up to the end of a line.
    /// - Returns: the number of bytes taken; 0 when the session wants none now.
    public func take(_ bytes: ByteView) -> Int {
        switch state {
        case .reading, .payload: break
        case .executing, .dumping: return 0
        // Why: what follows the only line of a session is thrown away, or the client's close would be a reset.
        case .closing: return bytes.count
        }
        let end = bytes.firstIndex(of: 10)
        let part = bytes[..<(end ?? bytes.count)]
        line += part
        guard end != nil else {
            checkSize()
            return bytes.count
        }
        switch state {
        case .reading:
            if !checkSize() { lineEnded() }
        case .payload(let terminator):
            if !checkSize() { payloadLineEnded(terminator) }
        default: break
        }
        return part.count + 1
    }

    /// Ends the session when the client's text grows beyond reason.
    @discardableResult
    private func checkSize() -> Bool {
        switch state {
        case .reading where line.count >= maxLine:
            emit("The command line is too big for the buffer size. Please change 'tune.bufsize' in the configuration to use a bigger command.\n")
        case .payload where payload.count + line.count > maxPayload:
            emit("The payload is too big. Please change 'tune.cli.max-payload-size' in the configuration to use a bigger payload.\n")
        default: return false
        }
        line.removeAll()
        payload.removeAll()
        commands = []
        state = .closing
        return true
    }

    private func lineEnded() {
        let parsed = CLILine(line)
        line.removeAll(keepingCapacity: true)
        commands = parsed.commands[...]
        payload.removeAll()
        hasPayload = parsed.terminator != nil
        if let terminator = parsed.terminator {
            state = .payload(terminator: terminator)
            promptForPayload()
        } else {
            state = .executing
        }
    }

    private func payloadLineEnded(_ terminator: [UInt8]) {
        // Why: terminals end lines with CR LF; an empty line must end the payload there too.
        if line == terminator || line == terminator + [13] {
            if payload.last == 10 { payload.removeLast() }
            state = .executing
        } else {
            payload += line
            payload.append(10)
            promptForPayload()
        }
        line.removeAll(keepingCapacity: true)
    }

    private func promptForPayload() {
        if context.mode == .prompt { emit("+ ") }
    }

    /// The client will send no more.
    public func inputEnded() {
        context.inputEnded = true
        switch state {
        case .reading, .payload: state = .closing
        case .executing, .dumping, .closing: break
        }
    }

    /// The client is gone: nothing is answered any more.
    public func abandon() {
        endDump()
        pending.removeAll()
        sent = 0
        state = .closing
    }

    // MARK: Going on

    /// Does one step: a command, or a piece of a dump.
    public func advance() -> Step {
        while !hasOutput {
            switch state {
            case .reading, .payload: return .input
            case .closing: return .finished
            case .executing: executeNext()
            case .dumping(let dump):
                switch dump.next(context) {
                case .piece(let bytes): pending += bytes
                case .wait(let until): return .wait(until: until)
                case .finished:
                    endDump()
                    endOfReply()
                case .message(let severity, let text):
                    endDump()
                    message(severity, text)
                    endOfReply()
                }
            }
        }
        return .output
    }

    private func endDump() {
        guard case .dumping(let dump) = state else { return }
        state = .executing
        dump.release()
    }

    private func executeNext() {
        guard let command = commands.popFirst() else {
            state = context.mode == .oneLine ? .closing : .reading
            return
        }
        context.omitsEmptyLine = false
        context.payload = hasPayload && commands.isEmpty ? payload : nil
        guard let words = CLILine.words(of: command) else {
            message(.error, "Too many arguments. Commands must have at most \(CLILine.maxWords) arguments.")
            return endOfReply()
        }
        if words.isEmpty { return endOfReply() }
        switch run(words) {
        case .done: break
        case .message(let severity, let text): message(severity, text)
        case .text(let text): emit(text)
        case .dump(let dump):
            state = .dumping(dump)
            return
        case .close:
            commands = []
            state = .closing
            return
        }
        endOfReply()
    }

    private func run(_ words: [String]) -> CLIAnswer {
        guard let command = context.center.command(for: words) else {
            return .error(CLISuggestions.text(words, among: context.center.commands.filter(context.sees), isHelp: false))
        }
        if context.level < command.level { return .denied }
        if command.requirements.contains(.expert), !context.isExpert {
            return .error("This command is restricted to expert mode only.")
        }
        if command.requirements.contains(.experimental), !context.isExperimental {
            return .error("This command is restricted to experimental mode only.")
        }
        context.words = words
        context.arguments = Array(words.dropFirst(command.words.count))
        return command.handler(context)
    }

    private func message(_ severity: SyslogLevel, _ text: String) {
        switch context.severityOutput {
        case .none: break
        case .number: emit("[\(severity.rawValue)]: ")
        case .string: emit("[\(severity.name)]: ")
        }
        var end = text.utf8.endIndex
        while end > text.utf8.startIndex, text.utf8[text.utf8.index(before: end)] == 10 { end = text.utf8.index(before: end) }
        emit(String(text[..<end]) + "\n")
    }

    /// The empty line, or the prompt, behind a reply.
    private func endOfReply() {
        let isLast = commands.isEmpty
        if !context.omitsEmptyLine {
            emit("\n")
            if isLast, context.mode == .prompt { emit(prompt) }
        }
        if isLast {
            payload.removeAll()
            state = context.mode == .oneLine ? .closing : .reading
        } else {
            state = .executing
        }
    }

    private var prompt: String {
        guard context.isTimed else { return "> " }
        let seconds = context.center.uptime(at: context.now) / 1000
        func two(_ value: Int64) -> String { value < 10 ? "0\(value)" : "\(value)" }
        return "[\(seconds / 86400):\(two(seconds / 3600 % 24)):\(two(seconds / 60 % 60)):\(two(seconds % 60))]> "
    }
}
