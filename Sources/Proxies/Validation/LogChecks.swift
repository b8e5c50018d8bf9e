import Base
import Config
import Samples

extension ProxySettings {
    /// Logs of HTTP in TCP mode, and formats that nobody will read.
    mutating func checkLogs(_ global: GlobalLogSettings, _ diagnostics: Diagnostics) {
        guard isFrontend, var format = logs.format else { return }
        if mode != .http, format.keyword == "option httplog" || format.keyword == "option httpslog" {
            diagnostics.warning("parsing [\(format.location)] : '\(format.keyword)' not usable with \(kindText) '\(name)' (needs 'mode http'). Falling back to 'option tcplog'.")
            var scope = SampleScope(points: .logs)
            if let tcp = try? LogFormat(LogFormat.BuiltIn.tcp.text, usage: .log, scope: &scope) { format.format = tcp }
            format.keyword = "option tcplog"
            logs.format = format
        }
        if logs.targets.resolved(global: global.targets).isEmpty {
            diagnostics.warning("log format ignored for \(kindText) '\(name)' since it has no log address.")
        }
    }
}
