// Samples: texts with expressions in them, for header fields, paths and names.
import Base
import HTTP

/// A log-format string as rules use it: `https`, `%[src]`, `/x%[path]`.
///
/// Constants and single expressions, nearly all there are, are evaluated without the log writer.
public final class FieldFormat: @unchecked Sendable {  // Why: written by its parser only.
    private enum Kind {
        case constant(ByteView)
        case expression(Unmanaged<Expression>)
        case composite(Unmanaged<LogFormat>)
    }
    /// As written.
    public let text: String
    private let kind: Kind
    private let storage = ArgumentStorage(capacity: 0)

    /// Compiles a format (`parse_logformat_string` with `LOG_OPT_HTTP`).
    public init(_ text: String, _ scope: inout SampleScope) throws(SampleFailure) {
        self.text = text
        if !text.utf8.contains(0x25) {
            kind = .constant(storage.keep(Array(text.utf8)))
            return
        }
        if text.hasPrefix("%[") {
            let bytes = Array(text.utf8)
            if let (expression, end) = try? Expression.parsePrefix(bytes, at: 2, &scope), end == bytes.count - 1, bytes[end] == 0x5d {
                kind = .expression(storage.keep(expression))
                return
            }
        }
        let format: LogFormat
        do throws(LogFormat.Failure) {
            format = try LogFormat(text, usage: .field, scope: &scope)
        } catch { throw SampleFailure(error.description) }
        if let constant = format.constant {
            kind = .constant(storage.keep(constant))
        } else {
            kind = .composite(storage.keep(format))
        }
    }

    /// Whether it holds nothing to evaluate.
    public var constant: ByteView? { if case .constant(let view) = kind { view } else { nil } }

    /// The format's text, from the scratch where it is not constant; missing samples yield nothing.
    /// - Parameter source: gives the values of aliases such as `%ci`.
    /// - Returns: `nil` when the scratch is full.
    public func evaluate(_ context: inout EvaluationContext, _ source: () -> any LogSource) -> ByteView? {
        switch kind {
        case .constant(let view): return view
        case .expression(let expression):
            context.cursor = (0, 0)
            guard let view = expression._withUnsafeGuaranteedRef({ $0.evaluateText(&context) }) else { return ByteView(start: nil, count: 0) }
            return Self.needsEncoding(view) ? Self.encode(view, context.scratch) : view
        case .composite(let format):
            // Why: only half: expressions inside take scratch of their own while the line grows.
            let room = min(16384, context.scratch.room / 2)
            guard let start = context.scratch.take(room) else { return nil }
            var line = LogLine(UnsafeMutableBufferPointer(start: start, count: room))
            let source = source()
            format._withUnsafeGuaranteedRef { $0.append(to: &line, from: source, &context) }
            return line.isTruncated ? nil : ByteView(start: start, count: line.count)
        }
    }

    private static func isHidden(_ byte: UInt8) -> Bool { byte < 32 && byte != 9 || byte == 127 }
    private static func needsEncoding(_ view: ByteView) -> Bool {
        for byte in view where isHidden(byte) { return true }
        return false
    }
    private static func encode(_ view: ByteView, _ scratch: Scratch) -> ByteView? {
        guard let target = scratch.take(view.count * 3) else { return nil }
        var count = 0
        for byte in view {
            if isHidden(byte) {
                target[count] = 0x25
                target[count + 1] = Cutting.upperHex(byte >> 4)
                target[count + 2] = Cutting.upperHex(byte & 15)
                count += 3
            } else {
                target[count] = byte
                count += 1
            }
        }
        return ByteView(start: target, count: count)
    }
}
