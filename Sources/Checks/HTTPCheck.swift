// Checks: the conversation of `option httpchk`.
import Base
import HTTP
import Proxies

/// Request and expectation of HTTP checks (`http-check send`, `http-check expect`).
///
/// Pure: however the answer is split, the verdict is the same. Used by one thread.
final class HTTPCheck {
    /// What an answer means.
    struct Verdict: Equatable {
        var status: CheckStatus
        /// The HTTP status, 0 without one.
        var code = 0
        var info = ""
    }

    private let settings: CheckSettings
    private let pattern: Regex?
    private let workspace = RegexWorkspace()
    private let message = Message()

    init(_ settings: CheckSettings) throws(Regex.Failure) {
        self.settings = settings
        switch settings.httpExpect?.what {
        case .statusRegex(let text)?, .regex(let text)?: pattern = try Regex(text)
        default: pattern = nil
        }
        let capacity = 32_768
        message.block = Buffer(area: .allocate(capacity: capacity), capacity: capacity)
    }

    deinit {
        workspace.destroy()
        message.block.area?.deallocate()
    }

    // MARK: Request

    /// The bytes to send.
    /// - Parameter node: the machine's name in `send-state`; unset: the host's.
    func request(for server: Server, node: String?) -> [UInt8] {
        var text = "\(settings.httpMethod) \(settings.httpURI) \(settings.httpVersion)\r\n"
        if let host = settings.httpHost { text += "host: \(host)\r\n" }
        for (name, value) in settings.httpHeaders { text += "\(name.lowercased()): \(value)\r\n" }
        if settings.sendState { text += "x-haproxy-server-state: \(Self.state(of: server, node: node ?? HostName.current))\r\n" }
        if let body = settings.httpBody { text += "content-length: \(body.utf8.count)\r\n" }
        if settings.httpVersion == "HTTP/1.1" { text += "connection: close\r\n" }
        text += "\r\n"
        if let body = settings.httpBody { text += body }
        return Array(text.utf8)
    }

    /// `UP 2/3; address=…; port=…; name=be/srv; node=lb; weight=1/2; scur=0/5; qcur=0` (`http-check send-state`).
    static func state(of server: Server, node: String) -> String {
        let proxy = server.proxy
        var word = server.statusText
        if word.hasPrefix("DRAIN") { word = "UP" + word.dropFirst(5) }
        var total = proxy.servers.filter { $0.isUsable }.reduce(0) { $0 + $1.reportedWeight }
        total = max(total, 0)
        let connections = max(0, proxy.beconn.load(ordering: .relaxed) - proxy.queue.count)
        var text = word
        if server.address.isInternet { text += "; address=\(server.address.hostText); port=\(server.address.port)" }
        text += "; name=\(server.path); node=\(node); weight=\(server.reportedWeight)/\(total)"
        text += "; scur=\(server.currentSessions.load(ordering: .relaxed))/\(connections); qcur=\(server.queue.count)"
        if let throttle = server.throttle { text += "; throttle=\(throttle)%" }
        return text
    }

    // MARK: Answer

    /// Looks at the answer so far.
    /// - Parameters:
    ///   - bytes: all bytes received.
    ///   - isLast: nothing will follow.
    ///   - wasStopped: the server is down; a 404 then does not bring it back for `disable-on-404`.
    /// - Returns: `nil` while more is needed.
    func judge(_ bytes: [UInt8], isLast: Bool, wasStopped: Bool) -> Verdict? {
        bytes.withUnsafeBufferPointer { view in
            var parser = HeadParser(isRequest: false)
            parser.options.maximalSize = 32_768 - HeadParser.slack
            parser.requestMethod = .get
            do {
                guard let head = try parser.parse(view, into: message) else {
                    return isLast ? Verdict(status: .socketError) : nil
                }
                return judge(ByteView(rebasing: view[head...]), isLast)
            } catch {
                return Verdict(status: .socketError)
            }
        }.map { verdict in
            guard wasStopped, verdict.status == .layer7ConditionallyOK else { return verdict }
            return Verdict(status: .layer7WrongStatus, code: verdict.code, info: message.view(message.reason).text)
        }
    }

    private func judge(_ rest: ByteView, _ isLast: Bool) -> Verdict? {
        let code = Int(message.status)
        if settings.disableOn404, code == 404 { return Verdict(status: .layer7ConditionallyOK, code: code) }
        guard let expect = settings.httpExpect else { return statusVerdict(code, (200..<400).contains(code)) }
        switch expect.what {
        case .status(let ranges):
            return statusVerdict(code, ranges.contains { $0.contains(code) } != expect.negated)
        case .statusRegex:
            let matches = Array("\(code)".utf8).withUnsafeBufferPointer { pattern?.matches($0, in: workspace) ?? false }
            return statusVerdict(code, matches != expect.negated)
        case .string(let text):
            let wanted = Array(text.utf8)
            return bodyVerdict(code, rest, isLast, expect.negated) { Self.contains($0, wanted) }
        case .regex:
            return bodyVerdict(code, rest, isLast, expect.negated) { $0.withUnsafeBufferPointer { pattern?.matches($0, in: workspace) ?? false } }
        }
    }

    private func statusVerdict(_ code: Int, _ isGood: Bool) -> Verdict {
        isGood ? Verdict(status: .layer7OK, code: code)
            : Verdict(status: .layer7WrongStatus, code: code, info: message.view(message.reason).text)
    }

    /// A match decides at once; its absence only when the body is complete.
    private func bodyVerdict(
        _ code: Int, _ rest: ByteView, _ isLast: Bool, _ negated: Bool, _ matches: ([UInt8]) -> Bool
    ) -> Verdict? {
        guard let (body, isComplete) = body(rest) else { return Verdict(status: .socketError) }
        if !body.isEmpty, matches(body) {
            return negated ? Verdict(status: .layer7InvalidResponse, info: "HTTP check matched unwanted content")
                : Verdict(status: .layer7OK, code: code)
        }
        guard isComplete || isLast else { return nil }
        if body.isEmpty {
            return Verdict(status: .layer7InvalidResponse, info: "HTTP content check could not find a response body")
        }
        return negated ? Verdict(status: .layer7OK, code: code)
            : Verdict(status: .layer7InvalidResponse, info: "HTTP content check did not match")
    }

    /// The body so far, decoded, and whether it is all; `nil` for broken chunks.
    private func body(_ rest: ByteView) -> (bytes: [UInt8], isComplete: Bool)? {
        switch message.framing.body {
        case .none: return ([], true)
        case .length(let length):
            let count = min(rest.count, Int(clamping: length))
            return (Array(rest[..<count]), UInt64(count) >= length)
        case .untilClose, .tunnel: return (Array(rest), false)
        case .chunked:
            var decoder = ChunkDecoder()
            var decoded: [UInt8] = []
            var at = 0
            while true {
                guard let step = try? decoder.next(rest, from: at) else { return nil }
                switch step {
                case .needMore: return (decoded, false)
                case .payload(let range):
                    decoded += rest[range]
                    at = range.upperBound
                case .trailer(_, _, let next): at = next
                case .end: return (decoded, true)
                }
            }
        }
    }

    private static func contains(_ bytes: [UInt8], _ wanted: [UInt8]) -> Bool {
        guard !wanted.isEmpty else { return true }
        guard bytes.count >= wanted.count else { return false }
        return (0...(bytes.count - wanted.count)).contains { start in
            bytes[start] == wanted[0] && bytes[start..<start + wanted.count].elementsEqual(wanted)
        }
    }
}
