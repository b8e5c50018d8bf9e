import Base
import Config

extension Keyword<ProxySettings> {
    /// How servers are checked (HAProxy manual §4.2).
    public static var checks: [Self] { [
        Keyword(
            "option httpchk [<method>] [<uri>] [<version>] [<host>]", in: .backends, "Checks servers with an HTTP request.",
            manual: "4.2", example: "option httpchk GET /health HTTP/1.1 www.example.com"
        ) { words, settings throws(ConfigError) in
            settings.check.kind = .http
            let arguments = words.rest()
            guard arguments.count <= 4 else {
                throw words.fail("'option httpchk' cannot handle unexpected argument '\(arguments[4])'.")
            }
            // Why: one argument is the URI.
            switch arguments.count {
            case 0: break
            case 1: settings.check.httpURI = arguments[0]
            default:
                settings.check.httpMethod = arguments[0]
                settings.check.httpURI = arguments[1]
            }
            if arguments.count == 1 || arguments.count == 2 { settings.check.httpVersion = "HTTP/1.0" }
            if arguments.count >= 3 {
                guard !arguments[2].contains(where: \.isNewline) else {
                    throw words.fail("'option httpchk' : hiding headers or body at the end of the version string is unsupported. Use 'http-check send' directive instead.")
                }
                settings.check.httpVersion = arguments[2]
                guard ["HTTP/1.0", "HTTP/1.1"].contains(settings.check.httpVersion) else {
                    throw words.fail("'option httpchk' : unsupported version '\(settings.check.httpVersion)', 'HTTP/1.0' and 'HTTP/1.1' are known.")
                }
            }
            if arguments.count == 4 { settings.check.httpHost = arguments[3] }
            guard words.isToken(settings.check.httpMethod) else { throw words.fail("'option httpchk' : invalid method '\(settings.check.httpMethod)'.") }
        },
        Keyword(
            "option tcp-check", in: .backends, "Checks servers by a connection, the default; takes back an `option httpchk` of the defaults.",
            manual: "4.2", example: "option tcp-check"
        ) { words, settings throws(ConfigError) in
            try words.endOfOption()
            settings.check.kind = .connect
        },
        Keyword(
            "http-check disable-on-404", in: .backends, "Lets a 404 take a server out for new sessions only.", manual: "4.2",
            example: "http-check disable-on-404"
        ) { words, settings throws(ConfigError) in
            if let extra = words.peek { throw words.failNext("'http-check' cannot handle unexpected argument '\(extra)'.") }
            settings.check.disableOn404 = true
        },
        Keyword(
            "http-check send-state", in: .backends, "Tells servers what the proxy thinks of them in a header of each check.", manual: "4.2",
            example: "http-check send-state"
        ) { words, settings throws(ConfigError) in
            if let extra = words.peek { throw words.failNext("'http-check' cannot handle unexpected argument '\(extra)'.") }
            settings.check.sendState = true
        },
        Keyword(
            "http-check send [meth <method>] [uri <uri>] [ver <version>] [hdr <name> <value>]… [body <text>]", in: .backends,
            "Sets the request of HTTP checks.", manual: "4.2", example: "http-check send meth GET uri /health ver HTTP/1.1 hdr Host example.com"
        ) { words, settings throws(ConfigError) in
            try words.checkRequest(into: &settings.check)
            settings.check.hasHTTPRules = true
        },
        Keyword(
            "http-check expect [!] { status <codes> | rstatus <regex> | string <text> | rstring <regex> }", in: .backends,
            "Sets the answer that HTTP checks count as healthy.", manual: "4.2", example: "http-check expect status 200-299"
        ) { words, settings throws(ConfigError) in
            settings.check.httpExpect = try words.checkExpectation()
            settings.check.hasHTTPRules = true
        },
    ] }
}

extension CheckSettings {
    /// Adds a header of HTTP checks; Host has its own place.
    mutating func addHeader(_ name: String, _ value: String) {
        if name.lowercased() == "host" { httpHost = value } else { httpHeaders.append((name: name, value: value)) }
    }
}

extension Words {
    fileprivate mutating func checkRequest(into check: inout CheckSettings) throws(ConfigError) {
        check.httpHeaders = []
        while let word = nextIfAny() {
            switch word {
            case "meth":
                check.httpMethod = try argument("'http-check send' : 'meth' expects a string as argument.")
                guard isToken(check.httpMethod) else { throw fail("'http-check send' : invalid method '\(check.httpMethod)'.") }
            case "uri": check.httpURI = try argument("'http-check send' : 'uri' expects a string as argument.")
            case "ver":
                check.httpVersion = try argument("'http-check send' : 'ver' expects a string as argument.")
                guard ["HTTP/1.0", "HTTP/1.1"].contains(check.httpVersion) else {
                    throw fail("'http-check send' : unsupported version '\(check.httpVersion)', 'HTTP/1.0' and 'HTTP/1.1' are known.")
                }
            case "hdr":
                let name = try argument("'http-check send' : 'hdr' expects <name> and <value> as arguments.")
                guard isToken(name) else { throw fail("'http-check send' : '\(name)' cannot be the name of a header.") }
                let value = try argument("'http-check send' : 'hdr' expects <name> and <value> as arguments.")
                check.addHeader(name, value)
            case "body": check.httpBody = try argument("'http-check send' : 'body' expects a string as argument.")
            case "comment": _ = try argument("'http-check send' : 'comment' expects a string as argument.")
            case "uri-lf", "body-lf":
                throw fail("'http-check send' : '\(word)' is known to HAProxy 3.4 but not supported by Harrier 0.1")
            default:
                throw fail("'http-check send' : expects 'comment', 'meth', 'uri', 'uri-lf', 'ver', 'hdr', 'body' or 'body-lf' but got '\(word)' as argument.",
                    hint: Words.didYouMean(word, among: ["comment", "meth", "uri", "ver", "hdr", "body"]))
            }
        }
    }

    fileprivate mutating func checkExpectation() throws(ConfigError) -> CheckSettings.HTTPExpect {
        let known = ["status", "rstatus", "string", "rstring"]
        guard !isAtEnd else { throw failNext("'http-check expect' : expects at least a matching pattern as arguments.") }
        var negated = false
        while let word = nextIfAny() {
            if word == "!" { negated.toggle(); continue }
            var kind = Substring(word)
            if kind.hasPrefix("!") { negated.toggle(); kind = kind.dropFirst() }
            var expect: CheckSettings.HTTPExpect
            switch kind {
            case "status":
                let text = try argument("'http-check expect' : 'status' expects a <pattern> as argument.")
                expect = .init(what: .status(try statusRanges(text)))
            case "rstatus", "rstring":
                let text = try argument("'http-check expect' : '\(kind)' expects a <pattern> as argument.")
                try checkRegex(text)
                expect = .init(what: kind == "rstatus" ? .statusRegex(text) : .regex(text))
            case "string":
                expect = .init(what: .string(try argument("'http-check expect' : 'string' expects a <pattern> as argument.")))
            case "min-recv", "comment", "string-lf", "hdr", "fhdr", "ok-status", "error-status", "tout-status", "on-success", "on-error", "status-code":
                throw fail("'http-check expect' : '\(kind)' is known to HAProxy 3.4 but not supported by Harrier 0.1")
            default:
                throw fail(
                    "'http-check expect' : only supports min-recv, '[!]string', '[!]rstring', '[!]string-lf', '[!]status', '[!]rstatus', [!]hdr, [!]fhdr or comment but got '\(word)' as argument.",
                    hint: Words.didYouMean(String(kind), among: known))
            }
            expect.negated = negated
            return expect
        }
        throw failNext("'http-check expect' : expects at least a matching pattern as arguments.")
    }

    private func checkRegex(_ text: String) throws(ConfigError) {
        do {
            _ = try Regex(text)
        } catch {
            throw fail("'http-check expect' : regex '\(text)' is invalid (error=\(error.reason), erroffset=\(error.offset)).")
        }
    }

    private func statusRanges(_ text: String) throws(ConfigError) -> [ClosedRange<Int>] {
        var ranges: [ClosedRange<Int>] = []
        for part in text.split(separator: ",", omittingEmptySubsequences: false) {
            if let bad = part.first(where: { !$0.isNumber && $0 != "-" }) {
                throw fail(part.contains("-")
                    ? "'http-check expect' : invalid range of status codes '\(part)'."
                    : "'http-check expect' : invalid character '\(bad)' in the list of status codes.")
            }
            let ends = part.split(separator: "-", omittingEmptySubsequences: false).map { Int($0) }
            guard ends.count <= 2, let first = ends[0], let last = ends[ends.count - 1], first <= last, (100...999).contains(first), last <= 999 else {
                throw fail("'http-check expect' : invalid range of status codes '\(part)'.")
            }
            ranges.append(first...last)
        }
        return ranges
    }
}
