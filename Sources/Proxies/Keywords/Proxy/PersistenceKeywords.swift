import Base
import Config

extension Keyword<ProxySettings> {
    /// Which server a client comes back to, and what happens when that fails (HAProxy manual §4.2).
    public static var persistence: [Self] { [
        Keyword(
            "cookie <name> [<parameter>…]", in: .backends, "Keeps a client on its server through a cookie.", manual: "4.2",
            example: "cookie SRV insert indirect nocache httponly secure"
        ) { words, settings throws(ConfigError) in
            guard let name = words.nextIfAny() else { throw words.failNext("'cookie' expects <cookie_name> as argument.") }
            settings.cookie = try words.cookie(name)
        },
        Keyword(
            "dynamic-cookie-key <text>", in: .backends, "Sets the secret from which `cookie … dynamic` computes its values.",
            manual: "4.2", example: "dynamic-cookie-key s3cr3t"
        ) { words, settings throws(ConfigError) in
            guard let key = words.nextIfAny() else { throw words.failNext("'dynamic-cookie-key' expects <key> as argument.") }
            settings.dynamicCookieKey = key
        },
        Keyword(
            "persist <method>", in: .backends, "Keeps a client on its server through the cookie of the RDP protocol.",
            manual: "4.2", example: "persist rdp-cookie"
        ) { words, settings throws(ConfigError) in
            guard let method = words.nextIfAny() else { throw words.failNext("missing persist method.") }
            if method == "rdp-cookie" { settings.persistRDPCookie = "msts"; return }
            guard method.hasPrefix("rdp-cookie("), let close = method.firstIndex(of: ")") else { throw words.fail("unknown persist method.") }
            settings.persistRDPCookie = String(method[method.index(method.startIndex, offsetBy: 11)..<close])
        },
        Keyword(
            "retries <number>", in: .backends, "Sets the attempts after a first one that failed.", manual: "4.2", example: "retries 3"
        ) { words, settings throws(ConfigError) in
            guard !words.isAtEnd else { throw words.failNext("'retries' expects an integer argument (dispatch counts for one).") }
            settings.retries = try words.count("retries")
        },
        Keyword(
            "retry-on <condition>…", in: .backends, "Sets the failures after which a request is sent again.", manual: "4.2",
            example: "retry-on conn-failure empty-response 503"
        ) { words, settings throws(ConfigError) in
            guard !words.isAtEnd else { throw words.failNext("'retry-on' needs at least one keyword to specify when to retry") }
            var conditions: RetryOn = []
            let first = words.position
            while let word = words.nextIfAny() {
                switch word {
                case "none":
                    guard words.position == first + 1, words.isAtEnd else { throw words.fail("'retry-on' 'none' keyworld only usable alone") }
                case "conn-failure": conditions.insert(.connFailure)
                case "empty-response": conditions.insert(.emptyResponse)
                case "junk-response": conditions.insert(.junkResponse)
                case "response-timeout": conditions.insert(.responseTimeout)
                case "0rtt-rejected": conditions.insert(.zeroRTTRejected)
                case "all-retryable-errors": conditions.insert(.allRetryableErrors)
                default:
                    let status = Int(word).map(RetryOn.status) ?? []
                    guard !status.isEmpty else {
                        throw words.fail("'retry-on': unknown keyword '\(word)'", hint: Words.didYouMean(word, among: [
                            "conn-failure", "empty-response", "junk-response", "response-timeout", "0rtt-rejected",
                            "all-retryable-errors", "none",
                        ]))
                    }
                    conditions.insert(status)
                }
            }
            settings.retryOn = conditions
        },
        Keyword(
            "http-reuse { never | safe | aggressive | always }", in: .backends,
            "Says when a request may use an idle connection that another client's request left.", manual: "4.2", example: "http-reuse always"
        ) { words, settings throws(ConfigError) in
            switch words.nextIfAny() {
            case "never": settings.httpReuse = .never
            case "safe": settings.httpReuse = .safe
            case "aggressive": settings.httpReuse = .aggressive
            case "always": settings.httpReuse = .always
            default: throw words.fail("'http-reuse' only supports 'never', 'safe', 'aggressive', 'always'.")
            }
        },
        Keyword(
            "max-keep-alive-queue <number>", in: .backends,
            "Sets the queue length beyond which a kept connection's server is left for another; -1 is no limit.", manual: "4.2",
            example: "max-keep-alive-queue 10"
        ) { words, settings throws(ConfigError) in
            guard let text = words.nextIfAny() else {
                throw words.failNext("'max-keep-alive-queue' expects an integer value (or -1 to disable)")
            }
            guard let value = Int(text), value >= -1, value <= Int(Int32.max) else {
                throw words.fail("'max-keep-alive-queue' : unexpected character '\(text.first(where: { !$0.isNumber }) ?? "?")' in integer value '\(text)'")
            }
            settings.maxKeepAliveQueue = value
        },
        Keyword(
            "http-send-name-header <name>", in: .backends, "Tells the server its own name in this header.", manual: "4.2",
            example: "http-send-name-header X-Server-Name"
        ) { words, settings throws(ConfigError) in
            guard let name = words.nextIfAny() else { throw words.failNext("'http-send-name-header' requires a header string.") }
            guard words.isToken(name), !["host", "content-length", "transfer-encoding", "connection"].contains(name.lowercased()) else {
                throw words.fail("'\(name)' cannot be used as header name for 'http-send-name-header' directive.")
            }
            settings.sendNameHeader = name.lowercased()
        },
        Keyword(
            "source <address>[:<port>[-<port>]] [usesrc <address>] [interface <name>]", in: .backends,
            "Sets where connections to servers come from.", manual: "4.2", example: "source 127.0.0.1"
        ) { words, settings throws(ConfigError) in
            settings.source = try words.source(missing: "'source' expects <addr>[:<port>], and optionally 'usesrc' <addr>, and 'interface' <name>.")
            guard words.isAtEnd else {
                throw words.failNext("'source' only supports optional keywords 'interface' and 'usesrc'.")
            }
        },
        Keyword(
            "load-server-state-from-file { global | local | none }", in: .backends,
            "Restores the servers' state at start from a file.", manual: "4.2", example: "load-server-state-from-file none"
        ) { words, settings throws(ConfigError) in
            switch words.nextIfAny() ?? "" {
            case "global": settings.serverState = .global
            case "local": settings.serverState = .local
            case "none": settings.serverState = .none
            case let other: throw words.fail("'load-server-state-from-file' expects 'global', 'local' or 'none'. Got '\(other)'")
            }
        },
        Keyword(
            "server-state-file-name [<file>]", in: .backends, "Names the file for `load-server-state-from-file local`.", manual: "4.2",
            example: "server-state-file-name app.state"
        ) { words, settings throws(ConfigError) in
            let name = words.nextIfAny()
            settings.serverStateFileName = name == "use-backend-name" ? nil : name
        },
    ] }
}

extension Words {
    /// The parameters of `cookie`.
    fileprivate mutating func cookie(_ name: String) throws(ConfigError) -> CookieSettings {
        guard isToken(name) else { throw fail("'cookie' : '\(name)' cannot be the name of a cookie.") }
        var cookie = CookieSettings(name: name)
        while let word = nextIfAny() {
            switch word {
            case "rewrite", "insert", "prefix":
                guard cookie.mode == .passive else { throw fail("cookie 'rewrite', 'insert' and 'prefix' modes are incompatible.") }
                cookie.mode = word == "insert" ? .insert : word == "rewrite" ? .rewrite : .prefix
            case "indirect": cookie.indirect = true
            case "nocache": cookie.nocache = true
            case "postonly": cookie.postonly = true
            case "preserve": cookie.preserve = true
            case "httponly": cookie.httponly = true
            case "secure": cookie.secure = true
            case "dynamic": cookie.dynamic = true
            case "domain":
                guard let domain = nextIfAny() else { throw failNext("'domain' expects <domain> as argument.") }
                if !domain.dropFirst().contains(".") {
                    warn("domain '\(domain)' contains no embedded dot, this configuration may not work properly (see RFC6265#5.2.3).")
                }
                if let bad = domain.first(where: { !ProxySettings.isNameCharacter($0) || $0 == ":" }) {
                    throw fail("character '\(bad)' is not permitted in domain name '\(domain)'.")
                }
                cookie.domains.append(domain)
            case "maxidle": cookie.maxidle = try lifetime("maxidle", "idletime")
            case "maxlife": cookie.maxlife = try lifetime("maxlife", "lifetime")
            case "attr":
                guard let attribute = nextIfAny() else { throw failNext("'attr' expects <value> as argument.") }
                guard !attribute.utf8.contains(where: { $0 < 32 || $0 == 127 || $0 == UInt8(ascii: ";") }) else {
                    throw fail("'attr' : control characters and ';' are not permitted in an attribute's value.")
                }
                cookie.attributes.append(attribute)
            default:
                let known = [
                    "rewrite", "insert", "prefix", "indirect", "nocache", "postonly", "preserve", "httponly", "secure",
                    "domain", "maxidle", "dynamic", "maxlife", "attr",
                ]
                throw fail(
                    "'cookie' supports 'rewrite', 'insert', 'prefix', 'indirect', 'nocache', 'postonly', 'preserve', 'httponly', 'secure', 'domain', 'maxidle', 'dynamic', 'maxlife' and 'attr' options.",
                    hint: Words.didYouMean(word, among: known))
            }
        }
        if cookie.indirect, cookie.mode == .rewrite { throw fail("cookie 'rewrite' and 'indirect' modes are incompatible.") }
        return cookie
    }

    private mutating func lifetime(_ name: String, _ what: String) throws(ConfigError) -> Int64 {
        guard let text = nextIfAny() else { throw failNext("'\(name)' expects <\(what)> in seconds as argument.") }
        do {
            return try TimeUnit.parse(text, in: .milliseconds, bareUnit: .seconds)
        } catch {
            switch error {
            case .unexpectedCharacter(let character): throw fail("unexpected character '\(character)' in argument to <\(name)>.")
            default: throw fail("'\(name)' : '\(text)' is not a usable time.")
            }
        }
    }
}
