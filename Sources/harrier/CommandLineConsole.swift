// harrier: messages for the terminal.
import CShims
import Config

/// Writes messages the way HAProxy does while it starts.
enum Console {
    /// Writes text to standard output.
    static func out(_ text: String) { write(text, to: 1) }
    /// Writes text to standard error.
    static func error(_ text: String) { write(text, to: 2) }

    /// What to call with each message of a start.
    /// - Returns: a function that keeps silent when `quiet` and tells who speaks before the first alert or warning.
    static func printer(quiet: Bool) -> (Diagnostics.Message) -> Void {
        var hasIntroduced = false
        return { message in
            guard !quiet else { return }
            if !hasIntroduced, message.severity == .alert || message.severity == .warning {
                hasIntroduced = true
                let pid = getpid()
                error(Diagnostics.line(.notice, "haproxy version is \(ProgramVersion.language) (Harrier \(ProgramVersion.program))", pid: pid) + "\n")
                error(Diagnostics.line(.notice, "path to executable is \(executable)", pid: pid) + "\n")
            }
            error(Diagnostics.line(message.severity, message.text, pid: getpid()) + "\n")
        }
    }

    /// Path of the running program.
    static var executable: String {
        var bytes = [UInt8](repeating: 0, count: 4096)
        let count = bytes.withUnsafeMutableBytes { buffer -> Int in
            guard let base = buffer.bindMemory(to: CChar.self).baseAddress else { return 0 }
            return readlink("/proc/self/exe", base, buffer.count)
        }
        return count > 0 ? String(decoding: bytes[..<count], as: UTF8.self) : CommandLine.arguments[0]
    }

    private static func write(_ text: String, to descriptor: Int32) {
        var bytes = Array(text.utf8)[...]
        while !bytes.isEmpty {
            let count = bytes.withUnsafeBytes { CShims.write(descriptor, $0.baseAddress, $0.count) }
            if count > 0 { bytes = bytes.dropFirst(count) } else if count == 0 || hs_errno() != EINTR { return }
        }
    }
}
