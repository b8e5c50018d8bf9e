// Control: `show info`, filled in.
import Base
import CShims
import Net
import Proxies
import Streams

/// The values of `show info` at one moment (spec/balancing.md 6.2).
struct InfoReport {
    let context: CLIContext
    private let center: ControlCenter

    init(_ context: CLIContext) {
        self.context = context
        center = context.center
    }

    /// - Parameter isFloat: whether durations carry microseconds.
    func value(_ field: InfoField, isFloat: Bool) -> StatValue? {
        let process = center.process
        let global = center.configuration.global
        let uptime = center.uptime(at: context.now)
        switch field {
        case .name: return .text("HAProxy")
        case .version: return .text(LanguageVersion.text)
        case .releaseDate: return .text(LanguageVersion.date)
        case .nbthread: return StatValue(center.configuration.threads)
        case .nbproc, .processNum, .nbThreadGroups: return StatValue(1)
        case .pid: return StatValue(Int(getpid()))
        case .uptime: return .text(InfoReport.duration(uptime / 1000))
        case .uptimeSec: return isFloat ? .decimal(microseconds: uptime * 1000) : .number(uptime / 1000)
        case .ulimitN: return StatValue(center.host.descriptorLimit)
        case .maxsock: return StatValue(process.maxsock > 0 ? process.maxsock : center.host.descriptorLimit)
        case .maxconn: return StatValue(process.maxconn.load(ordering: .relaxed))
        case .hardMaxconn: return StatValue(center.hardMaxconn)
        case .currConns: return StatValue(process.connections.load(ordering: .relaxed))
        case .cumConns: return .unsigned(process.totalConnections.load(ordering: .relaxed))
        case .cumReq: return .unsigned(process.totalRequests.load(ordering: .relaxed))
        case .connRate: return StatValue(rate(.connections))
        case .maxConnRate: return StatValue(maximum(.connections))
        case .connRateLimit: return StatValue(center.connectionRateLimit)
        case .sessRate: return StatValue(rate(.sessions))
        case .maxSessRate: return StatValue(maximum(.sessions))
        case .sessRateLimit: return StatValue(center.sessionRateLimit)
        case .tasks: return StatValue(center.workers.reduce(0) { $0 + $1.loop.timerCount + $1.loop.runQueueLength })
        case .runQueue: return StatValue(center.workers.reduce(0) { $0 + $1.loop.runQueueLength })
        case .idlePct: return StatValue(context.stream?.worker.loop.activity.idlePercent ?? 100)
        case .node: return .text(global.node ?? HostName.current)
        case .description: return global.description.map { .text($0) }
        case .stopping: return StatValue(process.stopping.load(ordering: .relaxed) ? 1 : 0)
        case .jobs: return StatValue(process.connections.load(ordering: .relaxed) + listeners)
        case .listeners: return StatValue(listeners)
        case .droppedLogs: return StatValue(LogDrops.count)
        case .totalBytesOut: return .unsigned(process.bytesOut.load(ordering: .relaxed))
        case .bytesOutRate: return .unsigned(center.workers.reduce(0) { $0 &+ $1.bytesOutPerSecond(at: context.now) })
        case .buildInfo: return .text(LanguageVersion.text)
        case .startTimeSec: return .number(process.startWall / 1_000_000)
        case .tainted: return .text("0")
        case .totalWarnings: return StatValue(center.host.warningCount)
        case .maxconnReached: return .unsigned(process.maxconnReached.load(ordering: .relaxed))
        case .bootTimeMs: return .number(center.host.bootMilliseconds)
        case .currStreams: return StatValue(process.currentStreams.load(ordering: .relaxed))
        case .cumStreams: return .unsigned(process.totalStreams.load(ordering: .relaxed))
        case .poolAllocBytes: return StatValue(pooled)
        case .poolUsedBytes: return StatValue(used)
        case .poolAllocMB: return StatValue(pooled >> 20)
        case .poolUsedMB: return StatValue(used >> 20)
        case .product: return .text(LanguageVersion.product)
        // What Harrier does not have stands at zero, as in a HAProxy that does not use it.
        default: return .number(0)
        }
    }

    private var proxies: [Proxy] { center.configuration.proxies.filter(\.isFrontend) }
    private var listeners: Int { proxies.reduce(center.frontend?.listeners.count ?? 0) { $0 + $1.listeners.count } }
    private func rate(_ rate: CounterRate) -> Int { proxies.reduce(0) { $0 + $1.frontendCounters.rate(rate, at: context.now) } }
    private func maximum(_ rate: CounterRate) -> Int { proxies.reduce(0) { max($0, $1.frontendCounters.maximum(rate)) } }
    private var pooled: Int { center.workers.reduce(0) { $0 + ($1.buffers.used + $1.buffers.kept) * $1.buffers.blockSize } }
    private var used: Int { center.workers.reduce(0) { $0 + $1.buffers.used * $1.buffers.blockSize } }

    /// `0d 0h02m24s`
    static func duration(_ seconds: Int64) -> String {
        func two(_ value: Int64) -> String { value < 10 ? "0\(value)" : "\(value)" }
        return "\(seconds / 86400)d \(seconds / 3600 % 24)h\(two(seconds / 60 % 60))m\(two(seconds % 60))s"
    }

    /// The whole report; unknown words are ignored.
    func text(_ words: [String]) -> String {
        let form: StatForm = words.contains("json") ? .json : words.contains("typed") ? .typed : .plain
        let isFloat = words.contains("float")
        let describes = words.contains("desc")
        var rows: [String] = []
        for field in InfoField.allCases {
            guard let value = value(field, isFloat: isFloat) else { continue }
            rows.append(InfoReport.row(field, value, form, describes: describes))
        }
        switch form {
        case .json: return "[" + rows.joined(separator: ",") + "]\n"
        case .plain, .typed: return rows.joined()
        }
    }

    static func row(_ info: InfoField, _ value: StatValue, _ form: StatForm, describes: Bool) -> String {
        let field = info.field
        let description = describes ? ":\"\(field.summary)\"" : ""
        switch form {
        case .plain: return "\(field.name): \(value.text)\(description)\n"
        case .typed: return "\(info.position).\(field.name).1:\(field.tags):\(value.kind(of: field)):\(value.text)\(description)\n"
        case .json:
            let tags = field.tagWords
            return "{\"field\":{\"pos\":\(info.position),\"name\":\"\(field.name)\"},\"processNum\":1,"
                + "\"tags\":{\"origin\":\"\(tags.origin)\",\"nature\":\"\(tags.nature)\",\"scope\":\"\(tags.scope)\"},"
                + "\"value\":\(value.json(field))}"
        }
    }
}
