// Streams: a proxy's log settings, ready for use.
import Base
import CShims
import Net
import Proxies
import Samples
import Synchronization

/// What is known of a proxy's logs before its first line; shared by all threads.
public final class ProxyLog: Sendable {
    let routes: [LogRoute]
    let identity: LogIdentity
    let format: LogFormat?
    let structuredData: LogFormat?
    let errorFormat: LogFormat?
    public let uniqueID: LogFormat?
    /// Header of the unique identifier in lower case, for messages that keep names so.
    public let uniqueIDHeader: [UInt8]
    /// When the line is written; `option logasap` does not wait for the end.
    let stage: LogAlias.Stage
    /// Whether values grow after the line was written, and bear a `+`.
    let isEarly: Bool
    let requestCaptures: [HeaderCapture]
    let responseCaptures: [HeaderCapture]
    let requestCaptureNames: [[UInt8]]
    let responseCaptureNames: [[UInt8]]
    let cookie: CookieCapture?
    let cookiePrefix: [UInt8]
    let cookieLength: Int
    /// The last invalid messages.
    let errors = CapturedErrors()
    /// Lines so far (`log_count`).
    let lines = Atomic<UInt64>(0)
    /// Whether anything must be noted of requests.
    let notesRequests: Bool

    /// For messages from threads that have no worker at hand.
    private let shared: SharedSender

    init(_ proxy: Proxy, _ global: GlobalSettings, _ shared: SharedSender) {
        self.shared = shared
        let logs = proxy.settings.logs
        routes = logs.targets.resolved(global: global.logs.targets).map {
            LogRoute($0, hasHostname: global.logs.hostname != nil)
        }
        identity = LogIdentity(tag: logs.tag ?? global.logs.tag ?? "haproxy", hostname: global.logs.hostname)
        format = logs.format?.format
        structuredData = routes.contains { $0.layout == .rfc5424 } ? logs.structuredData?.format : nil
        errorFormat = logs.errorFormat?.format
        uniqueID = logs.uniqueIDFormat?.format
        uniqueIDHeader = Array((logs.uniqueIDHeader ?? "").lowercased().utf8)
        requestCaptures = logs.requestCaptures
        responseCaptures = logs.responseCaptures
        requestCaptureNames = logs.requestCaptures.map { Array(($0.name ?? "").utf8) }
        responseCaptureNames = logs.responseCaptures.map { Array(($0.name ?? "").utf8) }
        cookie = logs.cookieCapture
        cookiePrefix = Array((logs.cookieCapture?.prefix ?? "").utf8)
        cookieLength = min(logs.cookieCapture?.length ?? 0, global.tune.httpCookielen)
        let natural = max(logs.format?.format.stage ?? .request, structuredData?.stage ?? .request)
        isEarly = proxy.settings.options.contains(.logasap) && natural == .end
        stage = isEarly ? .response : natural
        notesRequests = logs.format != nil && !routes.isEmpty || logs.cookieCapture != nil || !logs.requestCaptures.isEmpty
            || logs.uniqueIDFormat != nil
    }
}

extension ProxyLog {
    /// Sends a message from any thread.
    fileprivate func send(_ level: SyslogLevel, _ text: String) {
        guard !routes.isEmpty else { return }
        shared.withSender { sender, wall in
            Array(text.utf8).withUnsafeBufferPointer { sender.send($0, level: level, identity: identity, to: routes, wall: wall) }
        }
    }
}

/// A sender that threads take turns with.
final class SharedSender: @unchecked Sendable {  // Why: the lock guards the sender.
    private let lock = Mutex<Void>(())
    private let clock = SystemClock()
    private lazy var sender = LogSender(pid: getpid())

    func withSender(_ body: (LogSender, _ wall: Int64) -> Void) {
        lock._unsafeLock()
        defer { lock._unsafeUnlock() }
        body(sender, clock.wall())
    }
}

extension Proxy {
    /// Sends a message about this proxy to its logs (`send_log`); from any thread, not for the path of a request.
    public func log(_ level: SyslogLevel, _ text: String) { proxyLog?.send(level, text) }

    /// The prepared logs; made by ``Worker/prepareLogs(_:)``.
    @inline(__always) var proxyLog: ProxyLog? {
        guard let logSlot else { return nil }
        return unsafeDowncast(logSlot, to: ProxyLog.self)
    }
}

extension Configuration {
    /// Makes every proxy's logs ready; once, before traffic.
    public func prepareLogs() {
        let shared = SharedSender()
        for proxy in proxies { proxy.logSlot = ProxyLog(proxy, global, shared) }
    }

    /// Longest message of all targets in bytes.
    var longestLog: Int {
        let targets = global.logs.targets + proxies.flatMap { $0.settings.logs.targets.resolved(global: []) }
        return min(max(1024, targets.map(\.maxLength).max() ?? 0), 1 << 20)
    }
}
