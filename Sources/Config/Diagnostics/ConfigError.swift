// Config: what is wrong, where, and what to do about it.

/// A fault of the configuration, told to the person who wrote it.
public struct ConfigError: Error, Sendable, Equatable {
    /// Which part of Harrier found the fault; it decides about the message's layout only.
    public enum Stage: Sendable, Equatable {
        /// The line could not be cut into words.
        case line
        /// A keyword or its arguments are wrong.
        case keyword
        /// The whole is wrong although each line is right; found after parsing.
        case check
    }

    /// What is wrong, without location, e.g. `'timeout client' expects a time`.
    public var message: String
    /// File and line, or `nil` for a fault of the whole.
    public var location: SourceLocation?
    /// Index of the word at fault, from 0.
    public var wordIndex: Int?
    /// Offset in bytes of the fault in ``lineText``, from 0.
    public var column: Int?
    /// The line as it was written.
    public var lineText: String?
    /// The known word that was probably meant, or what to do; a sentence of its own.
    public var hint: String?
    /// Layout of the message.
    public var stage: Stage

    public init(
        _ message: String, at location: SourceLocation? = nil, word wordIndex: Int? = nil, column: Int? = nil,
        line lineText: String? = nil, hint: String? = nil, stage: Stage = .keyword
    ) {
        self.message = message
        self.location = location
        self.wordIndex = wordIndex
        self.column = column
        self.lineText = lineText
        self.hint = hint
        self.stage = stage
    }

    /// A fault of the whole configuration, found after parsing: no `config : ` before it (HAProxy 3.4 layout).
    public static func check(_ message: String, at location: SourceLocation? = nil) -> ConfigError {
        ConfigError(message, at: location, stage: .check)
    }
}
