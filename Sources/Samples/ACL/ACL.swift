// Samples: named tests.
import Base
import Config

/// One expression with the patterns it is compared with (`struct acl_expr`).
public final class ACLTest: @unchecked Sendable {  // Why: written by its parser only.
    public let expression: Expression
    public let patterns: PatternSet
    /// The criterion's name as written.
    public let keyword: String

    init(expression: Expression, patterns: PatternSet, keyword: String) {
        self.expression = expression
        self.patterns = patterns
        self.keyword = keyword
    }

    /// The test's outcome: every value of the fetch is tried until one matches.
    @inline(__always)
    func evaluate(_ context: inout EvaluationContext) -> ACLOutcome {
        var outcome = ACLOutcome.fail
        context.cursor = (0, 0)
        while true {
            context.incomplete = false
            guard let sample = expression.evaluate(&context) else {
                if context.incomplete && !context.isFinal { outcome = .unknown }
                return outcome
            }
            if patterns.match(sample, context.scratch) != nil { return .pass }
            if sample.flags.contains(.notLast) { continue }
            if sample.flags.contains(.mayChange) && !context.isFinal && !sample.flags.contains(.volatile) { return .unknown }
            return outcome
        }
    }
}

/// What a test says (`ACL_TEST_*`): the raw values make AND and OR bitwise.
@frozen
public enum ACLOutcome: UInt8, Sendable {
    case fail = 0
    /// More data is needed to know.
    case unknown = 1
    case pass = 3
}

/// One or more tests under a name; it matches when one of them does (`struct acl`).
///
/// Grows while the configuration is read (each `acl` line adds a test), then only read.
public final class ACL: @unchecked Sendable {  // Why: see above.
    /// Empty for an anonymous one.
    public let name: String
    public private(set) var tests: [ACLTest] = []
    private var fast: UnsafeMutableBufferPointer<Unmanaged<ACLTest>>

    public init(name: String) {
        self.name = name
        fast = .allocate(capacity: 0)
    }

    deinit { fast.deallocate() }

    /// Another ACL with the same tests, to be grown on its own.
    func copy() -> ACL {
        let other = ACL(name: name)
        for test in tests { other.add(test) }
        return other
    }

    func add(_ test: ACLTest) {
        tests.append(test)
        fast.deallocate()
        fast = .allocate(capacity: tests.count)
        _ = fast.initialize(from: tests.map { Unmanaged.passUnretained($0) })
    }

    @inline(__always)
    func evaluate(_ context: inout EvaluationContext) -> ACLOutcome {
        var outcome = ACLOutcome.fail
        for test in fast {
            switch test._withUnsafeGuaranteedRef({ $0.evaluate(&context) }) {
            case .pass: return .pass
            case .unknown: outcome = .unknown
            case .fail: break
            }
        }
        return outcome
    }

    /// Which test cannot run at any of `points`, if one cannot (`acl_cond_kw_conflicts`).
    func conflict(with points: Availability) -> ACLTest? {
        tests.first { $0.expression.availability.isDisjoint(with: points) }
    }
}

/// The ACLs of one section by name.
public struct ACLTable: Sendable {
    private var byName: [String: ACL] = [:]
    private var inherited: Set<String> = []

    public init() {}

    public subscript(name: String) -> ACL? { byName[name] }
    public var names: [String] { Array(byName.keys) }

    /// A copy for a section that starts from these: lines added there do not change the original.
    public func inheritedCopy() -> ACLTable {
        var copy = self
        copy.inherited = Set(byName.keys)
        return copy
    }

    /// Adds the test of one `acl <name> <criterion> …` line (`parse_acl`).
    /// - Parameter words: what stands behind the name.
    public mutating func add(_ name: String, _ words: [String], _ scope: inout SampleScope) throws(SampleFailure) {
        for character in name.utf8 where !(ASCII.isLetter(character) || ASCII.isDigit(character) || "-_.:".utf8.contains(character)) {
            throw SampleFailure("character '\(Character(UnicodeScalar(character)))' is not permitted in acl name '\(name)'.", word: -1)
        }
        if name == "or" || name == "OR" { scope.warnings.append("acl name '\(name)' will never match: 'or' is used to express a disjunction within a condition.") }
        let test = try ACLParser.test(words, &scope)
        if let acl = byName[name] {
            if inherited.remove(name) != nil { byName[name] = acl.copy() }
            byName[name]?.add(test)
        } else {
            let acl = ACL(name: name)
            acl.add(test)
            byName[name] = acl
        }
    }
}
