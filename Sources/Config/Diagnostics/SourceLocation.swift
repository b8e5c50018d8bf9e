// Config: where something was written.

/// A line of a configuration file.
public struct SourceLocation: Sendable, Hashable, CustomStringConvertible {
    /// The file's name as it was given on the command line.
    public var file: String
    /// Number of the line, from 1.
    public var line: Int

    public init(file: String, line: Int) {
        self.file = file
        self.line = line
    }

    /// `haproxy.cfg:12`
    public var description: String { "\(file):\(line)" }
}
