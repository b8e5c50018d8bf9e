import Base
import Config

extension Keyword<GlobalSettings> {
    /// The command line interface's sockets (HAProxy manual §3.1 and §9.3).
    public static var statsSocket: [Self] { [
        Keyword("stats socket <address> [<parameter>…]", in: [.global], "Offers the command line interface on a socket.", manual: "3.1", example: "stats socket /run/harrier.sock mode 660 level admin") {
            words, settings throws(ConfigError) in
            guard let text = words.peek else {
                throw words.failNext("'stats socket' in global section expects an address or a path to a UNIX socket")
            }
            var bind = BindSettings(addresses: [], location: words.location)
            try bind.readAddresses(&words, keyword: "stats socket")
            if bind.name == nil { bind.name = text }
            try bind.readParameters(&words, context: "'stats socket'")
            settings.statsSockets.append(bind)
        },
        Keyword("stats timeout <time>", in: [.global], "Sets the silence after which a command line client is dropped.", manual: "3.1", example: "stats timeout 30s") {
            words, settings throws(ConfigError) in
            settings.statsTimeout = try words.duration(bareUnit: .milliseconds)
        },
        Keyword("stats maxconn <number>", in: [.global], "Limits the command line clients.", manual: "3.1", example: "stats maxconn 10") {
            words, settings throws(ConfigError) in
            guard let value = words.nextIfAny().flatMap({ Int($0) }), value > 0, value <= Int(Int32.max) else {
                throw words.fail("'stats maxconn' expects a positive value")
            }
            settings.statsMaxconn = value
        },
        Keyword("unix-bind [prefix <prefix>] [mode <octal>] [user <name>] [uid <number>] [group <name>] [gid <number>]", in: [.global], "Sets what unix sockets get whose own line does not say.", manual: "3.1", example: "unix-bind prefix /run/ mode 770") {
            words, settings throws(ConfigError) in
            while let word = words.nextIfAny() {
                switch word {
                case "prefix": settings.unixBind.prefix = try words.next("prefix")
                case "mode":
                    let text = try words.next("mode")
                    guard let mode = UInt16(text, radix: 8), mode <= 0o7777 else {
                        throw words.fail("'unix-bind mode' : missing or invalid mode '\(text)' (octal integer expected)")
                    }
                    settings.unixBind.mode = mode
                case "user": settings.unixBind.uid = try words.userID(try words.next("name"))
                case "group": settings.unixBind.gid = try words.groupID(try words.next("name"))
                case "uid": settings.unixBind.uid = UInt32(try words.integer(in: 0...Int(UInt32.max - 1), "uid"))
                case "gid": settings.unixBind.gid = UInt32(try words.integer(in: 0...Int(UInt32.max - 1), "gid"))
                default:
                    throw words.fail("'unix-bind' only supports the 'prefix', 'mode', 'uid', 'gid', 'user' and 'group' options.")
                }
            }
        },
    ] }

    /// HTTP/1 details of the whole process (HAProxy manual §3.1).
    public static var http1: [Self] { [
        Keyword("h1-case-adjust <from> <to>", in: [.global], "Writes a header name in this case where `option h1-case-adjust-bogus-…` asks for it.", manual: "3.1", example: "h1-case-adjust content-length Content-Length") {
            words, settings throws(ConfigError) in
            guard words.remaining >= 2 else { throw words.failNext("'h1-case-adjust' expects <from> and <to> as argument.") }
            let from = try words.next("from")
            let to = try words.next("to")
            try words.caseAdjustment(into: &settings, from: from, to: to)
        },
        Keyword("h1-case-adjust-file <file>", in: [.global], "Reads pairs for `h1-case-adjust` from a file.", manual: "3.1", example: "h1-case-adjust-file /dev/null") {
            words, settings throws(ConfigError) in
            guard let path = words.nextIfAny() else { throw words.failNext("'h1-case-adjust-file' expects <file> as argument.") }
            guard let bytes = readWholeFile(path, limit: 1 << 20) else {
                throw words.fail("h1-headers-case-adjust-file '\(path)': failed to open file.")
            }
            for line in String(decoding: bytes, as: UTF8.self).split(separator: "\n") {
                let parts = line.prefix { $0 != "#" }.split(whereSeparator: \.isWhitespace)
                guard !parts.isEmpty else { continue }
                guard parts.count == 2 else { throw words.fail("h1-headers-case-adjust-file '\(path)': a line holds two names, not '\(line)'.") }
                try words.caseAdjustment(into: &settings, from: String(parts[0]), to: String(parts[1]))
            }
        },
        flag("h1-accept-payload-with-any-method", "3.1", \.h1AcceptPayloadWithAnyMethod, "Accepts bodies with GET, HEAD and DELETE over HTTP/1.0."),
        flag("h1-do-not-close-on-insecure-transfer-encoding", "3.1", \.h1DoNotCloseOnInsecureTransferEncoding, "Keeps connections open which carried both Transfer-Encoding and Content-Length."),
        statusCodes("http-err-codes", "+404,-400") { $0.httpErrorCodes = $1 },
        statusCodes("http-fail-codes", "500-599") { $0.httpFailCodes = $1 },
        flag("nosplice", "3.2", \.splice, false, "Moves no data inside the kernel."),
        flag("noreuseport", "3.2", \.reusePort, false, "Opens listening sockets without SO_REUSEPORT."),
        Keyword("harden.reject-privileged-ports.tcp { on | off }", in: [.global], "Refuses clients whose port is privileged.", manual: "3.1", example: "harden.reject-privileged-ports.tcp on") {
            words, settings throws(ConfigError) in
            settings.rejectPrivilegedPorts = try words.onOff()
        },
    ] }

    private static func flag(_ name: String, _ manual: String, _ field: WritableKeyPath<GlobalSettings, Bool> & Sendable, _ value: Bool, _ help: String) -> Self {
        Keyword(name, in: [.global], help, manual: manual, example: name) { _, settings throws(ConfigError) in
            settings[keyPath: field] = value
        }
    }

    private static func statusCodes(_ name: String, _ example: String, _ store: @escaping @Sendable (inout GlobalSettings, StatusCodeSet) -> Void) -> Self {
        Keyword("\(name) [+-]<range>[,…]…", in: [.global], "Sets the statuses which count as errors or failures.", manual: "3.1", example: "\(name) \(example)") {
            words, settings throws(ConfigError) in
            var set = name == "http-err-codes" ? settings.httpErrorCodes : settings.httpFailCodes
            guard !words.isAtEnd else { throw words.failNext("'\(name)' expects a list of status codes.") }
            var isFirst = true
            while let list = words.nextIfAny() {
                for part in list.split(separator: ",", omittingEmptySubsequences: false) {
                    let sign = part.first.flatMap { "+-".contains($0) ? $0 : nil }
                    let ends = (sign == nil ? part : part.dropFirst()).split(separator: "-", omittingEmptySubsequences: false).map { Int($0) }
                    guard ends.count <= 2, let first = ends.first ?? nil, let last = ends.last ?? nil, (100...599).contains(first), (first...599).contains(last) else {
                        throw words.fail("'\(name)' : invalid status code or range '\(part)'.")
                    }
                    if sign == nil, isFirst { set = StatusCodeSet() }
                    isFirst = false
                    if sign == "-" { set.remove(first...last) } else { set.insert(first...last) }
                }
            }
            store(&settings, set)
        }
    }
}

extension Words {
    fileprivate func caseAdjustment(into settings: inout GlobalSettings, from: String, to: String) throws(ConfigError) {
        guard from.lowercased() == to.lowercased() else { throw fail("<from> and <to> must not differ except the case") }
        guard isToken(from) else { throw fail("'\(from)' cannot be the name of a header.") }
        guard settings.h1CaseAdjust[from.lowercased()] == nil else { throw fail("'\(from)' already adjusted.") }
        settings.h1CaseAdjust[from.lowercased()] = to
    }
}
