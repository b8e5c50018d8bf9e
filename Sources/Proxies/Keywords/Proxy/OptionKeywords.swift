import Config

extension Keyword<ProxySettings> {
    /// The options that are on or off and nothing else (HAProxy manual §4.2).
    public static var options: [Self] { [
        option("abortonclose", .abortonclose, in: .allProxies, "Gives up a request that waits for a server once its client has gone away."),
        option("accept-unsafe-violations-in-http-request", .acceptUnsafeViolationsInRequest, in: .frontends, "Lets some invalid requests pass, a risk to be taken only for a known client."),
        option("accept-unsafe-violations-in-http-response", .acceptUnsafeViolationsInResponse, in: .backends, "Lets some invalid responses pass, a risk to be taken only for a known server."),
        option("allbackups", .allbackups, in: .backends, "Uses all backup servers together once no other is up, instead of the first alone."),
        option("checkcache", .checkcache, in: .backends, "Refuses cacheable responses which set cookies."),
        option("clitcpka", .clitcpka, in: .frontends, "Makes the kernel probe silent client connections."),
        option("contstats", .contstats, in: .frontends, "Counts bytes while streams run instead of at their end."),
        option("dontlog-normal", .dontlogNormal, in: .frontends, "Logs nothing for streams that went well."),
        option("dontlognull", .dontlognull, in: .frontends, "Logs nothing for connections that carried no data."),
        option("h1-case-adjust-bogus-client", .h1CaseAdjustBogusClient, in: .frontends, "Writes header names to clients in the case that `h1-case-adjust` gives."),
        option("h1-case-adjust-bogus-server", .h1CaseAdjustBogusServer, in: .backends, "Writes header names to servers in the case that `h1-case-adjust` gives."),
        option("http-buffer-request", .httpBufferRequest, in: .allProxies, "Waits for the body, or a full buffer, before a request is processed."),
        option("http-drop-request-trailers", .httpDropRequestTrailers, in: .backends, "Removes trailers from requests."),
        option("http-drop-response-trailers", .httpDropResponseTrailers, in: .frontends, "Removes trailers from responses."),
        option("http-ignore-probes", .httpIgnoreProbes, in: .frontends, "Ends empty connections without an error page, a log or a count."),
        option(hint: true, "http-no-delay", .httpNoDelay, in: .allProxies, "Sends data at once, for applications which talk in both directions."),
        option("http-pretend-keepalive", .httpPretendKeepalive, in: .backends, "Does not tell the server that its connection will be closed."),
        option("http-use-proxy-header", .httpUseProxyHeader, in: .frontends, "Uses Proxy-Connection instead of Connection with clients which send it."),
        option("idle-close-on-response", .idleCloseOnResponse, in: .frontends, "During a stop, closes idle connections only after one more response."),
        option("independent-streams", .independentStreams, in: .allProxies, "Lets data in one direction not restart the timeout of the other."),
        option("log-health-checks", .logHealthChecks, in: .backends, "Logs every change of a check's result."),
        option("log-separate-errors", .logSeparateErrors, in: .frontends, "Logs what may be wrong at level err instead of info."),
        option("logasap", .logasap, in: .frontends, "Logs as soon as the response head is known instead of at the end."),
        option("nolinger", .nolinger, in: .allProxies, "Closes connections by a reset, so that they leave the kernel at once."),
        option("persist", .persist, in: .backends, "Obeys persistence even towards a server that is down."),
        option("prefer-last-server", .preferLastServer, in: .backends, "Keeps sending a connection's requests to its last server if balancing leaves the choice."),
        option("socket-stats", .socketStats, in: .frontends, "Keeps counters for each listening socket."),
        option("splice-auto", .spliceAuto, in: .allProxies, "Lets the kernel move data between sockets when that seems useful."),
        option("splice-request", .spliceRequest, in: .allProxies, "Lets the kernel move request data between sockets."),
        option("splice-response", .spliceResponse, in: .allProxies, "Lets the kernel move response data between sockets."),
        option("srvtcpka", .srvtcpka, in: .backends, "Makes the kernel probe silent server connections."),
        option(hint: true, "tcp-smart-accept", .tcpSmartAccept, in: .frontends, "Saves the acknowledgement of a request by leaving it to the response."),
        option(hint: true, "tcp-smart-connect", .tcpSmartConnect, in: .backends, "Saves the last acknowledgement of a connect by leaving it to the request."),
        Keyword(
            "option tcpka", in: .allProxies, "Makes the kernel probe silent connections on both sides.",
            manual: "4.2", example: "option tcpka"
        ) { words, settings throws(ConfigError) in
            if settings.isFrontend || settings.capabilities == .defaults { settings.options.insert(.clitcpka) }
            if settings.isBackend || settings.capabilities == .defaults { settings.options.insert(.srvtcpka) }
            try words.endOfOption()
        },
    ] }

    /// When connections end and what they carry (HAProxy manual §4.2).
    public static var connectionOptions: [Self] { [
        connectionMode("http-keep-alive", .keepAlive, "Keeps both connections open between requests, the default."),
        connectionMode("http-server-close", .serverClose, "Closes the server's connection after each response and keeps the client's."),
        connectionMode("httpclose", .close, "Closes the connection of its side after each response."),
        Keyword(
            "option forwardfor [except <network>] [header <name>] [if-none]", in: .allProxies,
            "Adds a header with the client's address to requests.", manual: "4.2",
            example: "option forwardfor except 127.0.0.0/8"
        ) { words, settings throws(ConfigError) in
            settings.forwardfor = try words.addressHeader("forwardfor", "x-forwarded-for", allowsIfNone: true)
        },
        Keyword(
            "option originalto [except <network>] [header <name>]", in: .allProxies,
            "Adds a header with the address that the client asked for to requests.", manual: "4.2",
            example: "option originalto header X-Client-Dst"
        ) { words, settings throws(ConfigError) in
            settings.originalto = try words.addressHeader("originalto", "x-original-to", allowsIfNone: false)
        },
        Keyword(
            "option http-restrict-req-hdr-names { preserve | delete | reject }", in: .allProxies,
            "Says what becomes of request headers whose names have unusual characters.", manual: "4.2",
            example: "option http-restrict-req-hdr-names reject"
        ) { words, settings throws(ConfigError) in
            let expectation = "option 'http-restrict-req-hdr-names' expects 'preserve', 'reject' or 'delete' option."
            switch words.nextIfAny() {
            case "preserve": settings.restrictRequestHeaderNames = .preserve
            case "delete": settings.restrictRequestHeaderNames = .delete
            case "reject": settings.restrictRequestHeaderNames = .reject
            case nil: throw words.failNext("missing parameter. " + expectation)
            case let other?: throw words.fail("invalid parameter '\(other)'. " + expectation)
            }
            try words.endOfOption()
        },
        Keyword(
            "[no|default] option redispatch [<interval>]", in: .backends,
            "Lets a retry go to another server, even against persistence.", manual: "4.2",
            example: "option redispatch 1"
        ) { words, settings throws(ConfigError) in
            if words.isNegated || words.isDefault {
                settings.redispatch = nil
                try words.endOfOption()
                return
            }
            var interval = -1
            if !words.isAtEnd { interval = try words.integer(in: Int(Int32.min)...Int(Int32.max), "interval") }
            settings.redispatch = interval == 0 ? nil : .init(interval: interval)
            try words.endOfOption()
        },
        keepAliveCount("clitcpka-cnt", in: .frontends, \.clientKeepAlive.count, "Unanswered probes after which a client connection is dead."),
        keepAliveTime("clitcpka-idle", in: .frontends, \.clientKeepAlive.idle, "Silence of a client before the first probe."),
        keepAliveTime("clitcpka-intvl", in: .frontends, \.clientKeepAlive.interval, "Time between probes of a client."),
        keepAliveCount("srvtcpka-cnt", in: .backends, \.serverKeepAlive.count, "Unanswered probes after which a server connection is dead."),
        keepAliveTime("srvtcpka-idle", in: .backends, \.serverKeepAlive.idle, "Silence of a server before the first probe."),
        keepAliveTime("srvtcpka-intvl", in: .backends, \.serverKeepAlive.interval, "Time between probes of a server."),
    ] }

    /// - Parameter hint: whether Harrier does by itself, or by other means, what the option asks for.
    private static func option(
        hint: Bool = false, _ name: String, _ flag: ProxyOptions, in sections: Set<SectionKind>, _ help: String
    ) -> Self {
        Keyword("[no|default] option \(name)", in: sections, help, manual: "4.2", example: "option \(name)", isHint: hint) {
            words, settings throws(ConfigError) in
            settings.options.remove(flag)
            settings.negatedOptions.remove(flag)
            if words.isDefault {
                if ProxySettings().options.contains(flag) { settings.options.insert(flag) }
            } else if words.isNegated {
                settings.negatedOptions.insert(flag)
            } else {
                settings.options.insert(flag)
                settings.explicitOptions.insert(flag)
            }
            try words.endOfOption()
        }
    }

    private static func connectionMode(_ name: String, _ mode: HTTPConnectionMode, _ help: String) -> Self {
        Keyword("[no|default] option \(name)", in: .allProxies, help, manual: "4.2", example: "option \(name)") {
            words, settings throws(ConfigError) in
            // Why: `no` only takes back its own mode, so that `no option httpclose` leaves a server-close alone.
            if words.isNegated || words.isDefault {
                if settings.httpConnectionMode == mode { settings.httpConnectionMode = .keepAlive }
            } else {
                settings.httpConnectionMode = mode
            }
            try words.endOfOption()
        }
    }

    private static func keepAliveCount(
        _ name: String, in sections: Set<SectionKind>, _ field: WritableKeyPath<ProxySettings, Int?> & Sendable, _ help: String
    ) -> Self {
        Keyword("\(name) <count>", in: sections, help, manual: "4.2", example: "\(name) 3") { words, settings throws(ConfigError) in
            settings[keyPath: field] = try words.integer(in: 0...127, "count")
        }
    }

    private static func keepAliveTime(
        _ name: String, in sections: Set<SectionKind>, _ field: WritableKeyPath<ProxySettings, Int?> & Sendable, _ help: String
    ) -> Self {
        Keyword("\(name) <time>", in: sections, help, manual: "4.2", example: "\(name) 10s") { words, settings throws(ConfigError) in
            settings[keyPath: field] = Int(try words.duration(bareUnit: .seconds) / 1000)
        }
    }
}

extension Words {
    /// Refuses words behind a complete option, in HAProxy's words.
    func endOfOption() throws(ConfigError) {
        if let extra = peek { throw failNext("'\(keyword)' cannot handle unexpected argument '\(extra)'.") }
    }

    /// The arguments of `option forwardfor` and `option originalto`.
    fileprivate mutating func addressHeader(
        _ option: String, _ header: String, allowsIfNone: Bool
    ) throws(ConfigError) -> AddressHeaderSettings {
        var result = AddressHeaderSettings(header: header)
        while let word = nextIfAny() {
            switch word {
            case "except":
                guard let network = nextIfAny() else {
                    throw failNext("'option \(option) except' expects <address>[/mask] as argument.")
                }
                guard let parsed = AddressHeaderSettings.Network(network) else {
                    throw fail("'option \(option) except' : '\(network)' is neither an IPv4 nor an IPv6 network.")
                }
                result.except = parsed
            case "header":
                guard let name = nextIfAny() else {
                    throw failNext("'option \(option) header' expects <header_name> as argument.")
                }
                guard isToken(name) else { throw fail("'option \(option) header' : '\(name)' cannot be the name of a header.") }
                result.header = name
            case "if-none" where allowsIfNone:
                result.ifNone = true
            default:
                throw fail("'option \(option)' only supports optional values: 'except'"
                    + (allowsIfNone ? ", 'header' and 'if-none'." : " and 'header'."))
            }
        }
        return result
    }

    /// Whether `text` can be the name of a header (RFC 9110 §5.6.2).
    func isToken(_ text: String) -> Bool {
        !text.isEmpty && text.utf8.allSatisfy { byte in
            switch byte {
            case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"):
                true
            default: "!#$%&'*+-.^_`|~".utf8.contains(byte)
            }
        }
    }
}
