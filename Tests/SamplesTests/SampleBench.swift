import Base
import Config

@testable import Samples

/// Subject of the test fetches: some values, and whether more may come.
final class FakeSubject {
    var values: [[UInt8]] = []
    var isComplete = true
}

extension Fetch {
    /// Fetches that look at a ``FakeSubject``.
    static var fakes: [Fetch] { [
        Fetch("list", .string, .request, "Each value in turn.") { _, context in
            let subject = context.subject.takeUnretainedValue() as! FakeSubject
            let index = Int(context.cursor.0)
            guard index < subject.values.count else {
                context.incomplete = !subject.isComplete
                return nil
            }
            context.cursor.0 += 1
            guard let view = subject.values[index].withUnsafeBufferPointer({ context.scratch.copy($0) }) else { return nil }
            var flags: Sample.Flags = index + 1 < subject.values.count ? .notLast : []
            if !subject.isComplete { flags.insert(.mayChange) }
            return Sample(.string(view), flags)
        },
        Fetch("answer", Signature([.backend, .string], required: 0), .integer, .response, "A number of the response.") { _, _ in .integer(42) },
        Fetch("src", .address, .clientConnection, "127.0.0.1.") { _, _ in Sample(.ipv4(0x7f00_0001)) },
    ] }
}

/// Parses and evaluates with the vocabulary of this module and the fakes.
struct SampleBench {
    let subject = FakeSubject()
    let scratch = Scratch(capacity: 4096)
    var acls = ACLTable()
    var scope: SampleScope

    init(points: Availability = .frontendRequestHead, files: [String: String] = [:]) {
        let vocabulary = try! Vocabulary(fetches: [Fetch.constants, Fetch.fakes], converters: [Converter.text, Converter.numbers])
        scope = SampleScope(points: points, vocabulary: vocabulary, readFile: { path in files[path].map { Array($0.utf8) } })
    }

    func context(final: Bool = false) -> EvaluationContext {
        EvaluationContext(subject: Unmanaged.passUnretained(subject), scratch: scratch, options: final ? .final : [])
    }

    /// The expression's result as text.
    func text(_ expression: String) throws -> String? {
        var scope = scope
        let expression = try Expression.parse(expression, &scope)
        var context = context()
        return withExtendedLifetime(expression) { expression.evaluateText(&context)?.text }
    }

    static func words(_ text: String) -> [String] { text.split(separator: " ").map(String.init) }

    func condition(_ text: String, final: Bool = false) throws -> ACLOutcome {
        var scope = scope
        let condition = try Condition.parse(Self.words(text), acls, &scope)
        var context = context(final: final)
        return withExtendedLifetime(condition) { condition.evaluate(&context) }
    }

    /// The message a condition is refused with.
    func refusal(_ text: String) -> String? {
        var scope = scope
        do throws(SampleFailure) {
            _ = try Condition.parse(Self.words(text), acls, &scope)
            return nil
        } catch { return error.message }
    }

    func expressionRefusal(_ text: String) -> String? {
        var scope = scope
        do throws(SampleFailure) {
            _ = try Expression.parse(text, &scope)
            return nil
        } catch { return error.message }
    }
}
