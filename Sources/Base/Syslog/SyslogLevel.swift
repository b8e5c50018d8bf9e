// Base: the vocabulary of syslog (RFC 5424 §6.2.1).

/// How much a message matters; lower is worse.
public enum SyslogLevel: Int, Sendable, CaseIterable, Comparable {
    case emergency, alert, critical, error, warning, notice, info, debug

    /// The word in the configuration.
    public var name: String { SyslogLevel.names[rawValue] }
    private static let names = ["emerg", "alert", "crit", "err", "warning", "notice", "info", "debug"]
    /// All words, in order.
    public static var allNames: [String] { names }

    public init?(named name: String) {
        guard let index = SyslogLevel.names.firstIndex(of: name) else { return nil }
        self.init(rawValue: index)
    }

    public static func < (a: SyslogLevel, b: SyslogLevel) -> Bool { a.rawValue < b.rawValue }
}

/// What part of a system speaks.
public struct SyslogFacility: Sendable, Hashable {
    /// The facility's number, 0 to 23.
    public let code: Int

    /// The words in the configuration, in the order of their numbers.
    public static let names = [
        "kern", "user", "mail", "daemon", "auth", "syslog", "lpr", "news",
        "uucp", "cron", "auth2", "ftp", "ntp", "audit", "alert", "cron2",
        "local0", "local1", "local2", "local3", "local4", "local5", "local6", "local7",
    ]

    public init?(named name: String) {
        guard let index = SyslogFacility.names.firstIndex(of: name) else { return nil }
        code = index
    }
}
