// Control: what a command may look at and change.
import Base
import Proxies
import Streams

/// How a session answers (runtime-cli §2.3).
public enum CLIMode: Sendable {
    /// One line, then the end (`prompt n`).
    case oneLine
    /// Stays open without a prompt (`prompt i`).
    case interactive
    /// Stays open and shows a prompt (`prompt p`).
    case prompt
}

/// The client's session as its commands see it.
public final class CLIContext {
    /// The process.
    public let center: ControlCenter
    /// Monotonic milliseconds and wall-clock microseconds of this round.
    public var now: Tick = 0
    public var wall: Int64 = 0
    /// The stream that carries this session, for `show sess`; `nil` in tests.
    public unowned(unsafe) var stream: Stream?

    public internal(set) var level: CLILevel
    public internal(set) var isExpert = false
    public internal(set) var isExperimental = false
    public var severityOutput: BindSettings.SeverityOutput
    public internal(set) var mode = CLIMode.oneLine
    /// Whether the prompt tells the uptime.
    public internal(set) var isTimed = false
    /// Milliseconds of silence that this session asked for (`set timeout cli`).
    public var timeout: Int64?
    /// Wakes this session from any thread; set by the applet.
    var wakeFromAnyThread: (@Sendable () -> Void)!  // Why `!`: no command runs before the applet has set it.
    /// The client's side is closed; it still reads.
    public var inputEnded = false
    /// The client reads no more.
    public var outputClosed = false

    /// The command's words, all of them.
    public internal(set) var words: [String] = []
    /// The words behind the command's own.
    public internal(set) var arguments: [String] = []
    public internal(set) var payload: [UInt8]?
    /// The empty line behind the reply is left out (`-`).
    public internal(set) var omitsEmptyLine = false

    public init(center: ControlCenter, level: CLILevel, severityOutput: BindSettings.SeverityOutput = .none) {
        self.center = center
        self.level = level
        self.severityOutput = severityOutput
    }

    /// The argument at `index`, `nil` when there is none.
    public func argument(_ index: Int) -> String? { index < arguments.count ? arguments[index] : nil }

    /// Lowers the level; expert and experimental modes end (`operator`, `user`).
    func lower(to level: CLILevel) {
        self.level = level
        isExpert = false
        isExperimental = false
    }

    /// Whether `command` exists for this session.
    func sees(_ command: CLICommand) -> Bool {
        level >= command.level && !command.requirements.contains(.hidden)
            && (isExpert || !command.requirements.contains(.expert))
            && (isExperimental || !command.requirements.contains(.experimental))
    }
}
