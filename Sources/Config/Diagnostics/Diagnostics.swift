// Config: everything there is to say about a configuration.

/// How much a message matters.
public enum Severity: String, Sendable {
    /// Fatal: the configuration is refused.
    case alert = "ALERT"
    /// Suspicious; fatal with `-dW` or `zero-warning`.
    case warning = "WARNING"
    /// Information.
    case notice = "NOTICE"
    /// Shown with `-dD` only; never fatal.
    case diagnostic = "DIAG"
}

/// Collects alerts, warnings and notices and lays them out as HAProxy does (`ha_alert`, `ha_warning`, `ha_notice`, `ha_diag_warning`).
///
/// Used by one thread while a configuration is read.
public final class Diagnostics {
    /// One message, laid out but without the process's prefix.
    public struct Message: Sendable, Equatable {
        public let severity: Severity
        /// The text after `[ALERT]    (pid) : `, several lines perhaps, no final newline.
        public let text: String
        /// Where the fault is, if it has a place.
        public let location: SourceLocation?
    }

    /// All messages so far, in order; those of severity `.diagnostic` only if ``showsDiagnostics``.
    public private(set) var messages: [Message] = []
    /// Whether `-dD` was given.
    public var showsDiagnostics: Bool
    /// Called with each message as it comes, e.g. to print it.
    public var onMessage: ((Message) -> Void)?
    /// Number of alerts so far.
    public private(set) var alertCount = 0
    /// Number of warnings so far.
    public private(set) var warningCount = 0

    public init(showsDiagnostics: Bool = false, onMessage: ((Message) -> Void)? = nil) {
        self.showsDiagnostics = showsDiagnostics
        self.onMessage = onMessage
    }

    /// Whether the configuration must be refused.
    public var hasAlerts: Bool { alertCount > 0 }
    /// Whether the configuration is suspicious.
    public var hasWarnings: Bool { warningCount > 0 }

    /// Adds a message that has its final text already.
    public func add(_ severity: Severity, _ text: String, at location: SourceLocation? = nil) {
        switch severity {
        case .alert: alertCount += 1
        case .warning: warningCount += 1
        case .diagnostic where !showsDiagnostics: return
        case .notice, .diagnostic: break
        }
        let message = Message(severity: severity, text: text, location: location)
        messages.append(message)
        onMessage?(message)
    }

    /// Adds an error as an alert (or as something milder).
    public func add(_ error: ConfigError, as severity: Severity = .alert) {
        add(severity, Diagnostics.layout(error), at: error.location)
    }

    /// A fatal fault of the whole configuration (layout of checks done after parsing).
    public func alert(_ message: String) { add(.alert, message) }
    /// A suspicious fact about the whole configuration (layout of checks done after parsing).
    public func warning(_ message: String) { add(.warning, message) }
    /// A piece of information.
    public func notice(_ message: String) { add(.notice, message) }

    /// A suspicious line.
    public func warning(_ message: String, at location: SourceLocation) {
        add(ConfigError(message, at: location), as: .warning)
    }
    /// Something that only `-dD` shows about a line.
    public func diagnostic(_ message: String, at location: SourceLocation) {
        add(ConfigError(message, at: location), as: .diagnostic)
    }

    /// `[ALERT]    (1234) : text`: what stands on standard error, without final newline.
    public static func line(_ severity: Severity, _ text: String, pid: Int32) -> String {
        let tag = "[\(severity.rawValue)]"
        return tag + String(repeating: " ", count: max(1, 11 - tag.utf8.count)) + "(\(pid)) : " + text
    }

    /// Text of an error: HAProxy's prefix, the message, the hint, and the line with a caret under the fault.
    static func layout(_ error: ConfigError) -> String {
        var text = ""
        switch (error.stage, error.location) {
        case (.check, nil): break
        case (.check, let location?): text = "[\(location)] : "
        case (.line, let location?): text = "config : parsing [\(location)]: "
        case (.keyword, let location?): text = "config : parsing [\(location)] : "
        case (_, nil): text = "config : "
        }
        text += printable(error.message)
        if let hint = error.hint { text += "; " + printable(hint) }
        guard let line = error.lineText, let column = error.column else { return text }
        let (shown, offset) = excerpt(of: line, around: column)
        if error.stage == .line, !text.hasSuffix(".") { text += ":" }
        return text + "\n  " + shown + "\n  " + String(repeating: " ", count: offset) + "^"
    }

    /// Control characters would let a file write to the terminal at will.
    static func printable(_ text: String) -> String {
        guard text.unicodeScalars.contains(where: { $0.value < 32 || $0.value == 127 }) else { return text }
        var result = String.UnicodeScalarView()
        for scalar in text.unicodeScalars {
            result.append(scalar.value < 32 || scalar.value == 127 ? "?" : scalar)
        }
        return String(result)
    }

    /// At most 100 columns of `line` with the byte at `column` among them, and where it stands there.
    static func excerpt(of line: String, around column: Int) -> (String, Int) {
        let bytes = Array(line.utf8)
        let target = min(max(column, 0), bytes.count)
        var start = 0
        if target > 80 { start = target - 60 }
        let end = min(bytes.count, start + 100)
        func clean(_ part: ArraySlice<UInt8>) -> String {
            printable(String(decoding: part, as: UTF8.self).replacingTabs)
        }
        let before = clean(bytes[start..<target])
        let lead = start > 0 ? "..." : ""
        return (
            lead + before + clean(bytes[target..<end]) + (end < bytes.count ? "..." : ""),
            lead.count + before.count
        )
    }
}

extension String {
    fileprivate var replacingTabs: String { String(map { $0 == "\t" ? " " : $0 }) }
}
