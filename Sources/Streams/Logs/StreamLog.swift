// Streams: the line that a stream leaves.
import Base
import HTTP
import Proxies

extension Stream {
    /// Keeps what the message shows only now: the request line, captured headers.
    func noteRequestForLogs(_ message: Message) {}
    func noteResponseForLogs(_ message: Message) {}
    /// Writes the log line, once (`strm_log`).
    func writeLog() {}
}

extension Proxy {
    /// Sends a message of our own to the proxy's logs.
    public func log(_ level: SyslogLevel, _ text: String) {}
}

extension Session {
    /// Logs a request that never became a stream (`sess_log`): `<BADREQ>`, `<NOSRV>`.
    /// - Parameter begun: whether any byte of it had come.
    public func logError(status: Int32, error: ErrorCode, finish: FinishCode, begun: Bool) {}
    /// Keeps the offending bytes for `show errors`.
    public func keepError(_ bytes: ByteView, _ failure: HeadFailure) {}
}
