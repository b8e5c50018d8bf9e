import Config

extension SourceLocation {
    /// The place of what no file asked for: defaults and what is made at run time.
    public static let builtin = SourceLocation(file: "builtin", line: 0)
}
