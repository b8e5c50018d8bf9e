// Proxies: ACLs and rules of one section.
import Base
import Config
import Samples

/// What a section says about rules. Part of ``ProxySettings``; `defaults` is a copy.
public struct RuleSettings: Sendable {
    public var acls = ACLTable()
    private var lists = [RuleList](repeating: RuleList(), count: RuleSet.allCases.count)
    /// `use_backend` lines in their order.
    public var switching: [SwitchingRule] = []
    /// `use-server` lines in their order.
    public var servers: [ServerRule] = []
    /// `force-persist` and `ignore-persist` lines in their order.
    public var persistence: [PersistenceRule] = []
    /// `monitor fail` lines.
    public var monitorFail: [Condition] = []
    /// How long request bytes are awaited for `tcp-request content` (`tcp-request inspect-delay`), milliseconds.
    public var requestInspectDelay: Int64?
    /// The same for `tcp-response content`.
    public var responseInspectDelay: Int64?
    /// Objects that expressions name, to be found when all sections are known.
    public var references: [(reference: NameReference, location: SourceLocation)] = []
    /// Highest rank of a line so far, for the warning about misplaced lines, and its keyword.
    var lastRank = 0
    var lastKeyword = ""
    /// Sets whose last rule ended them for sure.
    var closedSets: RuleSets = []

    public init() {}

    public subscript(set: RuleSet) -> RuleList {
        get { lists[Int(set.rawValue)] }
        set { lists[Int(set.rawValue)] = newValue }
    }

    /// All rules, set by set.
    public var all: [Rule] { lists.flatMap(\.rules) }

    /// What a section takes over from its `defaults`.
    public func inherited() -> RuleSettings {
        var copy = self
        copy.acls = acls.inheritedCopy()
        // Why: "this proxy" is another one in each section that starts from these; such expressions ask the stream.
        copy.references.removeAll { $0.reference.name.isEmpty }
        copy.lastRank = 0
        copy.lastKeyword = ""
        return copy
    }
}

/// `use_backend <name> [if|unless <condition>]` (`struct switching_rule`).
public final class SwitchingRule: @unchecked Sendable {  // Why: resolved once, before traffic.
    /// As written.
    public let name: String
    /// The name's format when it is made for each request.
    public let format: FieldFormat?
    public let condition: Condition?
    public let location: SourceLocation
    public let number: Int
    /// The backend of a fixed name.
    public internal(set) var backend: Unmanaged<Proxy>?

    init(name: String, format: FieldFormat?, condition: Condition?, location: SourceLocation) {
        self.name = name
        self.format = format
        self.condition = condition
        self.location = location
        number = 0
    }
}

/// `use-server <name> if|unless <condition>` (`struct server_rule`).
public final class ServerRule: @unchecked Sendable {  // Why: resolved once, before traffic.
    public let name: String
    public let format: FieldFormat?
    public let condition: Condition?
    public let location: SourceLocation
    public internal(set) var server: Unmanaged<Server>?

    init(name: String, format: FieldFormat?, condition: Condition?, location: SourceLocation) {
        self.name = name
        self.format = format
        self.condition = condition
        self.location = location
    }
}

/// `force-persist` or `ignore-persist` (`struct persist_rule`).
public struct PersistenceRule: Sendable {
    public enum Kind: Sendable { case force, ignore }
    public let kind: Kind
    public let condition: Condition
    public let location: SourceLocation
}
