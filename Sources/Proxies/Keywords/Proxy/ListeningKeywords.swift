import Base
import Config

extension Keyword<ProxySettings> {
    /// What a proxy is, where it listens and how much it takes (HAProxy manual §4.2).
    public static var listening: [Self] { [
        Keyword(
            "mode { tcp | http }", in: .allProxies, "Sets the protocol that streams speak.",
            manual: "4.2", example: "mode http"
        ) { words, settings throws(ConfigError) in
            switch words.nextIfAny() ?? "" {
            case "http": settings.mode = .http
            case "tcp": settings.mode = .tcp
            case let other where ["log", "spop", "haterm"].contains(other):
                throw words.fail("proxy mode '\(other)' is known to HAProxy 3.4 but not supported by Harrier 0.1")
            case "health":
                throw words.fail("'mode health' doesn't exist anymore. Please use 'http-request return status 200' instead.")
            case let other:
                throw words.fail("unknown proxy mode '\(other)'.", hint: Words.didYouMean(other, among: ["tcp", "http"]))
            }
        },
        Keyword(
            "bind [<address>]:<port> [<parameter>…]", in: [.frontend, .listen],
            "Listens on one or several addresses.", manual: "4.2",
            example: "bind 127.0.0.1:8080,[::1]:8080 name plain maxconn 1000"
        ) { words, settings throws(ConfigError) in
            guard let text = words.peek else {
                throw words.failNext("'bind' expects {<path>|[addr1]:port1[-end1]}{,[addr]:port[-end]}... as arguments.")
            }
            var bind = BindSettings(addresses: [], location: words.location)
            try bind.readAddresses(&words, keyword: "bind")
            try bind.readParameters(&words, context: "'bind \(text)' in section '\(words.section.rawValue)'")
            if let id = bind.id, let other = settings.binds.first(where: { $0.id == id }) {
                throw words.fail("'bind \(text)' in section '\(words.section.rawValue)' : 'id' : custom id \(id) already used at \(other.location) ('bind \(other.addresses.joined(separator: ","))')")
            }
            settings.binds.append(bind)
        },
        Keyword(
            "maxconn <number>", in: .frontends, "Limits the client connections of a frontend; those beyond wait in the kernel.",
            manual: "4.2", example: "maxconn 2000"
        ) { words, settings throws(ConfigError) in
            settings.maxconn = try words.count()
        },
        Keyword(
            "backlog <connections>", in: .frontends, "Sets the length of the kernel's queue of connections that wait to be accepted.",
            manual: "4.2", example: "backlog 10000"
        ) { words, settings throws(ConfigError) in
            settings.backlog = try words.count()
        },
        Keyword(
            "rate-limit sessions <rate>", in: .frontends, "Limits the new connections a second; those beyond wait in the kernel.",
            manual: "4.2", example: "rate-limit sessions 100"
        ) { words, settings throws(ConfigError) in
            settings.rateLimitSessions = try words.count()
        },
        Keyword(
            "fullconn <connections>", in: .backends,
            "Sets the load at which servers have their full `maxconn`; a tenth of the frontends' limits when unset.",
            manual: "4.2", example: "fullconn 10000"
        ) { words, settings throws(ConfigError) in
            settings.fullconn = try words.count()
        },
        Keyword(
            "default_backend <backend>", in: .frontends, "Names the backend of what no `use_backend` rule sends elsewhere.",
            manual: "4.2", example: "default_backend app"
        ) { words, settings throws(ConfigError) in
            guard !words.isAtEnd else { throw words.failNext("'default_backend' expects a backend name.") }
            settings.defaultBackend = try words.next("backend")
            settings.defaultBackendLocation = words.location
        },
        Keyword(
            "disabled", in: .allProxies, "Keeps the proxy from starting.", manual: "4.2", example: "disabled"
        ) { _, settings throws(ConfigError) in
            settings.disabled = true
        },
        Keyword(
            "enabled", in: .allProxies, "Takes back a `disabled` of the defaults.", manual: "4.2", example: "enabled"
        ) { _, settings throws(ConfigError) in
            settings.disabled = false
        },
        Keyword(
            "id <number>", in: [.frontend, .backend, .listen], "Gives the proxy a fixed number in statistics.",
            manual: "4.2", example: "id 100"
        ) { words, settings throws(ConfigError) in
            guard let text = words.nextIfAny() else { throw words.failNext("'id' expects an integer argument.") }
            guard let id = Int(text), id > 0, id <= Int(Int32.max) else { throw words.fail("custom id has to be > 0.") }
            settings.id = id
            settings.hasExplicitID = true
            settings.idLocation = words.location
        },
        Keyword(
            "guid <text>", in: [.frontend, .backend, .listen], "Gives the proxy an identifier which is unique in the configuration.",
            manual: "4.2", example: "guid shop-frontend"
        ) { words, settings throws(ConfigError) in
            settings.guid = try words.guid()
        },
        Keyword(
            "description <text>…", in: [.frontend, .backend, .listen], "Describes the proxy for whoever reads its statistics.",
            manual: "4.2", example: "description the shop"
        ) { words, settings throws(ConfigError) in
            guard !words.isAtEnd else { throw words.failNext("'description' expects a string argument.") }
            settings.description = words.rest().joined(separator: " ")
        },
        Keyword(
            "monitor-uri <uri>", in: .frontends, "Answers 200 to requests for this path itself, for whoever watches the proxy.",
            manual: "4.2", example: "monitor-uri /alive"
        ) { words, settings throws(ConfigError) in
            guard let uri = words.nextIfAny() else { throw words.failNext("'monitor-uri' expects an URI.") }
            settings.monitorURI = uri
        },
    ] }
}

extension Words {
    /// Takes a number of 0 or more, up to 31 bits.
    ///
    /// HAProxy reads `10x` as 10 and `x` as 0 here; a typing mistake should not become a limit (doc/compatibility.md).
    mutating func count(_ what: String = "number") throws(ConfigError) -> Int {
        guard !isAtEnd else { throw failNext("'\(keyword)' expects an integer argument.") }
        return try integer(in: 0...Int(Int32.max), what)
    }

    /// Takes an identifier of `guid`: up to 127 printable characters without blanks (`guid_is_valid_fmt`).
    mutating func guid() throws(ConfigError) -> String {
        let text = try next("guid")
        guard !text.isEmpty, text.utf8.count <= 127 else { throw fail("'guid' : a GUID has 1 to 127 characters") }
        for byte in text.utf8 where !(byte > 32 && byte < 127) {
            throw fail("'guid' : invalid character in '\(text)'")
        }
        return text
    }
}
