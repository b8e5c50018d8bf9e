// Proxies: the keywords about logs.
import Base
import Config
import Samples

extension Keyword<GlobalSettings> {
    /// Where the process's messages go (HAProxy manual §3.1).
    public static var logs: [Self] { [
        Keyword(
            "[no] log <target> [len <length>] [format <format>] [sample <ranges>:<size>] <facility> [<level> [<minlevel>]]", in: [.global],
            "Adds a server of logs for proxies that say `log global` and for the process itself.", manual: "3.1",
            example: "log 127.0.0.1:514 local0 notice"
        ) { words, settings throws(ConfigError) in
            if words.isNegated {
                settings.logs.targets.removeAll()
                return try words.end()
            }
            settings.logs.targets.append(try words.logTarget())
            try words.end()
        },
        Keyword(
            "log-tag <string>", in: [.global], "Sets the program's name in syslog headers.", manual: "3.1", example: "log-tag edge"
        ) { words, settings throws(ConfigError) in
            settings.logs.tag = try words.next("string")
            try words.end()
        },
        Keyword(
            "log-send-hostname [<string>]", in: [.global], "Sends this name, or the machine's, in syslog headers.", manual: "3.1",
            example: "log-send-hostname edge-1"
        ) { words, settings throws(ConfigError) in
            settings.logs.hostname = words.nextIfAny() ?? HostName.current
            try words.end()
        },
    ] }
}

extension Keyword<ProxySettings> {
    /// Where a proxy's messages go and what they say (HAProxy manual §4.2 and §8).
    public static var logs: [Self] { [
        Keyword(
            "[no] log { global | <target> [len <length>] [format <format>] [sample <ranges>:<size>] <facility> [<level> [<minlevel>]] }",
            in: .allProxies, "Adds a server of logs; `no log` takes all away.", manual: "4.2", example: "log global"
        ) { words, settings throws(ConfigError) in
            if words.isNegated {
                settings.logs.targets.lines.removeAll()
                return try words.end()
            }
            if words.take("global") {
                try words.end()
                // Why: `log global` in the defaults and again in a proxy must not double every line.
                let isThere = settings.logs.targets.lines.contains { line in
                    if case .global = line { true } else { false }
                }
                if !isThere { settings.logs.targets.lines.append(.global) }
                return
            }
            settings.logs.targets.lines.append(.target(try words.logTarget()))
            try words.end()
        },
        Keyword(
            "log-tag <string>", in: .allProxies, "Sets the program's name in syslog headers.", manual: "4.2", example: "log-tag shop"
        ) { words, settings throws(ConfigError) in
            settings.logs.tag = try words.next("string")
            try words.end()
        },
        Keyword(
            "log-format <format>", in: .frontends, "Says what the line of a finished stream looks like.", manual: "4.2",
            example: "log-format \"%ci:%cp %ST %B\""
        ) { words, settings throws(ConfigError) in
            try words.setLogFormat(try words.logFormatText(), &settings)
        },
        Keyword(
            "log-format-sd <format>", in: .frontends, "Gives lines in RFC 5424's layout structured data.", manual: "4.2",
            example: "log-format-sd \"[id@1 bytes=%B]\""
        ) { words, settings throws(ConfigError) in
            settings.logs.structuredData = try words.logFormat(try words.logFormatText(), references: &settings.logs.references)
        },
        Keyword(
            "error-log-format <format>", in: .frontends, "Says what the line of a connection that failed early looks like.", manual: "4.2",
            example: "error-log-format \"%ci:%cp %ft %ac\""
        ) { words, settings throws(ConfigError) in
            settings.logs.errorFormat = try words.logFormat(
                try words.logFormatText(), points: [.logs, .frontendSession], references: &settings.logs.references)
        },
        Keyword(
            "unique-id-format <format>", in: .frontends, "Says what the identifier of each request looks like.", manual: "4.2",
            example: "unique-id-format %{+X}o%ci:%cp_%Ts_%rt:%pid"
        ) { words, settings throws(ConfigError) in
            settings.logs.uniqueIDFormat = try words.logFormat(
                try words.logFormatText(), points: .frontendRequestHead, references: &settings.logs.references)
        },
        Keyword(
            "unique-id-header <name>", in: .frontends, "Sends the request's identifier to the server in this header.", manual: "4.2",
            example: "unique-id-header X-Unique-ID"
        ) { words, settings throws(ConfigError) in
            settings.logs.uniqueIDHeader = try words.next("name")
            try words.end()
        },
        Keyword(
            "option httplog [clf]", in: .frontends, "Logs each request in HAProxy's format, or in an extended Common Log Format.", manual: "4.2",
            example: "option httplog"
        ) { words, settings throws(ConfigError) in
            let isCLF = words.take("clf")
            if !isCLF, !words.isAtEnd { throw words.failNext("'option httplog' only supports 'clf' as argument") }
            try words.end()
            try words.setLogFormat((isCLF ? LogFormat.BuiltIn.httpCLF : .http).text, &settings)
        },
        Keyword(
            "option tcplog [clf]", in: .frontends, "Logs each TCP stream in HAProxy's format, or in one alike the Common Log Format.", manual: "4.2",
            example: "option tcplog"
        ) { words, settings throws(ConfigError) in
            let isCLF = words.take("clf")
            if !isCLF, !words.isAtEnd { throw words.failNext("'option tcplog' only supports 'clf' as argument") }
            try words.end()
            try words.setLogFormat((isCLF ? LogFormat.BuiltIn.tcpCLF : .tcp).text, &settings)
        },
        Keyword(
            "option httpslog", in: .frontends, "Logs each request with what is known of its TLS connection.", manual: "4.2",
            example: "option httpslog"
        ) { words, settings throws(ConfigError) in
            try words.end()
            try words.setLogFormat(LogFormat.BuiltIn.https.text(in: .current), &settings)
        },
        capture("request", \.requestCaptures, "Shows the begin of a request header in the line."),
        capture("response", \.responseCaptures, "Shows the begin of a response header in the line."),
        Keyword(
            "capture cookie <name> len <length>", in: [.frontend, .listen], "Shows a cookie of the request and of the response in the line.",
            manual: "4.2", example: "capture cookie SESSION len 32"
        ) { words, settings throws(ConfigError) in
            let name = try words.next("name")
            guard words.take("len") else { throw words.failNext("'capture cookie' expects 'cookie' <cookie_name> 'len' <len>") }
            settings.logs.cookieCapture = CookieCapture(prefix: name, length: try words.integer(in: 1...65535, "length"))
            try words.end()
        },
    ] }

    private static func capture(
        _ side: String, _ list: WritableKeyPath<LogSettings, [HeaderCapture]> & Sendable, _ help: String
    ) -> Self {
        Keyword(
            "capture \(side) header <name> len <length>", in: [.frontend, .listen], help, manual: "4.2",
            example: "capture \(side) header Host len 32"
        ) { words, settings throws(ConfigError) in
            let name = try words.next("name")
            guard words.take("len") else {
                throw words.failNext("'capture \(side)' expects 'header' <header_name> 'len' <len>")
            }
            let length = try words.integer(in: 1...65535, "length")
            settings.logs[keyPath: list].append(HeaderCapture(name: name.lowercased(), length: length))
            try words.end()
        }
    }
}

extension Words {
    /// Takes the format and makes sure that nothing follows.
    fileprivate mutating func logFormatText() throws(ConfigError) -> String {
        let text = try next("format")
        guard isAtEnd else { throw failNext("\(keyword) expects only one argument, don't forget to escape spaces!") }
        return text
    }

    /// Sets the line of finished streams.
    fileprivate func setLogFormat(_ text: String, _ settings: inout ProxySettings) throws(ConfigError) {
        if settings.capabilities == .defaults, let previous = settings.logs.format, previous.keyword != keyword,
            previous.location.file == location.file
        {
            warn("'\(keyword)' overrides previous '\(previous.keyword)' in 'defaults' section.")
        }
        settings.logs.format = try logFormat(text, references: &settings.logs.references)
    }

    /// Compiles a log format and blames the word taken last when it is none.
    /// - Parameters:
    ///   - points: when the format's expressions are evaluated.
    ///   - references: takes the names of objects that expressions mention.
    public func logFormat(
        _ text: String, usage: LogFormat.Usage = .log, points: Availability = .logs, references: inout [NameReference]
    ) throws(ConfigError) -> ConfiguredLogFormat {
        var scope = SampleScope(points: points)
        do {
            let format = try LogFormat(text, usage: usage, scope: &scope)
            references += scope.references
            for warning in scope.warnings { warn(warning) }
            return ConfiguredLogFormat(format, keyword: keyword, location: location)
        } catch {
            throw fail("failed to parse \(keyword) : \(error.description)")
        }
    }
}
