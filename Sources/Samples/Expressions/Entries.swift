// Samples: the entries of the sample language: one fetch, one converter, one value.
import Base

/// Something is wrong with an expression, a pattern or a condition; the keyword that holds it adds the place.
public struct SampleFailure: Error, Equatable {
    /// What is wrong, in one sentence without the place.
    public var message: String
    /// What to do about it, or the nearest known word.
    public var hint: String?
    /// Index of the word at fault among the words given, where there are several.
    public var word: Int?
    public init(_ message: String, hint: String? = nil, word: Int? = nil) {
        self.message = message
        self.hint = hint
        self.word = word
    }
}

/// Checks and completes parsed arguments once, while the configuration is read (`val_args`).
public typealias ArgumentCheck = @Sendable (ArgumentStorage) throws(SampleFailure) -> Void

/// A source of samples: one entry of the language (`struct sample_fetch`).
public struct Fetch: Sendable {
    /// Takes the sample from the traffic; `nil` when there is none.
    ///
    /// It must not capture anything: what it needs is in the arguments and the context. A fetch with several values
    /// advances `context.cursor` and sets ``Sample/Flags/notLast``; one whose data has not come yet sets `context.incomplete`.
    public typealias Function = @Sendable (_ arguments: Arguments, _ context: inout EvaluationContext) -> Sample?

    public let name: String
    public let signature: Signature
    public let output: SampleType
    public let availability: Availability
    /// One line for people.
    public let help: String
    /// Section of HAProxy's manual.
    public let manual: String
    public let check: ArgumentCheck?
    public let function: Function

    public init(
        _ name: String, _ signature: Signature = [], _ output: SampleType, _ availability: Availability, _ help: String,
        manual: String = "7.3", check: ArgumentCheck? = nil, function: @escaping Function
    ) {
        self.name = name
        self.signature = signature
        self.output = output
        self.availability = availability
        self.help = help
        self.manual = manual
        self.check = check
        self.function = function
    }

    /// The same fetch under another name.
    public func alias(_ name: String) -> Fetch {
        Fetch(name, signature, output, availability, help, manual: manual, check: check, function: function)
    }
}

/// A step that changes a sample: one entry of the language (`struct sample_conv`).
public struct Converter: Sendable {
    /// Changes `sample`, whose value already has the type ``input``; `false` when there is no result.
    public typealias Function = @Sendable (_ sample: inout Sample, _ arguments: Arguments, _ context: inout EvaluationContext) -> Bool

    public let name: String
    public let signature: Signature
    public let input: SampleType
    public let output: SampleType
    public let help: String
    public let manual: String
    public let check: ArgumentCheck?
    public let function: Function

    public init(
        _ name: String, _ signature: Signature = [], _ input: SampleType, _ output: SampleType, _ help: String,
        manual: String = "7.3.1", check: ArgumentCheck? = nil, function: @escaping Function
    ) {
        self.name = name
        self.signature = signature
        self.input = input
        self.output = output
        self.help = help
        self.manual = manual
        self.check = check
        self.function = function
    }
}

/// A criterion that exists only in ACLs, such as `path_beg`: a fetch with its matching method (`struct acl_keyword`).
public struct Criterion: Sendable {
    public let name: String
    public let fetch: String
    public let method: MatchMethod
    public init(_ name: String, _ fetch: String, _ method: MatchMethod) {
        self.name = name
        self.fetch = fetch
        self.method = method
    }
}

/// Every word the sample language knows, made once from the modules' lists.
public final class Vocabulary: Sendable {
    public let fetches: [String: Fetch]
    public let converters: [String: Converter]
    public let criteria: [String: Criterion]

    /// A name was given twice.
    public struct Duplicate: Error, Equatable { public let name: String }

    public init(fetches: [[Fetch]], converters: [[Converter]], criteria: [[Criterion]] = [Criterion.all]) throws(Duplicate) {
        var fetchTable: [String: Fetch] = [:]
        for fetch in fetches.joined() where fetchTable.updateValue(fetch, forKey: fetch.name) != nil {
            throw Duplicate(name: fetch.name)
        }
        var converterTable: [String: Converter] = [:]
        for converter in converters.joined() where converterTable.updateValue(converter, forKey: converter.name) != nil {
            throw Duplicate(name: converter.name)
        }
        var criterionTable: [String: Criterion] = [:]
        for criterion in criteria.joined() where criterionTable.updateValue(criterion, forKey: criterion.name) != nil {
            throw Duplicate(name: criterion.name)
        }
        self.fetches = fetchTable
        self.converters = converterTable
        self.criteria = criterionTable
    }

    private init() { fetches = [:]; converters = [:]; criteria = [:] }

    // Why: a keyword's parser gets words and settings only. `main` names the lists once, before the first line
    // is read and before any other thread exists; nobody writes afterwards.
    nonisolated(unsafe) public private(set) static var current = Vocabulary()

    /// Makes this the vocabulary that keywords parse with. Call before reading a configuration.
    public func install() { Self.current = self }
}
