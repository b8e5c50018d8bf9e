// Samples: a fetch and its converters, ready to run.
import Base

/// `fetch(args),conv(args),…` (`struct sample_expr`).
///
/// Immutable after parsing; all threads evaluate it.
public final class Expression: @unchecked Sendable {  // Why: written by its parser only.
    struct Step {
        let converter: Converter.Function
        let input: SampleType
        let arguments: Arguments
    }

    /// As written.
    public let text: String
    /// The fetch's entry name.
    public let fetchName: String
    /// Type of the last converter's output, or the fetch's.
    public let output: SampleType
    /// Where the fetch may run.
    public let availability: Availability
    /// Whether converters follow the fetch.
    public var hasConverters: Bool { stepCount > 0 }

    let function: Fetch.Function
    let arguments: Arguments
    let steps: UnsafeMutablePointer<Step>
    let stepCount: Int
    private let storages: [ArgumentStorage]

    init(text: String, fetch: Fetch, output: SampleType, storages: [ArgumentStorage], converters: [Converter]) {
        self.text = text
        fetchName = fetch.name
        availability = fetch.availability
        self.output = output
        function = fetch.function
        self.storages = storages
        arguments = storages[0].view
        stepCount = converters.count
        steps = .allocate(capacity: max(1, converters.count))
        for (index, converter) in converters.enumerated() {
            (steps + index).initialize(
                to: Step(converter: converter.function, input: converter.input, arguments: storages[index + 1].view))
        }
    }

    deinit {
        steps.deinitialize(count: stepCount)
        steps.deallocate()
    }

    /// Runs the expression (`sample_process`).
    /// - Returns: the sample, or `nil` when the fetch or a converter has none; `context.incomplete` then tells
    ///   whether more data may bring one.
    public func evaluate(_ context: inout EvaluationContext) -> Sample? {
        guard var sample = function(arguments, &context) else { return nil }
        if stepCount > 0 {
            for index in 0..<stepCount {
                let step = steps + index
                guard sample.cast(to: step.pointee.input, context.scratch),
                      step.pointee.converter(&sample, step.pointee.arguments, &context) else { return nil }
            }
        }
        return sample
    }

    /// Runs the expression and turns the result into text (`sample_fetch_as_type` with `SMP_T_STR`).
    public func evaluateText(_ context: inout EvaluationContext) -> ByteView? {
        guard var sample = evaluate(&context), sample.cast(to: .string, context.scratch) else { return nil }
        return sample.bytes
    }

    /// Runs the expression and turns the result into another type (`sample_fetch_as_type`).
    public func evaluate(as type: SampleType, _ context: inout EvaluationContext) -> Sample? {
        guard var sample = evaluate(&context), sample.cast(to: type, context.scratch) else { return nil }
        return sample
    }
}
