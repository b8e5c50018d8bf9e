// Proxies: what the configuration says about logs.
import Base
import Config
import Samples

/// A log format with the place it was written at.
public struct ConfiguredLogFormat: Sendable {
    public var format: LogFormat
    /// The keyword that set it, e.g. `option httplog`.
    public var keyword: String
    public var location: SourceLocation
    /// Whether a `defaults` section set it.
    public var isInherited = false

    public init(_ format: LogFormat, keyword: String, location: SourceLocation) {
        self.format = format
        self.keyword = keyword
        self.location = location
    }
}

/// Where messages go: the lines of `log`, in order.
public struct LogTargets: Sendable {
    /// One `log` line.
    public enum Line: Sendable, Equatable {
        case target(LogTarget)
        /// `log global`.
        case global
    }
    public var lines: [Line] = []
    public init() {}

    /// Whether nothing is ever sent, whatever `global` says.
    public var isEmpty: Bool { lines.isEmpty }

    /// The targets, those of `global` in place of `log global`.
    public func resolved(global: [LogTarget]) -> [LogTarget] {
        lines.flatMap { line in
            switch line {
            case .target(let target): [target]
            case .global: global
            }
        }
    }
}

/// The first bytes of a header field that a line shows (`capture request header`, `declare capture`).
public struct HeaderCapture: Sendable, Equatable {
    /// The field's name in lower case; `nil` for a slot that rules fill.
    public var name: String?
    /// Longest value in bytes.
    public var length: Int
    public init(name: String?, length: Int) {
        self.name = name
        self.length = length
    }
}

/// A cookie that a line shows (`capture cookie`).
public struct CookieCapture: Sendable, Equatable {
    /// Begin of the cookie's name; with a final `=` the whole name.
    public var prefix: String
    /// Longest text in bytes, name and sign included.
    public var length: Int
    public init(prefix: String, length: Int) {
        self.prefix = prefix
        self.length = length
    }
}

/// The logs of a proxy (HAProxy manual §4.2 and §8).
public struct LogSettings: Sendable {
    public var targets = LogTargets()
    /// The line of a finished stream; without one, `Connect from …` is written when a connection is accepted.
    public var format: ConfiguredLogFormat?
    /// RFC 5424 structured data (`log-format-sd`).
    public var structuredData: ConfiguredLogFormat?
    /// The line of a connection that failed before it had a stream (`error-log-format`).
    public var errorFormat: ConfiguredLogFormat?
    /// The name that lines bear (`log-tag`); unset: the process's.
    public var tag: String?
    public var uniqueIDFormat: ConfiguredLogFormat?
    /// Header that carries the unique identifier to the server, as written.
    public var uniqueIDHeader: String?
    public var requestCaptures: [HeaderCapture] = []
    public var responseCaptures: [HeaderCapture] = []
    public var cookieCapture: CookieCapture?
    /// Objects that expressions in formats mention, to be found when all sections are read.
    public var references: [NameReference] = []
    public init() {}
}

/// The logs of the process (HAProxy manual §3.1).
public struct GlobalLogSettings: Sendable {
    public var targets: [LogTarget] = []
    public var tag: String?
    /// `log-send-hostname`: the name that lines bear.
    public var hostname: String?
    public init() {}
}
