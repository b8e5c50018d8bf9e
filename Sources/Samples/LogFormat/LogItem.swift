// Samples: one piece of a compiled log format.
import Base

/// How an item's value is written (flags in braces, manual §8.2.6).
public struct LogFlags: OptionSet, Sendable, Equatable {
    public var rawValue: UInt8
    public init(rawValue: UInt8) { self.rawValue = rawValue }
    /// `+Q`: between quotes.
    public static let quote = LogFlags(rawValue: 1)
    /// `+X`: addresses, ports, `%Ts`, `%rt` and `%pid` in hexadecimal.
    public static let hexadecimal = LogFlags(rawValue: 2)
    /// `+E`: a backslash before `"`, `\` and `]` (RFC 5424 §6.3.3).
    public static let escape = LogFlags(rawValue: 4)
    /// `+json`: as a JSON value.
    public static let json = LogFlags(rawValue: 8)
    /// `+cbor`: as a CBOR value (RFC 8949), printed in hexadecimal.
    public static let cbor = LogFlags(rawValue: 16)
    /// `+bin`: encoders' output as raw bytes; only on `%o`.
    public static let binary = LogFlags(rawValue: 32)
    /// Expressions' bytes that no header field may hold become `%XX` (`LOG_OPT_HTTP`).
    public static let percent = LogFlags(rawValue: 64)

    static let encoders: LogFlags = [.json, .cbor]
}

/// The type an item asks for: `%(name:type)alias`.
public enum LogType: UInt8, Sendable { case any, string, integer, boolean }

/// One piece of a compiled format. Trivial: copying it counts no reference.
public struct LogItem: Sendable {
    public enum Kind: Sendable {
        /// Bytes of the format's literal block.
        case literal(Slice)
        /// A blank that disappears after another one.
        case separator
        case alias(LogAlias)
        /// An index into the format's expressions.
        case expression(Int)
    }
    public var kind: Kind
    public var flags: LogFlags
    public var type: LogType
    /// The item's name in the literal block; empty when unnamed.
    public var name: Slice
}
