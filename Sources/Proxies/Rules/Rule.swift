// Proxies: a rule and lists of rules.
import Base
import Config
import Samples
import Synchronization

/// An action with its condition (`struct act_rule`).
public final class Rule: @unchecked Sendable {  // Why: immutable but for its counters, which each thread keeps apart.
    public let set: RuleSet
    /// The action's name as written, e.g. `set-header`.
    public let name: String
    public let action: RuleAction
    public let condition: Condition?
    public let location: SourceLocation
    /// The whole line, words joined by blanks.
    public let text: String
    /// The rule's place in each thread's ``RuleCounters``, in the order of parsing.
    public let number: Int

    private static let numbers = Atomic<Int>(0)
    /// How many rules there are.
    public static var count: Int { numbers.load(ordering: .relaxed) }

    public init(set: RuleSet, name: String, action: RuleAction, condition: Condition?, location: SourceLocation, text: String) {
        self.set = set
        self.name = name
        self.action = action
        self.condition = condition
        self.location = location
        self.text = text
        number = Self.numbers.wrappingAdd(1, ordering: .relaxed).oldValue
    }

    /// Whether rules behind this one can never be reached.
    public var isFinalWithoutCondition: Bool { condition == nil && action.isFinal }
}

/// How often one thread evaluated and executed each rule; summed on read (`show rules`).
public final class RuleCounters {
    private var counts: UnsafeMutableBufferPointer<(evaluated: UInt64, matched: UInt64)>

    public init() {
        counts = .allocate(capacity: max(1, Rule.count))
        counts.initialize(repeating: (0, 0))
    }

    deinit { counts.deallocate() }

    @inline(__always)
    public func evaluated(_ number: Int) {
        if number >= counts.count { grow(number) }
        counts[number].evaluated &+= 1
    }
    @inline(__always)
    public func matched(_ number: Int) {
        if number < counts.count { counts[number].matched &+= 1 }
    }
    /// The counts of one rule.
    public subscript(number: Int) -> (evaluated: UInt64, matched: UInt64) { number < counts.count ? counts[number] : (0, 0) }

    private func grow(_ number: Int) {
        let larger = UnsafeMutableBufferPointer<(evaluated: UInt64, matched: UInt64)>.allocate(capacity: max(number + 1, Rule.count))
        larger.initialize(repeating: (0, 0))
        for index in counts.indices { larger[index] = counts[index] }
        counts.deallocate()
        counts = larger
    }
}

/// Rules in order. A value: a section that starts from a `defaults` grows a list of its own.
public struct RuleList: Sendable {
    public private(set) var rules: [Rule] = []
    public init() {}
    public var isEmpty: Bool { rules.isEmpty }
    public mutating func append(_ rule: Rule) { rules.append(rule) }
}
