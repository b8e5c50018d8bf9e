// Net: leaving the terminal.
import CShims

/// A process that goes to the background while its parent waits for it to be ready (`-D`, `daemon`).
public struct Daemon {
    private let readyDescriptor: Int32

    /// Why there is no background process: `errno`.
    public struct Failure: Error, Equatable { public let code: Int32 }

    /// Forks. The parent never returns: it exits with 0 once the child calls ``ready()``, with 1 if it dies before.
    ///
    /// Must be called before any thread or event loop exists.
    public static func detach() throws(Failure) -> Daemon {
        var ends: (Int32, Int32) = (-1, -1)
        let made = withUnsafeMutablePointer(to: &ends) { pointer in
            pointer.withMemoryRebound(to: Int32.self, capacity: 2) { hs_pipe2($0, O_CLOEXEC) }
        }
        guard made == 0 else { throw Failure(code: hs_errno()) }
        let child = fork()
        guard child >= 0 else { throw Failure(code: hs_errno()) }
        if child > 0 {
            close(ends.1)
            var byte: UInt8 = 0
            var count: Int
            repeat { count = read(ends.0, &byte, 1) } while count < 0 && hs_errno() == EINTR
            // Why `_exit`: what `exit` would flush or remove belongs to the child now.
            _exit(count == 1 ? 0 : 1)
        }
        close(ends.0)
        setsid()
        return Daemon(readyDescriptor: ends.1)
    }

    /// Tells the waiting parent that traffic is served, and lets the terminal go.
    public func ready() {
        Self.silence()
        var byte: UInt8 = 1
        _ = write(readyDescriptor, &byte, 1)
        close(readyDescriptor)
    }

    /// Replaces standard input, output and error by `/dev/null`.
    public static func silence() {
        let null = hs_open("/dev/null", O_RDWR, 0)
        guard null >= 0 else { return }
        for fd in 0...2 as ClosedRange<Int32> { dup2(null, fd) }
        if null > 2 { close(null) }
    }
}

/// The file that holds the process's number (`pidfile`, `-p`).
public struct PIDFile {
    private let fd: Int32

    /// Creates the file anew (mode 0644), as long as the path can still be reached (before `chroot`).
    /// - Returns: `nil` when that fails; `errno` tells.
    public init?(_ path: String) {
        unlink(path)
        fd = hs_open(path, O_CREAT | O_WRONLY | O_TRUNC | O_CLOEXEC, 0o644)
        if fd < 0 { return nil }
    }

    /// Writes the number of the calling process and closes the file.
    public func write() {
        let text = "\(getpid())\n"
        _ = CShims.write(fd, text, text.utf8.count)
        close(fd)
    }
}

/// Processes that this one replaces (`-sf`, `-st`).
public struct Predecessors: Sendable, Equatable {
    public var pids: [Int32]
    /// The last word to them: `SIGUSR1` finishes (`-sf`), `SIGTERM` ends (`-st`).
    public var signal: Int32

    public init(pids: [Int32], signal: Int32) {
        self.pids = pids
        self.signal = signal
    }

    /// Sends a signal to all (`tell_old_pids`).
    /// - Returns: how many processes could be told.
    @discardableResult
    public func tell(_ number: Int32) -> Int {
        pids.count { kill($0, number) == 0 }
    }
}
