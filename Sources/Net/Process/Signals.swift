// Net: signals as events of a loop.
import CShims

/// Takes signals out of the asynchronous world: they are blocked everywhere and read by one loop (`signalfd`).
///
/// Block before any other thread exists, so that no thread can be interrupted.
public final class SignalReader: FDHandler {
    private let fd: Int32
    private let numbers: [Int32]
    private let handle: (Int32) -> Void

    /// Blocks `numbers` in this thread and those it will start. Their dispositions become the default ones, for a parent
    /// may have left them ignored.
    public static func block(_ numbers: [Int32]) {
        for number in numbers { hs_signal_default(number) }
        var set = Self.set(numbers)
        pthread_sigmask(SIG_BLOCK, &set, nil)
    }

    /// Ends the blocking, for a child that is about to become another program.
    public static func unblock(_ numbers: [Int32]) {
        var set = Self.set(numbers)
        pthread_sigmask(SIG_UNBLOCK, &set, nil)
    }

    /// - Parameters:
    ///   - numbers: signals that ``block(_:)`` has blocked.
    ///   - handle: called on the loop's thread, once for each signal that arrived.
    public init(_ numbers: [Int32], loop: EventLoop, handle: @escaping (Int32) -> Void) {
        self.numbers = numbers
        self.handle = handle
        var set = Self.set(numbers)
        fd = signalfd(-1, &set, Int32(SFD_NONBLOCK | SFD_CLOEXEC))
        super.init()
        if fd >= 0 { loop.register(fd, self, readOnly: true, levelTriggered: true) }
    }

    deinit { if fd >= 0 { close(fd) } }

    public override func ready(_ events: IOEvents) {
        // `struct signalfd_siginfo` begins with the signal's number and has 128 bytes.
        withUnsafeTemporaryAllocation(byteCount: 128, alignment: 8) { record in
            while read(fd, record.baseAddress, 128) == 128 { handle(Int32(bitPattern: record.load(as: UInt32.self))) }
        }
    }

    /// Dies by the signal, as if it had never been caught.
    public static func die(by number: Int32) -> Never {
        hs_signal_default(number)
        unblock([number])
        raise(number)
        exit(128 + number)
    }

    private static func set(_ numbers: [Int32]) -> sigset_t {
        var set = sigset_t()
        sigemptyset(&set)
        for number in numbers { sigaddset(&set, number) }
        return set
    }
}
