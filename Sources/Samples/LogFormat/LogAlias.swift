// Samples: the names behind the percent sign.

/// One alias of the log language, such as `%ci` (HAProxy manual §8.2.6 and 3.4's list).
///
/// An alias says *what* to print; a ``LogSource`` knows the value.
public enum LogAlias: UInt8, CaseIterable, Sendable {
    case bytesRead, requestCookie, responseCookie, hostname, method, pathAndAuthority, path, query, uri, version
    case uniqueID, logOrigin, status, dateGMT, requestTime, activeTime, connectTime, dataTime, handshakeTime, idleTime, dateLocal
    case queryTime, responseTime, timestamp, totalTime, userTime, queueTime, bytesUploaded
    case processConnections, backend, backendConnections, backendSource, backendSourcePort, backendQueue
    case client, clientPort, frontend, frontendConnections, frontendAddress, frontendPort, frontendTransport
    case requestHeaders, requestHeaderList, responseHeaders, responseHeaderList
    case logCounter, milliseconds, pid, request, retries, requestCounter
    case server, serverConnections, serverAddress, serverPort, serverQueue, sslCipher, sslVersion
    case date, requestDate, requestDateGMT, requestDateLocal, termination, terminationAndCookie

    /// When HAProxy considers the alias's value as final (`LW_*`).
    public enum Stage: UInt8, Sendable, Comparable {
        /// The request's head is read. A line waits for no more only if it shows nothing else.
        case request
        /// The response's head is read, or the connection to the server stands.
        case response
        /// Known when the stream ends (`LW_BYTES`).
        case end
        public static func < (a: Stage, b: Stage) -> Bool { a.rawValue < b.rawValue }
    }

    /// The word behind the percent sign.
    public var name: String { LogAlias.table[Int(rawValue)].name }
    /// Whether only HTTP proxies may use it.
    public var isHTTPOnly: Bool { LogAlias.table[Int(rawValue)].http }
    /// When its value is final.
    public var stage: Stage { LogAlias.table[Int(rawValue)].stage }
    /// The field it prints, in a few words.
    public var summary: String { LogAlias.table[Int(rawValue)].summary }

    /// The alias of this name; names differ by case.
    public static func named(_ name: some StringProtocol) -> LogAlias? {
        allCases.first { $0.name == name }
    }

    private struct Row: Sendable {
        let name: String, http: Bool, stage: Stage, summary: String
        init(_ name: String, _ stage: Stage, _ summary: String, http: Bool = false) {
            self.name = name
            self.http = http
            self.stage = stage
            self.summary = summary
        }
    }

    /// In the order of the cases.
    private static let table: [Row] = [
        Row("B", .end, "bytes received from the server"),
        Row("CC", .response, "captured request cookie", http: true),
        Row("CS", .response, "captured response cookie", http: true),
        Row("H", .response, "host name of this machine"),
        Row("HM", .request, "method", http: true),
        Row("HP", .request, "request target without its query", http: true),
        Row("HPO", .request, "path without authority and query", http: true),
        Row("HQ", .request, "query with its question mark", http: true),
        Row("HU", .request, "request target", http: true),
        Row("HV", .request, "HTTP version", http: true),
        Row("ID", .end, "unique identifier"),
        Row("OG", .response, "where the line comes from"),
        Row("ST", .response, "status code"),
        Row("T", .response, "accept date in GMT"),
        Row("TR", .end, "time to receive the request from its first byte", http: true),
        Row("Ta", .end, "active time of the request", http: true),
        Row("Tc", .end, "time to connect to the server"),
        Row("Td", .end, "time to transfer the data"),
        Row("Th", .end, "time of the handshakes"),
        Row("Ti", .end, "idle time before the request", http: true),
        Row("Tl", .response, "accept date in local time"),
        Row("Tq", .end, "handshakes, idle time and request", http: true),
        Row("Tr", .end, "response time of the server", http: true),
        Row("Ts", .response, "accept date in seconds since 1970"),
        Row("Tt", .end, "total time"),
        Row("Tu", .end, "total time as the user saw it"),
        Row("Tw", .end, "time in queues"),
        Row("U", .end, "bytes received from the client"),
        Row("ac", .end, "connections of the process"),
        Row("b", .response, "backend"),
        Row("bc", .end, "connections of the backend"),
        Row("bi", .end, "source address towards the server"),
        Row("bp", .end, "source port towards the server"),
        Row("bq", .end, "backend's queue when the stream entered it"),
        Row("ci", .response, "client's address"),
        Row("cp", .response, "client's port"),
        Row("f", .response, "frontend"),
        Row("fc", .end, "connections of the frontend"),
        Row("fi", .response, "address the client connected to"),
        Row("fp", .response, "port the client connected to"),
        Row("ft", .response, "frontend with ~ for TLS"),
        Row("hr", .response, "captured request headers in braces"),
        Row("hrl", .response, "captured request headers as a list"),
        Row("hs", .response, "captured response headers in braces"),
        Row("hsl", .response, "captured response headers as a list"),
        Row("lc", .response, "lines this frontend logged"),
        Row("ms", .response, "milliseconds of the accept date"),
        Row("pid", .response, "process number"),
        Row("r", .request, "request line", http: true),
        Row("rc", .end, "connection retries"),
        Row("rt", .request, "counter of requests"),
        Row("s", .response, "server"),
        Row("sc", .end, "connections of the server"),
        Row("si", .response, "server's address"),
        Row("sp", .response, "server's port"),
        Row("sq", .end, "server's queue when the stream entered it"),
        Row("sslc", .response, "TLS cipher of the client's connection"),
        Row("sslv", .response, "TLS version of the client's connection"),
        Row("t", .response, "accept date with milliseconds"),
        Row("tr", .response, "date of the request's first byte with milliseconds", http: true),
        Row("trg", .response, "date of the request's first byte in GMT", http: true),
        Row("trl", .response, "date of the request's first byte in local time", http: true),
        Row("ts", .end, "termination state, two letters"),
        Row("tsc", .end, "termination state, four letters", http: true),
    ]
}

/// Whoever knows the values behind the aliases: a stream, or a session that ended before it had one.
public protocol LogSource: AnyObject {
    /// Prints the value of `alias` with the methods of `line`, which apply the item's flags.
    func append(_ alias: LogAlias, to line: inout LogLine)
}
