// Samples: a log format, compiled.
import Base

/// What a log-format string prints (HAProxy manual §8.2.6): literals, aliases and expressions in one flat list.
///
/// Immutable and shared by all threads.
public final class LogFormat: Sendable {
    /// Where a format is used decides how it is read.
    public struct Usage: OptionSet, Sendable {
        public let rawValue: UInt8
        public init(rawValue: UInt8) { self.rawValue = rawValue }
        /// Blanks are merged into one: log lines and unique identifiers (`LOG_OPT_MERGE_SPACES`).
        public static let mergesBlanks = Usage(rawValue: 1)
        /// Expressions' bytes that no header field may hold are percent-encoded (`LOG_OPT_HTTP`).
        public static let http = Usage(rawValue: 2)
        /// Log lines.
        public static let log: Usage = [.mergesBlanks]
        /// Header values, redirections and the like.
        public static let field: Usage = [.http]
    }

    /// The text it was compiled from.
    public let text: String
    let items: [LogItem]
    /// Literals and names.
    let block: [UInt8]
    let expressions: [Expression]
    /// Flags of a leading `%{…}o` that encode the whole as a map, or none.
    let mapFlags: LogFlags

    init(text: String, items: [LogItem], block: [UInt8], expressions: [Expression], mapFlags: LogFlags) {
        self.text = text
        self.items = items
        self.block = block
        self.expressions = expressions
        self.mapFlags = mapFlags
    }

    /// When a line of this format may be written: once the last of its values is final.
    public var stage: LogAlias.Stage {
        let stages = aliases.map(\.stage)
        if stages.contains(.end) { return .end }
        // Why: as HAProxy, only lines about nothing but the request line go out with it.
        return !stages.isEmpty && expressions.isEmpty && stages.allSatisfy { $0 == .request } ? .request : .response
    }

    /// The first alias that only HTTP proxies may use.
    public var httpOnlyAlias: LogAlias? { aliases.first { $0.isHTTPOnly } }

    /// All aliases in the order of the text.
    public var aliases: [LogAlias] {
        items.compactMap { if case .alias(let alias) = $0.kind { alias } else { nil } }
    }

    /// Whether it has expressions.
    public var hasExpressions: Bool { !expressions.isEmpty }

    /// The text when it has neither aliases nor expressions.
    public var constant: [UInt8]? {
        var result: [UInt8] = []
        var endsBlank = true
        for item in items {
            switch item.kind {
            case .literal(let slice):
                result += block[slice.start..<slice.end]
                endsBlank = false
            case .separator:
                if !endsBlank { result.append(32) }
                endsBlank = true
            case .alias, .expression: return nil
            }
        }
        return result
    }

    /// Prints the format behind the data of `buffer`; what does not fit is cut off (`sess_build_logline`).
    /// - Parameters:
    ///   - source: knows the aliases' values.
    ///   - context: what expressions look at; both directions are tried, the context's own first.
    /// - Returns: whether everything fitted.
    @discardableResult
    public func append(to buffer: inout Buffer, from source: any LogSource, _ context: inout EvaluationContext) -> Bool {
        var line = LogLine(buffer.writable)
        append(to: &line, from: source, &context)
        buffer.advance(written: line.count)
        return !line.isTruncated
    }

    /// Prints the format.
    public func append(to line: inout LogLine, from source: any LogSource, _ context: inout EvaluationContext) {
        if !mapFlags.isEmpty { return appendMap(to: &line, from: source, &context) }
        let mark = context.scratch.mark
        block.withUnsafeBufferPointer { block in
            items.withUnsafeBufferPointer { items in
                for item in items {
                    switch item.kind {
                    case .literal(let slice): line.literal(ByteView(rebasing: block[slice.start..<slice.end]))
                    case .separator: line.separator()
                    case .alias(let alias):
                        line.flags = item.flags
                        line.type = item.type
                        source.append(alias, to: &line)
                    case .expression(let index):
                        line.flags = item.flags
                        line.type = item.type
                        expressions[index].append(to: &line, &context)
                        context.scratch.rewind(to: mark)
                    }
                    if line.isTruncated { return }
                }
            }
        }
    }

    /// Named items as one JSON object or CBOR map; everything else is left out.
    private func appendMap(to line: inout LogLine, from source: any LogSource, _ context: inout EvaluationContext) {
        let mark = context.scratch.mark
        let isJSON = mapFlags.contains(.json)
        line.flags = mapFlags
        if isJSON { line.put("{") } else { line.cborByte(0xBF) }
        var isFirst = true
        block.withUnsafeBufferPointer { block in
            for item in items where !item.name.isEmpty {
                let name = ByteView(rebasing: block[item.name.start..<item.name.end])
                line.flags = item.flags
                line.type = .string
                if isJSON {
                    if !isFirst { line.put(", ") }
                    line.append(name)
                    line.put(": ")
                } else {
                    line.cborText(name)
                }
                isFirst = false
                line.type = item.type
                let before = line.count
                switch item.kind {
                case .alias(let alias): source.append(alias, to: &line)
                case .expression(let index):
                    expressions[index].append(to: &line, &context)
                    context.scratch.rewind(to: mark)
                case .literal, .separator: break
                }
                if line.count == before { line.appendMissing() }
                if line.isTruncated { return }
            }
        }
        line.flags = mapFlags
        if isJSON { line.put("}") } else { line.cborByte(0xFF) }
    }
}

extension Expression {
    /// Evaluates in the context's direction, then in the other one.
    private func anyDirection(_ context: inout EvaluationContext) -> Sample? {
        if let sample = evaluate(&context) { return sample }
        let options = context.options
        defer { context.options = options }
        context.options.formSymmetricDifference(.response)
        return evaluate(&context)
    }

    /// Prints the expression's result with the flags of `line`.
    func append(to line: inout LogLine, _ context: inout EvaluationContext) {
        guard var sample = anyDirection(&context) else { return line.appendMissingSample() }
        if !line.flags.isDisjoint(with: .encoders) {
            switch sample.value {
            case .bool(let flag): return line.append(boolean: flag)
            case .integer(let number): return line.append(integer: number)
            default: break
            }
        }
        guard sample.cast(to: .string, context.scratch), let bytes = sample.bytes else { return line.appendMissingSample() }
        line.append(sample: bytes)
    }
}
