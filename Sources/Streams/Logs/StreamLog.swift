// Streams: the line that a stream leaves.
import HTTP
import Proxies

extension Stream {
    /// Keeps what the message shows only now: the request line, captured headers.
    func noteRequestForLogs(_ message: Message) {}
    func noteResponseForLogs(_ message: Message) {}
    /// Writes the log line, once (`strm_log`).
    func writeLog() {}
}
