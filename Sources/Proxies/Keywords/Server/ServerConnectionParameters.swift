import Base
import Config

extension Keyword<ServerSettings> {
    /// How connections to the server are made.
    static var connections: [Self] { [
        Keyword("source <address>[:<port>[-<port>]] [usesrc <address>] [interface <name>]", "Sets where connections to the server come from.", manual: "5.2", example: "source 127.0.0.1") {
            words, settings throws(ConfigError) in
            settings.source = try words.source(missing: "'source' expects <addr>[:<port>[-<port>]], and optionally 'usesrc' <addr>, and 'interface' <name> as argument.")
        },
        Keyword("tcp-ut <time>", "Ends connections whose data stays unacknowledged that long.", manual: "5.2", example: "tcp-ut 30s") {
            words, settings throws(ConfigError) in
            guard !words.isAtEnd else { throw words.failNext("'tcp-ut' : missing TCP User Timeout value") }
            settings.tcpUserTimeout = try words.duration(bareUnit: .milliseconds)
        },
        flag("tfo", \.tcpFastOpen, "Enables TCP fast open towards the server."),
        flag("no-tfo", \.tcpFastOpen, false, "Takes back a `tfo` of `default-server`."),
        Keyword("cc <algorithm>", "Uses this congestion control algorithm.", manual: "5.2", example: "cc cubic") {
            words, settings throws(ConfigError) in
            settings.congestionControl = try words.argument("'cc' : missing TCP congestion control algorithm")
        },
        Keyword("namespace <name>", "Connects from this network namespace.", manual: "5.2", example: "namespace edge") {
            words, settings throws(ConfigError) in
            settings.namespace = try words.argument("'namespace' expects <name> as argument")
        },
        Keyword("socks4 <address>:<port>", "Connects through a SOCKS4 proxy.", manual: "5.2", example: "socks4 127.0.0.1:1080") {
            words, settings throws(ConfigError) in
            settings.socks4 = try words.argument("'socks4' expects <addr>:<port> as argument.")
        },
        sendProxy("send-proxy", .v1, "Begins connections with a PROXY protocol header, version 1."),
        sendProxy("no-send-proxy", .none, "Takes back a `send-proxy` of `default-server`."),
        sendProxy("send-proxy-v2", .v2, "Begins connections with a PROXY protocol header, version 2."),
        sendProxy("no-send-proxy-v2", .none, "Takes back a `send-proxy-v2` of `default-server`."),
        sendProxy("send-proxy-v2-ssl", .v2SSL, "The same with a description of the client's TLS connection."),
        sendProxy("no-send-proxy-v2-ssl", .none, "Takes back a `send-proxy-v2-ssl` of `default-server`."),
        sendProxy("send-proxy-v2-ssl-cn", .v2SSLCommonName, "The same with the common name of the client's certificate."),
        sendProxy("no-send-proxy-v2-ssl-cn", .none, "Takes back a `send-proxy-v2-ssl-cn` of `default-server`."),
        Keyword("proxy-v2-options <option>[,<option>…]", "Adds fields to PROXY protocol headers of version 2: crc32c, unique-id, authority and those about TLS.", manual: "5.2", example: "proxy-v2-options crc32c,unique-id") {
            words, settings throws(ConfigError) in
            let list = try words.argument("'proxy-v2-options' : missing value")
            for option in list.split(separator: ",") {
                switch option {
                case "ssl": settings.proxyV2Options.insert(.ssl)
                case "cert-cn": settings.proxyV2Options.insert([.ssl, .certificateCN])
                case "cert-key": settings.proxyV2Options.insert([.ssl, .certificateKey])
                case "cert-sig": settings.proxyV2Options.insert([.ssl, .certificateSig])
                case "ssl-cipher": settings.proxyV2Options.insert([.ssl, .sslCipher])
                case "authority": settings.proxyV2Options.insert(.authority)
                case "crc32c": settings.proxyV2Options.insert(.crc32c)
                case "unique-id": settings.proxyV2Options.insert(.uniqueID)
                default: throw words.fail("'\(option)' : proxy v2 option not implemented")
                }
            }
        },
        Keyword("proto <name>", "Forces the protocol of connections to the server: h1.", manual: "5.2", example: "proto h1") {
            words, settings throws(ConfigError) in
            settings.proto = try words.muxName()
        },
    ] }

    /// Which connections are kept for later requests.
    static var pools: [Self] { [
        number("max-reuse", \.maxReuse, in: -1...Int(Int32.max), "100", "Limits the requests that a connection serves; -1 is no limit."),
        Keyword("pool-max-conn <number>", "Limits the idle connections kept; -1 is no limit, 0 keeps none.", manual: "5.2", example: "pool-max-conn 50") {
            words, settings throws(ConfigError) in
            let text = try words.argument("'pool-max-conn' expects <value> as argument.")
            guard let value = Int(text), value >= -1, value <= Int(Int32.max) else { throw words.fail("'pool-max-conn' must be >= -1") }
            settings.poolMaxConn = value
        },
        number("pool-low-conn", \.poolLowConn, in: 0...Int(Int32.max), "4", "Leaves other threads' idle connections alone until a thread's own are below this number."),
        Keyword("pool-purge-delay <time>", "Sets the time between two closings of half the unneeded idle connections.", manual: "5.2", example: "pool-purge-delay 5s") {
            words, settings throws(ConfigError) in
            guard !words.isAtEnd else { throw words.failNext("'pool-purge-delay' expects <value> as argument.") }
            settings.poolPurgeDelay = try words.duration(bareUnit: .milliseconds)
        },
        Keyword("idle-ping <time>", "Pings idle connections that often.", manual: "5.2", example: "idle-ping 10s") {
            words, settings throws(ConfigError) in
            settings.idlePing = try words.duration(bareUnit: .milliseconds)
        },
    ] }

    /// How the server's name becomes an address.
    static var names: [Self] { [
        Keyword("init-addr <method>[,<method>…]", "Sets the order of ways to find the address at start: last, libc, none or an address.", manual: "5.2", example: "init-addr last,libc,none") {
            words, settings throws(ConfigError) in
            settings.initAddr = try words.initAddresses()
        },
        Keyword("resolvers <section>", "Follows the name's addresses at run time.", manual: "5.3.2", example: "resolvers dns") {
            words, settings throws(ConfigError) in
            settings.resolvers = try words.next("resolvers")
        },
    ] }

    private static func sendProxy(_ name: String, _ version: ServerSettings.SendProxy, _ help: String) -> Self {
        Keyword(name, help, manual: "5.2", example: name) { _, settings throws(ConfigError) in settings.sendProxy = version }
    }
}

extension Words {
    /// Takes the arguments of `source`, on a line of its own or on a `server` line.
    mutating func source(missing: String) throws(ConfigError) -> SourceSettings {
        guard let text = nextIfAny() else { throw failNext(missing) }
        var source: SourceSettings
        let spec = try addressSpec(text, allowed: [.port, .portRange, .stream, .resolve], "'source \(text)' : ")
        source = SourceSettings(address: spec.address, lastPort: max(spec.firstPort, spec.lastPort))
        while let word = peek {
            switch word {
            case "usesrc":
                _ = nextIfAny()
                guard let spoof = nextIfAny() else {
                    throw failNext("'usesrc' expects <addr>[:<port>], 'client', or 'clientip' as argument.")
                }
                switch spoof {
                case "client": source.spoof = .client
                case "clientip": source.spoof = .clientIP
                case let header where header.hasPrefix("hdr_ip("):
                    guard let close = header.lastIndex(of: ")") else { throw fail("'usesrc' : missing closing parenthesis in '\(header)'.") }
                    let parts = header[header.index(header.startIndex, offsetBy: 7)..<close].split(separator: ",", omittingEmptySubsequences: false)
                    let occurrence = parts.count > 1 ? Int(parts[1]) : -1
                    guard let name = parts.first, isToken(String(name)), let occurrence, parts.count <= 2 else {
                        throw fail("'usesrc hdr_ip(name,num)' does not understand '\(header)'.")
                    }
                    source.spoof = .header(name.lowercased(), occurrence: occurrence)
                default:
                    source.spoof = .address(try addressSpec(spoof, allowed: .source, "'usesrc \(spoof)' : ").address)
                }
            case "interface":
                _ = nextIfAny()
                guard let name = nextIfAny() else { throw failNext("'source' : missing interface name.") }
                source.interface = name
            default:
                return source
            }
        }
        return source
    }
}
