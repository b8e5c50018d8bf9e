// harrier: loading and checking a configuration.
import Base
import CShims
import Config
import Proxies
import Samples

/// Reads a configuration from its files to checked settings.
///
/// This is the one closure a master needs: it touches no descriptor but the files' and starts nothing.
struct ConfigurationProgram {
    let options: LaunchOptions
    let catalogue: KeywordCatalogue

    /// What a load gave.
    struct Result {
        let parsed: ParsedConfiguration
        let diagnostics: Diagnostics
        /// Variables after the configuration's `setenv` lines.
        let environment: Environment
        /// Whether the process may start with it.
        var isValid: Bool { !diagnostics.hasAlerts }
    }

    /// Loads and checks; all faults are in the result's diagnostics, told to `onMessage` as they come.
    func load(onMessage: @escaping (Diagnostics.Message) -> Void) -> Result {
        let diagnostics = Diagnostics(showsDiagnostics: options.diagnostic, onMessage: onMessage)
        let environment = ProcessEnvironment.make(options)
        var parsed = ParsedConfiguration()
        do {
            let sources = try ConfigurationFiles.read(options.paths)
            parsed = ConfigurationLoader.load(sources, catalogue: catalogue, environment: environment, diagnostics: diagnostics)
            environment.variables["HAPROXY_CFGFILES"] = sources.map(\.name).joined(separator: ";")
        } catch {
            diagnostics.add(.alert, error.message)
            return Result(parsed: parsed, diagnostics: diagnostics, environment: environment)
        }
        if diagnostics.hasAlerts {
            diagnostics.add(.alert, "config : Fatal errors found in configuration.")
        } else {
            apply(to: &parsed.global)
            apply(to: &parsed.proxies)
            parsed.check(diagnostics: diagnostics, resolver: options.onlyIPv4 ? resolveIPv4 : resolveWithLibc)
            for option in options.withoutEffect {
                diagnostics.add(.diagnostic, "option '\(option)' has no effect in Harrier")
            }
        }
        if diagnostics.hasWarnings, !diagnostics.hasAlerts, options.warningsAreFatal || parsed.global.zeroWarning {
            diagnostics.add(.alert, "Some warnings were found and 'zero-warning' is set. Aborting.")
        }
        return Result(parsed: parsed, diagnostics: diagnostics, environment: environment)
    }

    /// Lets the command line win over the file.
    private func apply(to global: inout GlobalSettings) {
        if options.daemon { global.daemon = true }
        if options.debug || options.foreground { global.daemon = false }
        if let limit = options.maxconn, limit > 0 { global.maxconn = limit }
        if let file = options.pidfile { global.pidfile = file }
        if let name = options.peerName { global.localpeer = name }
        if options.insecureFork { global.insecureForkWanted = true }
        if options.noSplice { global.splice = false }
        if options.noReusePort { global.reusePort = false }
        if options.quiet { global.quiet = true }
    }

    private func apply(to proxies: inout [ProxySettings]) {
        for index in proxies.indices {
            if let limit = options.proxyMaxconn, proxies[index].isFrontend, proxies[index].maxconn == 0 {
                proxies[index].maxconn = limit
            }
            guard options.ignoresResolutionFailures else { continue }
            for position in proxies[index].servers.indices where !proxies[index].servers[position].initAddr.contains(.none) {
                proxies[index].servers[position].initAddr.append(.none)
            }
        }
    }

    /// Names have no IPv6 addresses under `-4`.
    private func resolveIPv4(_ name: String, _ family: SocketAddress.Family) -> SocketAddress? {
        family == .ipv6 ? nil : resolveWithLibc(name, .ipv4)
    }
}

/// The process's environment on its way into a configuration and back.
enum ProcessEnvironment {
    /// Variables of the process and those that are there for every configuration.
    static func make(_ options: LaunchOptions) -> Environment {
        var variables: [String: String] = [:]
        var entry = hs_environ()
        while let list = entry, let text = list.pointee {
            let pair = String(cString: text)
            if let equals = pair.firstIndex(of: "=") {
                variables[String(pair[..<equals])] = String(pair[pair.index(after: equals)...])
            }
            entry = list + 1
        }
        for format in LogFormat.BuiltIn.allCases { variables[format.variable] = format.text }
        variables["HAPROXY_STARTUP_VERSION"] = variables["HAPROXY_STARTUP_VERSION"] ?? ProgramVersion.language
        variables["HAPROXY_BRANCH"] = ProgramVersion.branch
        variables["HAPROXY_LOCALPEER"] = options.peerName ?? hostName
        return Environment(variables: variables, facts: ProgramVersion.facts(options))
    }

    /// Makes the variables those of the process, for the programs it starts.
    static func export(_ environment: Environment) {
        let formats = Set(LogFormat.BuiltIn.allCases.map(\.variable))
        clearenv()
        for (name, value) in environment.variables where !formats.contains(name) { setenv(name, value, 1) }
    }

    private static var hostName: String {
        var bytes = [CChar](repeating: 0, count: 256)
        guard gethostname(&bytes, bytes.count - 1) == 0 else { return "localhost" }
        return String(decoding: bytes.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }
}
