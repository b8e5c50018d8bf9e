// harrier: what the command line interface asks of this process.
import Base
import CShims
import Config
import Control
import Net
import Proxies
import Streams

/// Orders for listeners and facts about the start, for commands.
final class ControlService: ControlHost, @unchecked Sendable {  // Why: its parts take care of threads themselves.
    private let listeners: ProcessListeners
    let startupMessages: String
    let descriptorLimit: Int
    let bootMilliseconds: Int64
    let warningCount: Int

    /// - Parameter startedAt: monotonic milliseconds.
    init(_ listeners: ProcessListeners, _ diagnostics: Diagnostics, startedAt: Tick) {
        self.listeners = listeners
        startupMessages = diagnostics.messages.map { Diagnostics.line($0.severity, $0.text, pid: getpid()) + "\n" }.joined()
        warningCount = diagnostics.warningCount
        bootMilliseconds = max(0, ControlService.millisecondsSinceExec)
        var limit = rlimit()
        getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
        descriptorLimit = Int(clamping: limit.rlim_cur)
    }

    func pause(_ frontend: Proxy) { listeners.pause(frontend) }
    func resume(_ frontend: Proxy) -> Bool { listeners.resume(frontend) }
    func shut(_ frontend: Proxy) { listeners.shut(frontend) }
    func sendListeners(over descriptor: Int32) -> Bool { handOut(ExportedSockets.shared.all, over: descriptor) }

    /// Age of the process by the kernel's account.
    private static var millisecondsSinceExec: Int64 {
        guard let bytes = FileReader.read("/proc/self/stat") else { return 0 }
        // Why: the program's name, in parentheses, may hold blanks.
        let fields = String(decoding: bytes, as: UTF8.self).split(separator: ")").last?.split(separator: " ") ?? []
        guard fields.count > 19, let ticks = Int64(fields[19]) else { return 0 }
        let perSecond = Int64(sysconf(Int32(_SC_CLK_TCK)))
        var now = timespec()
        clock_gettime(CLOCK_BOOTTIME, &now)
        return Int64(now.tv_sec) * 1000 + Int64(now.tv_nsec) / 1_000_000 - ticks * 1000 / max(1, perSecond)
    }
}
