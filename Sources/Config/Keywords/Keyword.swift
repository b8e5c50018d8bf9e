// Config: one keyword, one entry.

/// A keyword of the configuration language: name, place, help, example and parser in one value.
///
/// The entry yields look-up, arity errors, the nearest-name hint, the dump of `-dK`, its line in the generated
/// keyword reference, and its own test: the example must parse.
public struct Keyword<Settings>: Sendable {
    /// Reads the words behind the name into `settings`. Words left over are an error raised by the caller.
    public typealias Parser = @Sendable (_ words: inout Words, _ settings: inout Settings) throws(ConfigError) -> Void

    /// Name and arguments, e.g. `timeout client <time>`. A leading `[no] ` says that `no` may come before
    /// the keyword, `[no|default] ` that both `no` and `default` may.
    public let syntax: String
    /// The leading literal words of ``syntax``, e.g. `timeout client`.
    public let name: String
    /// Whether `no` may come before the keyword; the parser then looks at ``Words/isNegated``.
    public let isNegatable: Bool
    /// Whether `default` may come before the keyword; the parser then looks at ``Words/isDefault``.
    public let isResettable: Bool
    /// Sections that may hold the keyword; empty for parameters of a line (`bind`, `server`).
    public let sections: Set<SectionKind>
    /// What the keyword does, in one sentence.
    public let help: String
    /// Section of HAProxy's manual, e.g. `4.2`.
    public let manual: String
    /// A line that uses the keyword and parses.
    public let example: String
    /// Whether the keyword only tunes what Harrier does by other means: accepted, named under `-dD`, listed in the reference.
    public let isHint: Bool
    /// The parser.
    public let parse: Parser

    /// - Parameters:
    ///   - syntax: see ``syntax``.
    ///   - sections: see ``sections``.
    ///   - help: see ``help``.
    ///   - manual: see ``manual``.
    ///   - example: see ``example``.
    ///   - isHint: see ``isHint``.
    ///   - parse: see ``Parser``.
    public init(
        _ syntax: String, in sections: Set<SectionKind> = [], _ help: String, manual: String, example: String,
        isHint: Bool = false, parse: @escaping Parser
    ) {
        var rest = Substring(syntax)
        isNegatable = rest.hasPrefix("[no] ") || rest.hasPrefix("[no|default] ")
        isResettable = rest.hasPrefix("[no|default] ")
        if isNegatable, let space = rest.firstIndex(of: " ") { rest = rest[rest.index(after: space)...] }
        self.syntax = syntax
        name = rest.split(separator: " ").prefix { word in
            guard let first = word.first else { return false }
            return !"<[{(*".contains(first)
        }.joined(separator: " ")
        self.sections = sections
        self.help = help
        self.manual = manual
        self.example = example
        self.isHint = isHint
        self.parse = parse
    }

    /// A pure tuning hint: its words are taken and have no effect, as it names a mechanism Harrier does not have.
    public static func hint(
        _ syntax: String, in sections: Set<SectionKind> = [], _ help: String, manual: String, example: String
    ) -> Keyword {
        Keyword(syntax, in: sections, help, manual: manual, example: example, isHint: true) { words, _ in words.skipAll() }
    }
}
