import Base
import Config
import Samples
import Testing

@testable import Proxies

/// Parses one line with the entry that its first words name.
func parseLine<S>(_ line: String, _ entries: [Keyword<S>], _ settings: inout S, _ section: SectionKind) throws(ConfigError) {
    try parseWords(line.split(separator: " ").map(String.init), entries, &settings, section)
}

func parseWords<S>(_ texts: [String], _ entries: [Keyword<S>], _ settings: inout S, _ section: SectionKind) throws(ConfigError) {
    var texts = texts
    let isNegated = texts.first == "no"
    if isNegated { texts.removeFirst() }
    guard case .found(let entry, let count)? = try? KeywordTable([entries]).look(texts, in: section) else {
        throw ConfigError("unknown keyword \(texts)")
    }
    var words = Words(
        texts.map { Word($0) }, position: count, keyword: entry.name, location: SourceLocation(file: "t.cfg", line: 7), section: section,
        diagnostics: Diagnostics())
    words.isNegated = isNegated
    try entry.parse(&words, &settings)
    try words.end()
}

@Suite("Keywords about logs (manual §3.1, §4.2)")
struct LogKeywordTests {
    func target(_ line: String) throws -> LogTarget {
        var settings = GlobalSettings()
        try parseLine(line, Keyword<GlobalSettings>.logs, &settings, .global)
        return settings.logs.targets[0]
    }

    @Test("name their destinations", arguments: [
        ("log 127.0.0.1:15514 local0", LogTarget.Destination.datagrams(SocketAddress(ipv4: 0x7F00_0001, port: 15514))),
        ("log 127.0.0.1 local0", .datagrams(SocketAddress(ipv4: 0x7F00_0001, port: 514))),
        ("log udp@127.0.0.1:99 local0", .datagrams(SocketAddress(ipv4: 0x7F00_0001, port: 99))),
        ("log [::1]:99 local0", .datagrams(SocketAddress(ipv6High: 0, 1, port: 99))),
        ("log /dev/log local0", .datagrams(SocketAddress(unixPath: "/dev/log"))),
        ("log stdout local0", .descriptor(1)), ("log stderr local0", .descriptor(2)), ("log fd@7 local0", .descriptor(7)),
    ])
    func destinations(line: String, expected: LogTarget.Destination) throws {
        #expect(try target(line).destination == expected)
    }

    @Test("take every option")
    func options() throws {
        let target = try target("log 127.0.0.1 len 4096 format rfc5424 sample 1,3-4:5 local3 notice crit")
        #expect(target.maxLength == 4096)
        #expect(target.layout == .rfc5424)
        #expect(target.sampling?.size == 5)
        #expect(target.facility.code == 19)
        #expect(target.leastSevere == .notice)
        #expect(target.mostSevere == .critical)
    }

    @Test("blame the word at fault", arguments: [
        ("log 127.0.0.1", "log expects <address> and <facility> and optional <level> as arguments"),
        ("log", "log expects <address> and <facility> and optional <level> as arguments"),
        ("log 127.0.0.1 locl0", "log : unknown log facility 'locl0'"),
        ("log 127.0.0.1 local0 infz", "log : unknown optional log level 'infz'"),
        ("log 127.0.0.1 local0 info infz", "log : unknown optional minimum log level 'infz'"),
        ("log 127.0.0.1 format rew local0", "log : unknown log format 'rew'"),
        ("log 127.0.0.1 len 10 local0", "'log' : length '10' is out of range"),
        ("log 127.0.0.1 sample 1:0 local0", "log : sample size '0' must be a positive integer"),
        ("log 127.0.0.1 profile p local0", "'profile' is known to HAProxy 3.4"),
        ("log ring@r local0", "log target 'ring@' is known to HAProxy 3.4"),
        ("log backend@r local0", "log target 'backend@' is known to HAProxy 3.4"),
        ("log tcp@127.0.0.1:1 local0", "log target 'tcp@' is known to HAProxy 3.4"),
        ("log 127.0.0.1 local0 info err extra", "'log' cannot handle unexpected argument 'extra'"),
    ])
    func refuses(line: String, message: String) {
        let error = #expect(throws: ConfigError.self) { _ = try target(line) }
        #expect(error?.message.hasPrefix(message) == true, "\(error?.message ?? "")")
    }

    @Test("parse their examples")
    func examples() throws {
        for entry in Keyword<GlobalSettings>.logs {
            var settings = GlobalSettings()
            try parseLine(entry.example, [entry], &settings, .global)
        }
        for entry in Keyword<ProxySettings>.logs {
            var settings = ProxySettings()
            let words = entry.example.replacing("\"%ci:%cp %ST %B\"", with: "%ci").replacing("\"[id@1 bytes=%B]\"", with: "%B")
                .replacing("\"%ci:%cp %ft %ac\"", with: "%ft")
            try parseLine(words, [entry], &settings, entry.sections.contains(.listen) ? .listen : .frontend)
        }
    }

    @Test("keep `log` lines in order and `no log` forgets them")
    func order() throws {
        var settings = ProxySettings()
        let entries = Keyword<ProxySettings>.logs
        try parseLine("log stdout local0", entries, &settings, .frontend)
        try parseLine("log global", entries, &settings, .frontend)
        let global = LogTarget(destination: .descriptor(9), facility: SyslogFacility(named: "kern")!)
        #expect(settings.logs.targets.resolved(global: [global]).map(\.destination) == [.descriptor(1), .descriptor(9)])
        try parseLine("no log", entries, &settings, .frontend)
        #expect(settings.logs.targets.isEmpty)
    }

    @Test("compile formats where they stand")
    func formats() throws {
        var settings = ProxySettings()
        let entries = Keyword<ProxySettings>.logs
        try parseLine("option httplog", entries, &settings, .frontend)
        #expect(settings.logs.format?.format.text == LogFormat.BuiltIn.http.text)
        try parseWords(["log-format", "%ci  %b"], entries, &settings, .frontend)
        #expect(settings.logs.format?.format.aliases == [.client, .backend])
        #expect(settings.logs.format?.location.line == 7)
        let error = #expect(throws: ConfigError.self) { try parseLine("log-format %zz", entries, &settings, .frontend) }
        #expect(error?.message == "failed to parse log-format : no such format alias 'zz'")
        let many = #expect(throws: ConfigError.self) { try parseLine("log-format a b", entries, &settings, .frontend) }
        #expect(many?.message == "log-format expects only one argument, don't forget to escape spaces!")
        #expect(throws: ConfigError.self) { try parseLine("option httplog clx", entries, &settings, .frontend) }
    }

    @Test("keep captures")
    func captures() throws {
        var settings = ProxySettings()
        let entries = Keyword<ProxySettings>.logs
        try parseLine("capture request header Host len 20", entries, &settings, .frontend)
        try parseLine("capture response header X-A len 5", entries, &settings, .frontend)
        try parseLine("capture cookie SID= len 6", entries, &settings, .frontend)
        #expect(settings.logs.requestCaptures == [HeaderCapture(name: "host", length: 20)])
        #expect(settings.logs.responseCaptures == [HeaderCapture(name: "x-a", length: 5)])
        #expect(settings.logs.cookieCapture == CookieCapture(prefix: "SID=", length: 6))
        #expect(throws: ConfigError.self) { try parseLine("capture request header Host", entries, &settings, .frontend) }
        #expect(throws: ConfigError.self) { try parseLine("capture cookie SID len 0", entries, &settings, .frontend) }
    }
}
