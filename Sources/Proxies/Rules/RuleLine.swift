// Proxies: reading one line of a rule set.
import Base
import Config
import Samples

/// What an action's parser works with beside the words.
public struct RuleLine {
    public let set: RuleSet
    /// Vocabulary and points of evaluation; takes references and warnings.
    public var scope: SampleScope
    /// The section so far; an action may add capture slots.
    public var settings: ProxySettings
    /// The action as written, e.g. `set-var(txn.x)`.
    public let name: String

    /// HAProxy's phrase in front of an action's error.
    func prefix(_ words: Words) -> String {
        "error detected in \(words.section.rawValue) '\(words.sectionName)' while parsing '\(set == .redirect ? "" : set.keyword + " ")\(name)' rule : "
    }

    /// An error of the action that blames the word taken last.
    public func fail(_ words: Words, _ message: String, hint: String? = nil) -> ConfigError { words.fail(prefix(words) + message, hint: hint) }

    /// Whether the action's own words are over.
    public static func isOver(_ words: Words) -> Bool { words.isAtEnd || words.peek == "if" || words.peek == "unless" }

    /// Takes a word that belongs to the action.
    public func word(_ words: inout Words, _ complaint: String) throws(ConfigError) -> String {
        guard !Self.isOver(words) else { throw fail(words, complaint) }
        return try words.next(complaint)
    }

    /// Compiles a format such as `%[src]`.
    public mutating func format(_ words: Words, _ text: String) throws(ConfigError) -> FieldFormat {
        do throws(SampleFailure) { return try FieldFormat(text, &scope) } catch { throw fail(words, error.message, hint: error.hint) }
    }

    /// Takes all words up to `if` or `unless` as one expression (`sample_parse_expr`, which eats words).
    public mutating func expression(_ words: inout Words, _ complaint: String) throws(ConfigError) -> Expression {
        let text = try word(&words, complaint)
        do throws(SampleFailure) { return try Expression.parse(text, &scope) } catch { throw fail(words, error.message, hint: error.hint) }
    }
}

enum RuleParser {
    /// Reads a line of `set` and appends the rule (`parse_http_req_cond` and its like).
    static func parse(_ set: RuleSet, _ words: inout Words, _ settings: inout ProxySettings) throws(ConfigError) {
        try refuseAnonymousDefaults(words, set.keyword)
        let vocabulary = ActionVocabulary.current
        let name: String
        if set == .redirect {
            name = "redirect"
        } else {
            let names = vocabulary.names(in: set)
            let list = names.map { "'\($0)'" }.joined(separator: ", ")
            guard let word = words.nextIfAny() else { throw words.fail("'\(set.keyword)' expects \(list)") }
            name = word
            guard vocabulary.entry(name, in: set) != nil else {
                // Why: an action of HAProxy that is still missing here is told apart from a mistyped one.
                if Self.notYet(set).contains(String(name.prefix { $0 != "(" })) {
                    throw words.fail("'\(set.keyword) \(name)' is known to HAProxy 3.4 but not supported by Harrier 0.1")
                }
                let bare = String(name.prefix { $0 != "(" })
                throw words.fail(
                    "'\(set.keyword)' expects \(list), but got '\(name)'", hint: Words.didYouMean(bare, among: names.map { $0.replacing("(*)", with: "") }))
            }
        }
        guard let entry = vocabulary.entry(name, in: set) else { throw words.fail("'\(set.keyword)' is not available") }
        var line = RuleLine(
            set: set, scope: SampleScope(points: set.points(in: words.section)), settings: settings, name: name)
        let action = try entry.parse(&words, &line)
        let condition = try condition(&words, settings.rules.acls, &line.scope, "an '\(set.keyword) \(name)' condition") { word in
            "'\(set.keyword) \(name)' expects either 'if' or 'unless' followed by a condition but found '\(word)'."
        }
        settings.logs = line.settings.logs
        if let problem = action.check(settings) { throw line.fail(words, problem) }
        take(line.scope, words, &settings)
        if settings.rules.closedSets.contains(set) {
            words.warn("previous '\(set.keyword)' action is final and has no condition attached, further entries are NOOP.")
            settings.rules.closedSets.remove(RuleSets(set))
        }
        place(set.rank, set.keyword, words, &settings)
        let rule = Rule(set: set, name: name, action: action, condition: condition, location: words.location, text: text(words))
        if rule.isFinalWithoutCondition { settings.rules.closedSets.insert(RuleSets(set)) }
        settings.rules[set].append(rule)
    }

    /// Names HAProxy 3.4 knows in a set that have no entry here.
    private static func notYet(_ set: RuleSet) -> Set<String> {
        let common: Set<String> = [
            "do-log", "sc-add-gpc", "sc-inc-gpc", "sc-inc-gpc0", "sc-inc-gpc1", "sc-set-gpt", "sc-set-gpt0", "set-var", "set-var-fmt", "unset-var",
            "set-dst", "set-dst-port", "set-src", "set-src-port", "set-fc-mark", "set-fc-tos", "set-bc-mark", "set-bc-tos", "set-mark", "set-tos",
            "set-nice", "track-sc0", "track-sc1", "track-sc2", "track-sc", "send-spoe-group", "set-bandwidth-limit", "use-service", "do-resolve",
            "switch-mode", "attach-srv", "capture", "expect-proxy", "expect-netscaler-cip", "set-priority-class",
            "set-priority-offset", "set-log-level", "silent-drop", "reject", "accept",
        ]
        switch set {
        case .httpRequest, .httpResponse, .httpAfterResponse:
            return common.union([
                "add-acl", "del-acl", "add-headers-bin", "del-headers-bin", "set-headers-bin", "del-map", "set-map", "cache-use", "cache-store",
                "disable-l7-retry", "early-hint", "normalize-uri", "pause", "set-timeout", "strict-mode", "wait-for-handshake", "wait-for-body",
                "return", "redirect", "tarpit", "auth",
            ])
        default: return common
        }
    }

    static func refuseAnonymousDefaults(_ words: Words, _ keyword: String) throws(ConfigError) {
        if words.section == .defaults, words.sectionName.isEmpty {
            throw words.fail("'\(keyword)' not allowed in anonymous 'defaults' section.")
        }
    }

    /// Reads `if …` or `unless …` up to the end of the line, if there is anything.
    /// - Parameters:
    ///   - what: how the error names the condition.
    ///   - unexpected: the error when something else stands there.
    static func condition(
        _ words: inout Words, _ acls: ACLTable, _ scope: inout SampleScope, _ what: String, unexpected: (String) -> String
    ) throws(ConfigError) -> Condition? {
        guard let first = words.peek else { return nil }
        guard first == "if" || first == "unless" else { throw words.failNext(unexpected(first)) }
        let start = words.position
        do throws(SampleFailure) { return try Condition.parse(words.rest(), acls, &scope) } catch {
            if let word = error.word { words.seek(to: start + max(0, word) + 1) }
            throw words.fail("error detected while parsing \(what) : \(error.message)", hint: error.hint)
        }
    }

    /// Hands what a scope collected to the section and the reader.
    static func take(_ scope: SampleScope, _ words: Words, _ settings: inout ProxySettings) {
        for warning in scope.warnings { words.warn(warning) }
        for reference in scope.references { settings.rules.references.append((reference, words.location)) }
    }

    /// Warns of a line that will be evaluated before lines above it.
    static func place(_ rank: Int, _ keyword: String, _ words: Words, _ settings: inout ProxySettings) {
        guard rank > 0 else { return }
        if rank < settings.rules.lastRank {
            words.warn("a '\(keyword)' rule placed after a '\(settings.rules.lastKeyword)' rule will still be processed before.")
        } else {
            settings.rules.lastRank = rank
            settings.rules.lastKeyword = keyword
        }
    }

    static func text(_ words: Words) -> String { words.all.map(\.text).joined(separator: " ") }
}
