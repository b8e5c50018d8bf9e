// Proxies: what a rule does when its condition holds.
import Base
import Config
import Samples

/// How an action leaves the evaluation of its list (`enum act_return`).
public enum RuleVerdict: Sendable {
    /// The next rule is looked at.
    case proceed
    /// The rest of the list is skipped, nothing else happens (`ACT_RET_STOP`).
    case stop
    /// The stream was answered; nothing of it goes on (`ACT_RET_DONE`).
    case done
    /// The action needs more data or time and must be called again (`ACT_RET_YIELD`).
    case yield
    /// The message is refused with the rule's status (`ACT_RET_DENY`).
    case deny
    /// The stream ends without an answer (`ACT_RET_ABRT`).
    case abort
    /// The action could not be done, e.g. for want of room (`ACT_RET_ERR`).
    case failed
}

/// What an action gets: the seam between rules and the stream they act on.
///
/// The subject is opaque here; `Streams/Actions` turns it back, where the rule set tells its class.
public struct RuleContext {
    /// The subject, its scratch, the direction; ready for the rule's expressions.
    public var evaluation: EvaluationContext
    public let set: RuleSet
    /// The rule being executed.
    public let rule: Unmanaged<Rule>
    /// Whether this rule has been started before and yielded.
    public let isResumed: Bool
    /// Status for ``RuleVerdict/deny``; the action may change it.
    public var status: Int32 = 0

    @inlinable
    public init(evaluation: EvaluationContext, set: RuleSet, rule: Unmanaged<Rule>, isResumed: Bool) {
        self.evaluation = evaluation
        self.set = set
        self.rule = rule
        self.isResumed = isResumed
    }
}

/// An action with what its line says. Subclasses stand in `Streams/Actions`, one a file, beside their entries.
///
/// Immutable after parsing; all threads run it.
open class RuleAction: @unchecked Sendable {  // Why: see above.
    public init() {}
    /// Does it. Must not allocate where the action is one of the path.
    open func run(_ context: inout RuleContext) -> RuleVerdict { .proceed }
    /// Whether no later rule of the list can be reached when the rule has no condition (`ACT_FLAG_FINAL`).
    open var isFinal: Bool { false }
    /// Checks what needs the whole section, after parsing.
    /// - Returns: what is wrong.
    open func check(_ settings: ProxySettings) -> String? { nil }
}

/// An action of the language: one entry (`struct action_kw`).
public struct ActionEntry: Sendable {
    /// Reads the words behind the name, up to `if`, `unless` or the end.
    public typealias Parser = @Sendable (_ words: inout Words, _ line: inout RuleLine) throws(ConfigError) -> RuleAction

    /// Name and arguments, e.g. `set-header <name> <fmt>`, or `set-var(<name>) <expr>`.
    public let syntax: String
    /// The first word, up to a parenthesis.
    public let name: String
    /// Whether the name is followed by an argument in parentheses.
    public let isPrefix: Bool
    public let sets: RuleSets
    /// One line for people.
    public let help: String
    public let manual: String
    /// The words behind the rule set's keyword; they parse.
    public let example: String
    public let parse: Parser

    public init(_ syntax: String, in sets: RuleSets, _ help: String, manual: String = "4.3", example: String, parse: @escaping Parser) {
        self.syntax = syntax
        let word = syntax.prefix { $0 != " " }
        isPrefix = word.contains("(")
        name = String(word.prefix { $0 != "(" })
        self.sets = sets
        self.help = help
        self.manual = manual
        self.example = example
        self.parse = parse
    }
}

/// Every action there is, made once from the modules' lists.
public final class ActionVocabulary: Sendable {
    /// All entries, in the order of their lists.
    public let entries: [ActionEntry]
    /// A name was given twice for one rule set.
    public struct Duplicate: Error, Equatable { public let name: String }

    public init(_ lists: [[ActionEntry]]) throws(Duplicate) {
        entries = lists.flatMap { $0 }
        var seen: [String: RuleSets] = [:]
        for entry in entries {
            guard seen[entry.name, default: []].isDisjoint(with: entry.sets) else { throw Duplicate(name: entry.name) }
            seen[entry.name, default: []].formUnion(entry.sets)
        }
    }

    private init() { entries = [] }

    /// The entry of `word` in `set`.
    public func entry(_ word: String, in set: RuleSet) -> ActionEntry? {
        let name = word.prefix { $0 != "(" }
        let hasArgument = name.utf8.count < word.utf8.count
        return entries.first { $0.name == name && $0.sets.contains(set) && $0.isPrefix == hasArgument }
            ?? entries.first { $0.name == name && $0.sets.contains(set) && $0.isPrefix }
    }

    /// Names in `set`, as HAProxy lists them.
    public func names(in set: RuleSet) -> [String] {
        entries.filter { $0.sets.contains(set) }.map { $0.isPrefix ? $0.name + "(*)" : $0.name }
    }

    // Why: a keyword's parser gets words and settings only; see `Vocabulary.current`.
    nonisolated(unsafe) public private(set) static var current = ActionVocabulary()

    /// Makes these the actions that keywords parse with. Call before reading a configuration.
    public func install() { Self.current = self }
}
