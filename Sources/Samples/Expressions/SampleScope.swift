// Samples: what a parser of expressions must know and what it finds.
import Base

/// Where an expression stands: which words exist, when it will be evaluated; and what parsing it brought to light.
public struct SampleScope {
    public var vocabulary: Vocabulary
    /// The points at which the expression will be evaluated; a fetch must be available at one of them at least.
    public var points: Availability
    /// Names of objects to be found when the whole configuration is read; the caller keeps them.
    public var references: [NameReference] = []
    /// Things that are allowed but surely not meant.
    public var warnings: [String] = []
    /// Reads a file (patterns, contents of replies); `nil` when it cannot be read.
    public var readFile: (String) -> [UInt8]?
    /// Finds the IPv4 address of a host that a pattern names; `nil` when there is none. May block.
    public var resolve: (String) -> UInt32? = { resolveWithLibc($0, .ipv4)?.ipv4 }
    /// Who holds the expression, for references' errors, e.g. `ACL keyword` or `sample fetch keyword`.
    public var holder = "sample fetch keyword"

    public init(
        points: Availability, vocabulary: Vocabulary = .current, readFile: @escaping (String) -> [UInt8]? = FileReader.read
    ) {
        self.vocabulary = vocabulary
        self.points = points
        self.readFile = readFile
    }
}
