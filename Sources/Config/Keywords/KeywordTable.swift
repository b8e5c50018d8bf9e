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
