// Control: errors, descriptors, threads.
import Base
import Net
import Proxies
import Streams

extension CLICommand {
    /// `show errors`, `show fd`, `_getsocks` (runtime-cli §5.7, §5.8).
    public static var diagnostics: [CLICommand] { [
        CLICommand("show errors [<proxy>|<id>] [request|response]", "show the last invalid messages of each proxy", level: .operator) { context in
            ErrorReport.answer(context)
        },
        CLICommand("show fd [-!plcfbsd]* [fd]", "show the descriptors in use", level: .operator) { context in
            let wanted = context.arguments.compactMap { Int32($0) }.first
            return Gather.rows(context) { worker in
                var rows = worker.listenerDescriptors + worker.streamList.snapshot.flatMap(\.descriptors)
                if let wanted { rows = rows.filter { $0.fd == wanted } }
                return rows.sorted { $0.fd < $1.fd }.map { row in
                    let number = "\(row.fd)"
                    return String(repeating: " ", count: max(0, 7 - number.count)) + number
                        + " : tmask=0x\(String(1 << UInt64(worker.index), radix: 16)) \(row.text)\n"
                }.joined()
            }
        },
        CLICommand("_getsocks", "hand the listening sockets over", level: .user, .hidden) { context in
            guard let stream = context.stream, let connection = stream.front.endpoint?.connection, stream.session.listener?.settings.exposesListeners == true
            else { return .close }
            _ = context.center.host.sendListeners(over: connection.fd)
            return .close
        },
    ] }
}

/// `show activity`: what the loops did.
enum ActivityReport {
    static func answer(_ context: CLIContext) -> CLIAnswer {
        let workers = context.center.workers
        var shown = Array(workers.indices)
        var wantsTotal = true
        if let text = context.argument(0) {
            guard let number = Int(text), number >= -1, number <= workers.count else {
                return .error("Thread ID number must be between -1 and nbthread")
            }
            if number == 0 { shown = [] }
            if number > 0 {
                shown = [number - 1]
                wantsTotal = false
            }
        }
        func row(_ name: String, _ value: (EventLoop.Activity) -> UInt64) -> String {
            let values = workers.map { value($0.loop.activity) }
            let each = shown.map { "\(values[$0])" }.joined(separator: " ")
            if !wantsTotal { return "\(name): \(each)\n" }
            return "\(name): \(values.reduce(0, &+))" + (shown.count > 1 ? " [ \(each) ]" : "") + "\n"
        }
        let wall = "\(context.wall % 1_000_000)"
        let uptime = StatValue.decimal(microseconds: context.center.uptime(at: context.now) * 1000).text
        var text = "thread_id: \((context.stream?.worker.index ?? 0) + 1) (\(1)..\(workers.count))\n"
        text += "date_now: \(context.wall / 1_000_000)." + String(repeating: "0", count: 6 - wall.count) + wall + "\n"
        text += "uptime_now: \(uptime)\n"
        text += row("loops") { $0.rounds }
        text += row("poll_io") { $0.polls }
        text += row("poll_events") { $0.events }
        text += row("ctxsw") { $0.tasksRun }
        text += row("wake_tasks") { $0.wakeUps }
        text += row("idle_pct") { UInt64(max(0, $0.idlePercent)) }
        return .text(text)
    }
}
