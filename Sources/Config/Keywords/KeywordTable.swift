// Config: finding the entry of a keyword.
import Base

/// All entries of one kind of settings, found by name.
public struct KeywordTable<Settings>: Sendable {
    /// All entries in the order of their lists.
    public let entries: [Keyword<Settings>]
    private let byName: [String: [Int]]
    private let firstWords: Set<String>
    private let longestName: Int

    /// What a line's first words name.
    public enum Match {
        /// The entry, and how many words its name has.
        case found(Keyword<Settings>, words: Int)
        /// Known, but not in this section.
        case elsewhere(Keyword<Settings>, words: Int)
        /// No entry. `group` is the first word if longer names begin with it (`timeout`, `option`).
        case unknown(group: String?)
    }

    /// Two entries that claim one name in one section.
    public struct Duplicate: Error, Equatable, Sendable, CustomStringConvertible {
        public let name: String
        public let section: SectionKind?
        public var description: String {
            "keyword '\(name)' has two entries" + (section.map { " for section '\($0.rawValue)'" } ?? "")
        }
    }

    /// A table without entries.
    public init() {
        entries = []
        byName = [:]
        firstWords = []
        longestName = 0
    }

    /// - Throws: ``Duplicate`` when a name occurs twice for one section.
    public init(_ lists: [[Keyword<Settings>]]) throws(Duplicate) {
        entries = lists.flatMap { $0 }
        var byName: [String: [Int]] = [:]
        for (index, entry) in entries.enumerated() {
            for other in byName[entry.name, default: []] {
                let common = entries[other].sections.intersection(entry.sections)
                if let section = common.min(by: { $0.rawValue < $1.rawValue }) {
                    throw Duplicate(name: entry.name, section: section)
                }
                if entry.sections.isEmpty || entries[other].sections.isEmpty {
                    throw Duplicate(name: entry.name, section: nil)
                }
            }
            byName[entry.name, default: []].append(index)
        }
        self.byName = byName
        firstWords = Set(byName.keys.compactMap { $0.split(separator: " ").first.map(String.init) })
        longestName = byName.keys.map { $0.split(separator: " ").count }.max() ?? 0
    }

    /// The entry with the longest name that `words` begin with.
    /// - Parameter section: where the line stands; `nil` for parameters, whose entries name no section.
    public func look(_ words: some Sequence<String>, in section: SectionKind?) -> Match {
        let head = Array(words.prefix(max(longestName, 1)))
        var elsewhere: Match?
        for count in stride(from: head.count, to: 0, by: -1) {
            let name = head.prefix(count).joined(separator: " ")
            guard let indices = byName[name] else { continue }
            for index in indices where section.map(entries[index].sections.contains) ?? true {
                return .found(entries[index], words: count)
            }
            if elsewhere == nil { elsewhere = .elsewhere(entries[indices[0]], words: count) }
        }
        if let elsewhere { return elsewhere }
        return .unknown(group: head.first.flatMap { firstWords.contains($0) ? $0 : nil })
    }

    /// The entry called `name` in `section` (any section when `nil`).
    public func entry(_ name: String, in section: SectionKind? = nil) -> Keyword<Settings>? {
        byName[name]?.map { entries[$0] }.first { section.map($0.sections.contains) ?? true }
    }

    /// Names that are valid in `section` (all when `nil`).
    public func names(in section: SectionKind?) -> [String] {
        entries.filter { section.map($0.sections.contains) ?? true }.map(\.name)
    }

    /// The known name that was probably meant by `words`, as a hint.
    public func hint(for words: [String], in section: SectionKind?) -> String? {
        guard let first = words.first else { return nil }
        let names = names(in: section)
        let two = words.prefix(2).joined(separator: " ")
        let single = names.filter { !$0.contains(" ") }
        let double = names.filter { $0.contains(" ") }
        return Words.didYouMean(two, among: double) ?? Words.didYouMean(first, among: single)
    }
}

extension KeywordTable {
    /// Reads one line of a section: finds the entry, checks prefixes, runs the parser, refuses words left over.
    ///
    /// - Parameter extraNames: further words for the nearest-name hint, e.g. those of sections.
    public func read(
        _ words: inout Words, into settings: inout Settings, extraNames: [String] = []
    ) throws(ConfigError) {
        let section = words.section
        let texts = words.all.map(\.text)
        switch look(texts, in: section) {
        case .found(let entry, let count):
            words.keyword = entry.name
            words.seek(to: count)
            try checkPrefix(entry, words)
            try entry.parse(&words, &settings)
            try words.end()
            if entry.isHint {
                words.diagnostics.diagnostic("'\(entry.name)' is a tuning hint that has no effect in Harrier", at: words.location)
            }
        case .elsewhere(let entry, let count):
            try checkPrefix(entry, words)
            try misplaced(entry, count, &words, settings)
        case .unknown(let group):
            throw unknown(texts, group, words, extraNames)
        }
    }

    /// Refuses `no` and `default` where they mean nothing.
    private func checkPrefix(_ entry: Keyword<Settings>, _ words: Words) throws(ConfigError) {
        guard words.isNegated && !entry.isNegatable || words.isDefault && !entry.isResettable else { return }
        let kind = entry.name.hasPrefix("option ") ? "option '\(entry.name.dropFirst(7))'" : "'\(entry.name)'"
        throw words.error("negation/default is not supported for \(kind).", word: 0)
    }

    /// A keyword in a section that does not have it (`warnifnotcap`): an error, or a warning if the other kind of proxy has it.
    private func misplaced(
        _ entry: Keyword<Settings>, _ count: Int, _ words: inout Words, _ settings: Settings
    ) throws(ConfigError) {
        words.keyword = entry.name
        words.seek(to: count)
        let section = words.section
        if section == .frontend || section == .backend, !KeywordTable.strict.contains(entry.name) {
            let shown = entry.name.hasPrefix("option ") ? String(entry.name.dropFirst(7)) : entry.name
            let missing = section == .frontend ? "backend" : "frontend"
            if entry.sections.contains(section == .frontend ? .backend : .frontend) || entry.sections.contains(.listen) {
                var advice = ""
                if entry.name == "maxconn" { advice = " Maybe you want 'fullconn' instead ?" }
                if entry.name == "fullconn" { advice = " Maybe you want 'maxconn' instead ?" }
                let isTimeout = entry.name.hasPrefix("timeout ")
                let verb = isTimeout ? "will be ignored" : "ignored"
                words.warn("'\(shown)' \(verb) because \(section.rawValue) '\(words.sectionName)' has no \(missing) capability\(isTimeout ? "" : ".")" + advice)
                // Why: what is wrong with the line is an error all the same.
                var unused = settings
                try entry.parse(&words, &unused)
                try words.end()
                return
            }
        }
        if KeywordTable.strict.contains(entry.name), section != .defaults {
            throw words.error("'\(entry.name)' not allowed because \(section.rawValue) '\(words.sectionName)' has no backend capability.", word: 0)
        }
        throw words.error("'\(entry.name)' not allowed in '\(section.rawValue)' section.", word: 0)
    }

    /// Keywords whose loss would change too much to be a warning.
    private static var strict: Set<String> { ["server", "default-server", "server-template", "retry-on", "tcp-response content"] }

    private func unknown(_ texts: [String], _ group: String?, _ words: Words, _ extraNames: [String]) -> ConfigError {
        let section = words.section
        let first = texts[0]
        let hint = hint(for: texts, in: section) ?? Words.didYouMean(first, among: extraNames)
        if let message = RemovedKeywords.message(for: first) { return words.error(message, word: 0) }
        if let known = KnownNames.known(texts, in: section), entry(known) == nil, known != group {
            return words.error("'\(known)' is known to HAProxy 3.4 but not supported by Harrier 0.1", word: 0)
        }
        guard let group else {
            return words.error("unknown keyword '\(first)' in '\(section.rawValue)' section", word: 0, hint: hint)
        }
        guard texts.count > 1 else {
            let names = names(in: section).filter { $0.hasPrefix(group + " ") }.map { "'\($0.dropFirst(group.count + 1))'" }
            let list = names.count > 12 ? "one of \(names.count) words, see the manual" : "one of " + names.joined(separator: ", ")
            return words.error("'\(group)' expects \(list)", word: nil)
        }
        if group == "option" {
            return words.error("unknown option '\(texts[1])'", word: 1, hint: hint.map { $0.replacingFirst("'option ", with: "'") })
        }
        return words.error("unknown keyword '\(group) \(texts[1])' in '\(section.rawValue)' section", word: 1, hint: hint)
    }
}

extension String {
    /// The text with the first occurrence of `part` replaced.
    fileprivate func replacingFirst(_ part: String, with other: String) -> String {
        guard let range = firstRange(of: part) else { return self }
        return String(self[..<range.lowerBound]) + other + self[range.upperBound...]
    }
}
