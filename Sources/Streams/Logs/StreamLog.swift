// Streams: the line that a stream leaves.
//
// Question  When does a stream log, with which level, and what must be noted before the messages are gone?
// Source    HAProxy manual §8; `strm_log`, `frontend_accept`, `http_wait_for_request`.
import Base
import HTTP
import Proxies
import Samples

extension Stream {
    // MARK: Notes

    /// A stream was born: without a format the connection is told (`frontend_accept`).
    func logStart() {
        guard let log = frontend.proxyLog, log.format == nil, !log.routes.isEmpty else { return }
        logConnect(log)
    }

    /// Keeps what the message shows only now: the request line, captured headers, the cookie.
    func noteRequestForLogs(_ message: Message) {
        // Why: also without logs, for `capture.req.uri`.
        noteURI(message, worker.configuration.global.tune.httpLogurilen - 1)
        guard let log = frontend.proxyLog, log.notesRequests else { return }
        if !log.requestCaptures.isEmpty {
            requestCaptures.prepare(log.requestCaptures)
            requestCaptures.capture(log.requestCaptureNames, from: message)
        }
        if !log.cookiePrefix.isEmpty { captureCookie(.cookie, separator: 59, message, log, &clientCookieText) }
        if log.stage == .request { writeLog(isFinal: false) }
    }

    func noteResponseForLogs(_ message: Message) {
        guard let log = frontend.proxyLog else { return }
        if !log.responseCaptures.isEmpty {
            responseCaptures.prepare(log.responseCaptures)
            responseCaptures.capture(log.responseCaptureNames, from: message)
        }
        if !log.cookiePrefix.isEmpty { captureCookie(.setCookie, separator: 59, message, log, &serverCookieText) }
    }

    /// The response's head is final: formats that do not wait for the end are written (`http_process_res_common`).
    func logResponseHead() {
        guard let log = frontend.proxyLog, log.format != nil, log.stage == .response, !flags.contains(.logged) else { return }
        let close = logs.close
        logs.close = logs.data
        writeLog(isFinal: false)
        logs.close = close
    }

    /// A TCP connection to the server stands (`back_establish`).
    func logEstablished() {
        guard !isHTTP, let log = frontend.proxyLog, log.format != nil, log.stage <= .response, !flags.contains(.logged) else { return }
        let close = logs.close
        logs.close = logs.connect
        writeLog(isFinal: false)
        logs.close = close
    }

    private func noteURI(_ message: Message, _ limit: Int) {
        loggedURI.removeAll(keepingCapacity: true)
        func add(_ view: ByteView) {
            loggedURI.append(contentsOf: ByteView(rebasing: view[..<min(view.count, max(0, limit - loggedURI.count))]))
        }
        add(message.view(message.methodText))
        if loggedURI.count < limit { loggedURI.append(32) }
        add(message.view(message.target))
        if loggedURI.count + 9 <= limit {
            let name: StaticString = " HTTP/"
            loggedURI.append(contentsOf: ByteView(start: name.utf8Start, count: name.utf8CodeUnitCount))
            loggedURI.append(48 &+ message.versionMajor)
            loggedURI.append(46)
            loggedURI.append(48 &+ message.versionMinor)
        }
    }

    /// Keeps the first cookie whose name begins as asked.
    private func captureCookie(_ header: KnownHeader, separator: UInt8, _ message: Message, _ log: ProxyLog, _ text: inout [UInt8]) {
        text.removeAll(keepingCapacity: true)
        var index = message.find(header)
        while let found = index {
            let value = message.value(at: found)
            var start = 0
            while start < value.count {
                var end = start
                var isQuoted = false
                while end < value.count, isQuoted || value[end] != separator {
                    if value[end] == 34 { isQuoted.toggle() }
                    end += 1
                }
                while start < end, value[start] == 32 || value[start] == 9 { start += 1 }
                let pair = ByteView(rebasing: value[start..<end])
                if pair.count >= log.cookiePrefix.count, pair.prefix(log.cookiePrefix.count).elementsEqual(log.cookiePrefix) {
                    text.append(contentsOf: pair.prefix(log.cookieLength))
                    return
                }
                // Why: a Set-Cookie field holds one cookie; what follows are its attributes.
                if header == .setCookie { break }
                start = end + 1
            }
            index = message.find(header, from: found + 1)
        }
    }

    // MARK: The line

    /// Whether the stream did not go as it should (`strm_log`).
    private var wentWrong: Bool {
        assignment.wasRedispatched || (errorCode != .none && errorCode != .local) || (errorCode == .none && retries > 0)
            || (frontend.mode == .http && transaction.status >= 500)
    }

    /// Writes the log line, once, when the stream is over (`strm_log`).
    func writeLog() {
        guard !flags.contains(.logged), let log = frontend.proxyLog, log.format != nil else { return }
        if flags.contains(.monitor) { return }
        if frontend.settings.options.contains(.dontlognull), request.bytesIn == 0 { return }
        writeLog(isFinal: true)
    }

    func writeLog(isFinal: Bool) {
        guard !flags.contains(.logged), let log = frontend.proxyLog, let format = log.format, !log.routes.isEmpty else { return }
        let wentWrong = wentWrong
        let options = frontend.settings.options
        if !wentWrong, options.contains(.dontlogNormal) { return }
        var level = SyslogLevel.info
        if logs.level == 255 {
            flags.insert(.logged)
            return
        } else if logs.level >= 0 {
            level = SyslogLevel(rawValue: Int(logs.level)) ?? .info
        } else if wentWrong, options.contains(.logSeparateErrors) {
            level = .error
        }
        isLogFinal = isFinal
        makeUniqueID()
        let thread = worker.log
        var context = logContext(thread.scratch)
        thread.write(format, of: log, level: level, from: self, &context, wall: worker.loop.wall)
        flags.insert(.logged)
    }

    func logContext(_ scratch: Scratch) -> EvaluationContext {
        scratch.reset()
        return EvaluationContext(
            subject: .passUnretained(self), scratch: scratch, options: isHTTP ? [.stream, .final, .http] : [.stream, .final])
    }

    /// The identifier of `unique-id-format`, made when first asked for (`stream_generate_unique_id`).
    /// - Returns: empty without a format.
    @discardableResult
    public func makeUniqueID() -> [UInt8] {
        guard uniqueID.isEmpty, let format = frontend.proxyLog?.uniqueID else { return uniqueID }
        let thread = worker.log
        var context = logContext(thread.scratch)
        uniqueID = Array(thread.render(format, from: self, &context).prefix(128))
        return uniqueID
    }

    /// Adds the header of `unique-id-header`.
    /// - Returns: false when it does not fit.
    func addUniqueID(_ message: Message) -> Bool {
        guard let log = frontend.proxyLog, !log.uniqueIDHeader.isEmpty else { return true }
        let id = makeUniqueID()
        if id.isEmpty { return true }
        return log.uniqueIDHeader.withUnsafeBufferPointer { name in id.withUnsafeBufferPointer { message.add(name, $0) } }
    }

    /// `Connect from …`: what is logged without any format.
    private func logConnect(_ log: ProxyLog) {
        guard let source = session.sourceAddress else { return }
        let kind = frontend.mode == .http ? "HTTP" : "TCP"
        let text: String
        if source.isInternet {
            let destination = session.destinationAddress ?? SocketAddress()
            text = "Connect from \(source.hostText):\(source.port) to \(destination.hostText):\(destination.port) (\(frontend.name)/\(kind))"
        } else {
            text = "Connect to unix:\(session.listener?.id ?? 0) (\(frontend.name)/\(kind))"
        }
        worker.log.send(text, level: .info, about: frontend, wall: worker.loop.wall)
    }
}
