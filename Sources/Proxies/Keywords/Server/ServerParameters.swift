import Base
import Config

extension Keyword<ServerSettings> {
    /// Parameters of `server` and `default-server` lines (HAProxy manual §5.2).
    public static var serverParameters: [Self] { identity + load + checks + reactions + agent + connections + pools + names }

    /// A parameter that is on when written.
    static func flag(_ name: String, _ field: WritableKeyPath<ServerSettings, Bool> & Sendable, _ help: String) -> Self {
        flag(name, field, true, help)
    }

    /// A parameter that sets a flag to `value` when written.
    static func flag(
        _ name: String, _ field: WritableKeyPath<ServerSettings, Bool> & Sendable, _ value: Bool, _ help: String
    ) -> Self {
        Keyword(name, help, manual: "5.2", example: name) { _, settings throws(ConfigError) in
            settings[keyPath: field] = value
        }
    }

    /// A parameter with a number from a range.
    static func number(
        _ name: String, _ field: WritableKeyPath<ServerSettings, Int> & Sendable, in range: ClosedRange<Int>, _ example: String, _ help: String
    ) -> Self {
        Keyword("\(name) <number>", help, manual: "5.2", example: "\(name) \(example)") { words, settings throws(ConfigError) in
            guard !words.isAtEnd else { throw words.failNext("'\(name)' expects an integer argument.") }
            settings[keyPath: field] = try words.integer(in: range, "number")
        }
    }

    private static var identity: [Self] { [
        Keyword("id <number>", "Gives the server a fixed number, for statistics and rings.", manual: "5.2", example: "id 7") {
            words, settings throws(ConfigError) in
            let text = try words.argument("'id' : expects an integer argument.")
            guard let id = Int(text), id > 0, id <= Int(UInt32.max) else { throw words.fail("'id' : custom id has to be > 0.") }
            settings.id = id
            settings.hasExplicitID = true
        },
        Keyword("guid <text>", "Gives the server an identifier which is unique in the configuration.", manual: "5.2", example: "guid shop-1") {
            words, settings throws(ConfigError) in
            settings.guid = try words.guid()
        },
        Keyword("cookie <value>", "Sets the value of the persistence cookie which leads to the server.", manual: "5.2", example: "cookie w1") {
            words, settings throws(ConfigError) in
            settings.cookie = try words.argument("'cookie' expects <value> as argument.")
        },
        Keyword("redir <prefix>", "Redirects GET and HEAD requests to this prefix instead of serving them.", manual: "5.2", example: "redir http://static.example.com") {
            words, settings throws(ConfigError) in
            settings.redirectPrefix = try words.argument("'redir' expects <prefix> as argument.")
        },
        flag("disabled", \.disabled, "Starts the server in maintenance."),
        flag("enabled", \.disabled, false, "Takes back a `disabled` of `default-server`."),
        flag("non-stick", \.nonStick, "Keeps stick tables from learning the server."),
        flag("stick", \.nonStick, false, "Takes back a `non-stick` of `default-server`."),
    ] }

    private static var load: [Self] { [
        Keyword("weight <number>", "Sets the server's share of the traffic, 0 to 256.", manual: "5.2", example: "weight 10") {
            words, settings throws(ConfigError) in
            let text = try words.argument("'weight' expects an integer argument.")
            guard let weight = Int(text) else { throw words.fail("'weight' expects an integer argument, got '\(text)'.") }
            guard (0...256).contains(weight) else {
                throw words.fail("weight of server \(settings.name) is not within 0 and 256 (\(weight)).")
            }
            settings.weight = weight
        },
        flag("backup", \.backup, "Uses the server only when no other is up."),
        flag("no-backup", \.backup, false, "Takes back a `backup` of `default-server`."),
        number("maxconn", \.maxconn, in: 0...Int(Int32.max), "100", "Limits the requests served at once; those beyond wait in a queue."),
        number("minconn", \.minconn, in: 0...Int(Int32.max), "10", "Lets the limit grow from here to `maxconn` with the backend's load."),
        number("maxqueue", \.maxqueue, in: 0...Int(Int32.max), "50", "Limits the server's own queue; requests beyond go elsewhere."),
        flag("strict-maxconn", \.strictMaxconn, "Counts idle connections in `maxconn` too."),
        Keyword("slowstart <time>", "Lets the weight of a server that came up grow over this time.", manual: "5.2", example: "slowstart 30s") {
            words, settings throws(ConfigError) in
            guard !words.isAtEnd else { throw words.failNext("'slowstart' expects <time> as argument.") }
            // Why: the weight moves once a second at most, so a rest of a second counts as a whole one.
            settings.slowstart = (try words.duration(bareUnit: .milliseconds) + 999) / 1000 * 1000
        },
        Keyword("hash-key { id | id32 | guid | addr | addr-port }", "Says what places the server on a consistent hash ring.", manual: "5.2", example: "hash-key addr-port") {
            words, settings throws(ConfigError) in
            settings.hashKey = try words.choice([
                "id": .id, "id32": .id32, "guid": .guid, "addr": .address, "addr-port": .addressAndPort,
            ])
        },
    ] }

    private static var checks: [Self] { [
        flag("check", \.check, "Watches the server's health."),
        flag("no-check", \.check, false, "Takes back a `check` of `default-server`."),
        interval("inter", "2s", "Sets the time between two checks.") { $0.inter = $1 },
        interval("fastinter", "1s", "Sets the time between two checks while the server is between up and down.") { $0.fastInter = $1 },
        interval("downinter", "5s", "Sets the time between two checks while the server is down.") { $0.downInter = $1 },
        Keyword("rise <count>", "Sets the successful checks that bring the server up.", manual: "5.2", example: "rise 2") {
            words, settings throws(ConfigError) in
            settings.rise = try words.positive("rise")
        },
        Keyword("fall <count>", "Sets the failed checks that take the server down.", manual: "5.2", example: "fall 3") {
            words, settings throws(ConfigError) in
            settings.fall = try words.positive("fall")
        },
        Keyword("port <port>", "Sends checks to this port.", manual: "5.2", example: "port 8081") {
            words, settings throws(ConfigError) in
            guard !words.isAtEnd else { throw words.failNext("'port' : expects a port number.") }
            let port = try words.integer(in: 0...65535, "port")
            settings.checkPort = port == 0 ? nil : UInt16(port)
        },
        Keyword("addr <address>", "Sends checks to this address.", manual: "5.2", example: "addr 127.0.0.2") {
            words, settings throws(ConfigError) in
            let text = try words.argument("'addr' : expects an address.")
            let spec = try words.addressSpec(text, allowed: [.port, .stream, .resolve], "'addr' : ")
            settings.checkAddress = spec.address
            if spec.address.isInternet, spec.address.port != 0 { settings.checkPort = spec.address.port }
        },
        Keyword("init-state { none | fully-up | up | down | fully-down }", "Sets the health that the server starts with.", manual: "5.2", example: "init-state down") {
            words, settings throws(ConfigError) in
            settings.initState = try words.choice([
                "none": .none, "fully-up": .fullyUp, "up": .up, "down": .down, "fully-down": .fullyDown,
            ])
        },
        flag("check-send-proxy", \.checkSendProxy, "Begins checks with the PROXY protocol header that traffic begins with."),
        flag("no-check-send-proxy", \.checkSendProxy, false, "Takes back a `check-send-proxy` of `default-server`."),
        Keyword("check-proto <name>", "Forces the protocol of checks.", manual: "5.2", example: "check-proto h1") {
            words, settings throws(ConfigError) in
            settings.checkProto = try words.muxName()
        },
    ] }

    private static var reactions: [Self] { [
        Keyword("observe { none | layer4 | layer7 }", "Counts failures of real traffic against the server.", manual: "5.2", example: "observe layer4") {
            words, settings throws(ConfigError) in
            switch try words.argument("'observe' expects <mode> as argument.") {
            case "none": settings.observe = .none
            case "layer4": settings.observe = .layer4
            case "layer7": settings.observe = .layer7
            case let other: throw words.fail("'observe' expects one of 'none', 'layer4', 'layer7' but got '\(other)'")
            }
        },
        Keyword("error-limit <count>", "Sets the observed failures in a row after which `on-error` acts.", manual: "5.2", example: "error-limit 10") {
            words, settings throws(ConfigError) in
            let text = try words.argument("'error-limit' expects an integer argument.")
            guard let limit = Int(text), limit > 0 else { throw words.fail("error-limit has to be > 0.") }
            settings.errorLimit = limit
        },
        Keyword("on-error { fastinter | fail-check | sudden-death | mark-down }", "Says what observed failures lead to.", manual: "5.2", example: "on-error mark-down") {
            words, settings throws(ConfigError) in
            switch try words.argument("'on-error' expects <mode> as argument.") {
            case "fastinter": settings.onError = .fastInter
            case "fail-check": settings.onError = .failCheck
            case "sudden-death": settings.onError = .suddenDeath
            case "mark-down": settings.onError = .markDown
            case let other:
                throw words.fail("'on-error' expects one of 'fastinter', 'fail-check', 'sudden-death' or 'mark-down' but got '\(other)'")
            }
        },
        Keyword("on-marked-down <action>", "Ends the server's sessions once it is down (`shutdown-sessions`).", manual: "5.2", example: "on-marked-down shutdown-sessions") {
            words, settings throws(ConfigError) in
            let action = try words.argument("'on-marked-down' expects <action> as argument.")
            guard action == "shutdown-sessions" else { throw words.fail("'on-marked-down' expects 'shutdown-sessions' but got '\(action)'") }
            settings.shutdownSessionsOnMarkedDown = true
        },
        Keyword("on-marked-up <action>", "Ends the backup servers' sessions once the server is up (`shutdown-backup-sessions`).", manual: "5.2", example: "on-marked-up shutdown-backup-sessions") {
            words, settings throws(ConfigError) in
            let action = try words.argument("'on-marked-up' expects <action> as argument.")
            guard action == "shutdown-backup-sessions" else { throw words.fail("'on-marked-up' expects 'shutdown-backup-sessions' but got '\(action)'") }
            settings.shutdownBackupSessionsOnMarkedUp = true
        },
        Keyword("track [<backend>/]<server>", "Follows the state of another server instead of checking.", manual: "5.2", example: "track app/web1") {
            words, settings throws(ConfigError) in
            settings.track = try words.argument("'track' expects [<proxy>/]<server> as argument.")
        },
    ] }

    private static var agent: [Self] { [
        flag("agent-check", \.agentCheck, "Asks an agent on the server for its weight and state."),
        flag("no-agent-check", \.agentCheck, false, "Takes back an `agent-check` of `default-server`."),
        interval("agent-inter", "2s", "Sets the time between two questions to the agent.") { $0.agentInter = $1 },
        Keyword("agent-port <port>", "Sets the agent's port.", manual: "5.2", example: "agent-port 9999") {
            words, settings throws(ConfigError) in
            settings.agentPort = UInt16(try words.integer(in: 1...65535, "port"))
        },
        Keyword("agent-send <text>", "Sends this text to the agent first.", manual: "5.2", example: "agent-send hello") {
            words, settings throws(ConfigError) in
            settings.agentSend = try words.next("string")
        },
        Keyword("agent-addr <address>", "Sets the agent's address.", manual: "5.2", example: "agent-addr 127.0.0.3") {
            words, settings throws(ConfigError) in
            let text = try words.next("address")
            settings.agentAddress = try words.addressSpec(text, allowed: [.stream, .resolve], "'agent-addr' : ").address
        },
    ] }

    private static func interval(
        _ name: String, _ example: String, _ help: String, _ store: @escaping @Sendable (inout ServerSettings, Int64) -> Void
    ) -> Self {
        Keyword("\(name) <time>", help, manual: "5.2", example: "\(name) \(example)") { words, settings throws(ConfigError) in
            guard !words.isAtEnd else { throw words.failNext("'\(name)' expects a delay as argument.") }
            let delay = try words.duration(bareUnit: .milliseconds)
            guard delay > 0 else { throw words.fail("invalid value \(delay) for argument '\(name)' of server \(settings.name).") }
            store(&settings, delay)
        }
    }
}

extension Words {
    /// What the word taken last says as an address; a failure's message begins with `prefix`.
    func addressSpec(_ text: String, allowed: AddressSpec.Allowed, _ prefix: String) throws(ConfigError) -> AddressSpec {
        do {
            return try AddressSpec(environment.expand(address: text), allowed: allowed)
        } catch {
            throw fail(prefix + error.text)
        }
    }

    /// Takes the value of `init-addr`.
    mutating func initAddresses() throws(ConfigError) -> [InitAddress] {
        let text = try argument("'init-addr' expects a list of methods.")
        do {
            return try InitAddress.list(text)
        } catch {
            throw fail(error.text)
        }
    }

    fileprivate mutating func positive(_ name: String) throws(ConfigError) -> Int {
        guard let text = nextIfAny() else { throw failNext("'\(name)' expects an integer argument.") }
        guard let value = Int(text), value > 0, value <= Int(Int32.max) else { throw fail("'\(name)' has to be > 0.") }
        return value
    }

    /// Takes the name of a multiplexer for `proto`.
    mutating func muxName() throws(ConfigError) -> String {
        let text = try argument("'\(keyword)' : missing value")
        guard !["h2", "fcgi", "spop", "quic"].contains(text) else {
            throw fail("'\(keyword)' : '\(text)' is known to HAProxy 3.4 but not supported by Harrier 0.1")
        }
        guard ["h1", "none"].contains(text) else { throw fail("'\(keyword)' :  unknown MUX protocol '\(text)'") }
        return text
    }
}
