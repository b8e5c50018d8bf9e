// Samples: the seam between expressions and the traffic they look at.
import Base

/// What an expression is evaluated for: opaque here, a session or a stream for the module above.
///
/// `Samples` hands it to every fetch untouched; `Streams/Fetches` turns ``subject`` back in one place.
/// Trivial to copy, so that nothing is counted on the path.
public struct EvaluationContext {
    /// How the evaluation goes (`SMP_OPT_*`).
    public struct Options: OptionSet, Sendable {
        public let rawValue: UInt8
        @inlinable public init(rawValue: UInt8) { self.rawValue = rawValue }
        /// The subject is a stream; without it, only a session.
        @inlinable public static var stream: Options { Options(rawValue: 1) }
        /// The response is looked at (`SMP_OPT_DIR_RES`).
        @inlinable public static var response: Options { Options(rawValue: 2) }
        /// No more data will come: "not yet" means "no" (`SMP_OPT_FINAL`).
        @inlinable public static var final: Options { Options(rawValue: 4) }
        /// There is a parsed HTTP message to look at.
        @inlinable public static var http: Options { Options(rawValue: 8) }
        /// An ACL asks: a fetch with several values yields each in turn (`SMP_OPT_ITERATE`).
        @inlinable public static var iterate: Options { Options(rawValue: 16) }
    }

    /// The session or stream; only the module that made the context knows its class.
    public let subject: Unmanaged<AnyObject>
    /// This thread's memory for converted values.
    public let scratch: Scratch
    public var options: Options
    /// Set by a fetch that yields `nil` because its data has not arrived yet (`SMP_F_MAY_CHANGE` on failure).
    public var incomplete = false
    /// Where a fetch with several values goes on; both zero at its first call.
    public var cursor: (UInt64, UInt64) = (0, 0)

    @inlinable
    public init(subject: Unmanaged<AnyObject>, scratch: Scratch, options: Options = []) {
        self.subject = subject
        self.scratch = scratch
        self.options = options
    }

    @inlinable public var isResponse: Bool { options.contains(.response) }
    @inlinable public var isFinal: Bool { options.contains(.final) }
}
