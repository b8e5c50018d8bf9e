// Control: one command, one entry.
import Base
import Proxies
import Streams

/// How much a client may do (`level` on the `stats socket` line).
public typealias CLILevel = BindSettings.Level

/// What a command needs beside a level.
public struct CLIRequirements: OptionSet, Sendable {
    public let rawValue: UInt8
    public init(rawValue: UInt8) { self.rawValue = rawValue }
    /// `expert-mode on` (`ACCESS_EXPERT`).
    public static let expert = CLIRequirements(rawValue: 1)
    /// `experimental-mode on` (`ACCESS_EXPERIMENTAL`).
    public static let experimental = CLIRequirements(rawValue: 2)
    /// Works, but `help` does not list it.
    public static let hidden = CLIRequirements(rawValue: 4)
}

/// What a command answers.
public enum CLIAnswer {
    /// An empty reply.
    case done
    /// One message; severity prefixes apply.
    case message(SyslogLevel, String)
    /// Text as it is, ending with its newline.
    case text(String)
    /// Something that comes piece by piece.
    case dump(any CLIDump)
    /// The session ends without a reply.
    case close

    /// A message that reports success or a state.
    public static func info(_ text: String) -> CLIAnswer { .message(.info, text) }
    /// A message that reports failure.
    public static func error(_ text: String) -> CLIAnswer { .message(.error, text) }
    /// The level is too low.
    public static var denied: CLIAnswer { .error("Permission denied") }
}

/// An answer that is written piece by piece, as room appears (`io_handler`).
public protocol CLIDump: AnyObject {
    /// The next piece.
    func next(_ context: CLIContext) -> CLIDumpStep
    /// The client left or the dump is over; called exactly once (`io_release`).
    func release()
}

extension CLIDump {
    public func release() {}
}

/// What a dump does next.
public enum CLIDumpStep {
    case piece([UInt8])
    /// Nothing to say before this moment, unless the client leaves or something wakes the session.
    case wait(until: Tick)
    case finished
    /// Ends with a message.
    case message(SyslogLevel, String)
}

/// A dump made of rows that a function yields one by one.
public final class CLIRows: CLIDump {
    private let produce: (CLIContext) -> String?
    public init(_ produce: @escaping (CLIContext) -> String?) { self.produce = produce }
    /// Rows that are known already.
    public convenience init(_ rows: [String]) {
        var iterator = rows.makeIterator()
        self.init { _ in iterator.next() }
    }
    public func next(_ context: CLIContext) -> CLIDumpStep {
        // Why: rows are short; a piece of some size saves turns of the event loop.
        var piece: [UInt8] = []
        while piece.count < 4096, let row = produce(context) { piece += Array(row.utf8) }
        return piece.isEmpty ? .finished : .piece(piece)
    }
}

/// A command of the CLI: words, place, help and handler in one value.
public struct CLICommand: Sendable {
    public typealias Handler = @Sendable (CLIContext) -> CLIAnswer

    /// The words as `help` shows them, e.g. `show servers state [<backend>]`.
    public let syntax: String
    /// The leading literal words.
    public let words: [String]
    /// What it does, in a few words.
    public let help: String
    /// The level that it needs.
    public let level: CLILevel
    public let requirements: CLIRequirements
    public let handler: Handler

    public init(
        _ syntax: String, _ help: String, level: CLILevel, _ requirements: CLIRequirements = [], handler: @escaping Handler
    ) {
        self.syntax = syntax
        words = syntax.split(separator: " ").prefix { word in
            guard let first = word.first else { return false }
            return !"<[{(*".contains(first)
        }.map(String.init)
        self.help = help
        self.level = level
        self.requirements = requirements
        self.handler = handler
    }

    /// The line of `help`.
    public var usage: String {
        syntax + String(repeating: " ", count: max(0, 40 - syntax.count)) + ": " + help
    }
}
