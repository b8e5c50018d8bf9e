// Streams: what one thread needs to write log lines.
import Base
import CShims
import Net
import Proxies
import Samples

/// A thread's buffers, dates and sockets for logs.
public final class LogThread {
    let sender: LogSender
    var dates = LogDates()
    private var line: Buffer
    private var data: Buffer
    let scratch: Scratch
    let hostname: [UInt8]
    let pid: UInt64
    private let globalRoutes: [LogRoute]
    private let globalIdentity: LogIdentity

    public init(_ configuration: Configuration) {
        let global = configuration.global
        let capacity = configuration.longestLog
        line = Buffer(area: .allocate(capacity: capacity), capacity: capacity)
        data = Buffer(area: .allocate(capacity: capacity), capacity: capacity)
        scratch = Scratch()
        pid = UInt64(getpid())
        sender = LogSender(pid: getpid())
        hostname = Array((global.node ?? HostName.current).utf8)
        globalRoutes = global.logs.targets.map { LogRoute($0, hasHostname: global.logs.hostname != nil) }
        globalIdentity = LogIdentity(tag: global.logs.tag ?? "haproxy", hostname: global.logs.hostname)
    }

    deinit {
        line.area?.deallocate()
        data.area?.deallocate()
        dates.free()
        scratch.destroy()
    }

    /// Renders `format` and sends it to the proxy's targets (`strm_log`, `sess_log`).
    func write(
        _ format: LogFormat, of log: ProxyLog, level: SyslogLevel, from source: any LogSource, _ context: inout EvaluationContext,
        wall: Int64
    ) {
        line.reset()
        data.reset()
        if let structuredData = log.structuredData { structuredData.append(to: &data, from: source, &context) }
        format.append(to: &line, from: source, &context)
        guard !line.isEmpty else { return }
        log.lines.wrappingAdd(1, ordering: .relaxed)
        sender.send(line.readable, level: level, structuredData: data.readable, identity: log.identity, to: log.routes, wall: wall)
    }

    /// Renders a format into this thread's buffer; valid until the next line.
    func render(_ format: LogFormat, from source: any LogSource, _ context: inout EvaluationContext) -> ByteView {
        line.reset()
        format.append(to: &line, from: source, &context)
        return line.readable
    }

    /// Sends a message about a proxy (`send_log`): server states, refused connections.
    public func send(_ text: String, level: SyslogLevel, about proxy: Proxy, wall: Int64) {
        guard let log = proxy.proxyLog, !log.routes.isEmpty else { return }
        Array(text.utf8).withUnsafeBufferPointer {
            sender.send($0, level: level, identity: log.identity, to: log.routes, wall: wall)
        }
    }

    /// Sends a message about the process to the targets of `global` (`send_log(NULL, …)`).
    public func send(_ text: String, level: SyslogLevel, wall: Int64) {
        Array(text.utf8).withUnsafeBufferPointer {
            sender.send($0, level: level, identity: globalIdentity, to: globalRoutes, wall: wall)
        }
    }
}
