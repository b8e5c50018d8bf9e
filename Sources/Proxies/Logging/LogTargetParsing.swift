// Proxies: reading a `log` line.
import Base
import Config

extension Words {
    /// Reads `<target> [len n] [format f] [sample r:s] <facility> [max [min]]` (`parse_logger`).
    mutating func logTarget() throws(ConfigError) -> LogTarget {
        let destination = try logDestination()
        var target = LogTarget(destination: destination, facility: SyslogFacility(named: "kern").unsafelyUnwrapped)
        options: while true {
            switch peek {
            case "len":
                _ = nextIfAny()
                target.maxLength = try integer(in: 80...Int(Int32.max), "length")
            case "format":
                _ = nextIfAny()
                let name = try next("format")
                guard let layout = LogTarget.Layout(rawValue: name) else {
                    throw fail(
                        "log : unknown log format '\(name)'",
                        hint: Words.didYouMean(name, among: LogTarget.Layout.allCases.map(\.rawValue))
                            ?? "the formats are " + LogTarget.Layout.allCases.map(\.rawValue).joined(separator: ", "))
                }
                target.layout = layout
            case "sample":
                _ = nextIfAny()
                let text = try next("ranges:size")
                do {
                    target.sampling = try LogTarget.Sampling(text)
                } catch {
                    throw fail("log : \(error.text)")
                }
            case "profile":
                _ = nextIfAny()
                throw fail("'profile' is known to HAProxy 3.4 but not supported by Harrier 0.1")
            default: break options
            }
        }
        guard let facility = nextIfAny() else {
            throw failNext("log expects <address> and <facility> and optional <level> as arguments", hint: "e.g. 'log 127.0.0.1:514 local0'")
        }
        guard let known = SyslogFacility(named: facility) else {
            throw fail("log : unknown log facility '\(facility)'", hint: Words.didYouMean(facility, among: SyslogFacility.names))
        }
        target.facility = known
        if !isAtEnd { target.leastSevere = try logLevel("optional log level") }
        if !isAtEnd { target.mostSevere = try logLevel("optional minimum log level") }
        return target
    }

    private mutating func logLevel(_ what: String) throws(ConfigError) -> SyslogLevel {
        let name = try next(what)
        guard let level = SyslogLevel(named: name) else {
            throw fail("log : unknown \(what) '\(name)'", hint: Words.didYouMean(name, among: SyslogLevel.allNames))
        }
        return level
    }

    private mutating func logDestination() throws(ConfigError) -> LogTarget.Destination {
        guard let text = nextIfAny() else {
            throw failNext("log expects <address> and <facility> and optional <level> as arguments", hint: "e.g. 'log 127.0.0.1:514 local0'")
        }
        switch text {
        case "stdout": return .descriptor(1)
        case "stderr": return .descriptor(2)
        default: break
        }
        for prefix in ["ring@", "backend@"] where text.hasPrefix(prefix) {
            throw fail("log target '\(prefix)' is known to HAProxy 3.4 but not supported by Harrier 0.1")
        }
        let spec: AddressSpec
        do {
            spec = try AddressSpec(environment.expand(address: text), allowed: .log)
        } catch {
            throw fail("log : \(error.text)")
        }
        if let descriptor = spec.address.descriptor { return .descriptor(descriptor) }
        guard spec.transport == .datagram || spec.address.isUnix else {
            throw fail("log target 'tcp@' is known to HAProxy 3.4 but not supported by Harrier 0.1", hint: "use udp@")
        }
        // Why: syslog's port is the default (`SYSLOG_PORT`).
        if spec.address.isInternet, spec.address.port == 0 { return .datagrams(spec.address.with(port: 514)) }
        return .datagrams(spec.address)
    }
}
