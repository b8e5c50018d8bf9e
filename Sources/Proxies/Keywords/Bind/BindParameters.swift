import Base
import Config

extension Keyword<BindSettings> {
    /// Parameters of `bind` and `stats socket` lines (HAProxy manual §5.1).
    public static var bindParameters: [Self] { identity + permissions + limits + sockets + protocols + commandLine }

    private static var identity: [Self] { [
        Keyword("name <name>", "Names the socket in statistics and in `so_name`.", manual: "5.1", example: "name plain") {
            words, settings throws(ConfigError) in
            settings.name = try words.argument("'name' : missing name")
        },
        Keyword("id <number>", "Gives the socket a fixed number in statistics.", manual: "5.1", example: "id 10") {
            words, settings throws(ConfigError) in
            let text = try words.argument("'id' : expects an integer argument")
            guard let id = Int(text), id > 0, id <= Int(Int32.max) else { throw words.fail("'id' : custom id has to be > 0") }
            settings.id = id
        },
        Keyword("label <text>", "Sets a text that samples and logs can show.", manual: "5.1", example: "label edge") {
            words, settings throws(ConfigError) in
            settings.label = try words.argument("'label' : missing label")
        },
        Keyword("guid-prefix <text>", "Begins the identifiers of the line's listeners.", manual: "5.1", example: "guid-prefix edge") {
            words, settings throws(ConfigError) in
            settings.guidPrefix = try words.guid()
        },
    ] }

    private static var permissions: [Self] { [
        Keyword("mode <octal>", "Sets the permissions of a unix socket.", manual: "5.1", example: "mode 660") {
            words, settings throws(ConfigError) in
            let text = words.nextIfAny() ?? ""
            guard let mode = UInt16(text, radix: 8), mode <= 0o7777 else {
                throw words.fail("'mode' : missing or invalid mode '\(text)' (octal integer expected)")
            }
            settings.mode = mode
        },
        Keyword("user <name>", "Sets the owner of a unix socket.", manual: "5.1", example: "user root") {
            words, settings throws(ConfigError) in
            let name = try words.argument("'user' : missing user name")
            settings.uid = try words.userID(name)
        },
        Keyword("uid <number>", "Sets the owner of a unix socket by number.", manual: "5.1", example: "uid 0") {
            words, settings throws(ConfigError) in
            settings.uid = UInt32(try words.integer(in: 0...Int(UInt32.max - 1), "uid"))
        },
        Keyword("group <name>", "Sets the group of a unix socket.", manual: "5.1", example: "group root") {
            words, settings throws(ConfigError) in
            let name = try words.argument("'group' : missing group name")
            settings.gid = try words.groupID(name)
        },
        Keyword("gid <number>", "Sets the group of a unix socket by number.", manual: "5.1", example: "gid 0") {
            words, settings throws(ConfigError) in
            settings.gid = UInt32(try words.integer(in: 0...Int(UInt32.max - 1), "gid"))
        },
    ] }

    private static var limits: [Self] { [
        Keyword("maxconn <number>", "Limits the connections of this socket; 0 is no limit.", manual: "5.1", example: "maxconn 1000") {
            words, settings throws(ConfigError) in
            guard !words.isAtEnd else { throw words.failNext("'maxconn' : missing value") }
            settings.maxconn = try words.integer(in: 0...Int(Int32.max), "maxconn")
        },
        Keyword("backlog <number>", "Sets the length of the kernel's queue of connections to accept.", manual: "5.1", example: "backlog 1024") {
            words, settings throws(ConfigError) in
            guard !words.isAtEnd else { throw words.failNext("'backlog' : missing value") }
            settings.backlog = try words.integer(in: 0...Int(Int32.max), "backlog")
        },
        Keyword("nice <number>", "Sets the priority of the socket's connections, -1024 to 1024.", manual: "5.1", example: "nice -10") {
            words, settings throws(ConfigError) in
            let text = try words.argument("'nice' : missing value")
            guard let nice = Int(text), (-1024...1024).contains(nice) else {
                throw words.fail("'nice' : invalid value \(text), allowed range is -1024..1024")
            }
            settings.nice = nice
        },
        Keyword("thread <threads>", "Names the threads that accept the socket's connections.", manual: "5.1", example: "thread 1-2") {
            words, settings throws(ConfigError) in
            let text = try words.argument("'thread' : missing thread set")
            guard ThreadSet(text) != nil else { throw words.fail("'\(text)' : '\(text)' is not a valid number/range.") }
            settings.threads = text
        },
        Keyword("shards { <number> | by-thread | by-group }", "Gives the address that many sockets.", manual: "5.1", example: "shards by-thread") {
            words, settings throws(ConfigError) in
            let text = try words.argument("'shards' : missing number of shards")
            switch text {
            case "by-thread": settings.shards = .byThread
            case "by-group": settings.shards = .byGroup
            default:
                guard let count = Int(text), (1...1024).contains(count) else {
                    throw words.fail("'shards' : invalid value \(text), allowed range is 1..1024, 'by-thread' or 'by-group'")
                }
                settings.shards = .count(count)
            }
        },
        Keyword("process <set>", "Removed: threads took the place of processes.", manual: "5.1", example: "") {
            words, settings throws(ConfigError) in
            let text = words.nextIfAny() ?? ""
            throw words.fail("'process \(text)' on 'bind' lines is not supported anymore, please use 'thread' instead.")
        },
    ] }

    private static var sockets: [Self] { [
        Keyword("defer-accept", "Accepts connections only once they brought data.", manual: "5.1", example: "defer-accept") {
            _, settings throws(ConfigError) in settings.deferAccept = true
        },
        Keyword("tfo", "Enables TCP fast open.", manual: "5.1", example: "tfo") {
            _, settings throws(ConfigError) in settings.tcpFastOpen = true
        },
        Keyword("interface <name>", "Listens on this network interface only.", manual: "5.1", example: "interface lo") {
            words, settings throws(ConfigError) in
            settings.interface = try words.argument("'interface' : missing interface name")
        },
        Keyword("v4v6", "Takes IPv4 clients on a wildcard IPv6 socket.", manual: "5.1", example: "v4v6") {
            _, settings throws(ConfigError) in settings.ipv6Scope = .both
        },
        Keyword("v6only", "Takes no IPv4 clients on a wildcard IPv6 socket.", manual: "5.1", example: "v6only") {
            _, settings throws(ConfigError) in settings.ipv6Scope = .onlyIPv6
        },
        Keyword("transparent", "Binds addresses that belong to other machines.", manual: "5.1", example: "transparent") {
            _, settings throws(ConfigError) in settings.transparent = true
        },
        Keyword("namespace <name>", "Listens in this network namespace.", manual: "5.1", example: "namespace edge") {
            words, settings throws(ConfigError) in
            settings.namespace = try words.argument("'namespace' : missing namespace id")
        },
        Keyword("mss <bytes>", "Announces this largest segment size to clients.", manual: "5.1", example: "mss 1400") {
            words, settings throws(ConfigError) in
            let text = try words.argument("'mss' : missing MSS value")
            guard let mss = Int(text), mss != 0, (-65535...65535).contains(mss) else {
                throw words.fail("'mss' : expects an MSS with and absolute value between 1 and 65535")
            }
            settings.mss = mss
        },
        Keyword("tcp-ut <time>", "Ends connections whose data stays unacknowledged that long.", manual: "5.1", example: "tcp-ut 30s") {
            words, settings throws(ConfigError) in
            guard !words.isAtEnd else { throw words.failNext("'tcp-ut' : missing TCP User Timeout value") }
            settings.tcpUserTimeout = try words.duration(bareUnit: .milliseconds)
        },
        Keyword("tcp-ss <mode>", "Saves the first packet's content: 0 nothing, 1 headers, 2 link headers too.", manual: "5.1", example: "tcp-ss 1") {
            words, settings throws(ConfigError) in
            settings.tcpSaveSyn = try words.integer(in: 0...2, "mode")
        },
        Keyword("cc <algorithm>", "Uses this congestion control algorithm.", manual: "5.1", example: "cc cubic") {
            words, settings throws(ConfigError) in
            settings.congestionControl = try words.argument("'cc' : missing TCP congestion control algorithm")
        },
    ] }

    private static var protocols: [Self] { [
        Keyword("accept-proxy", "Expects a PROXY protocol header before everything else.", manual: "5.1", example: "accept-proxy") {
            _, settings throws(ConfigError) in settings.acceptProxy = true
        },
        Keyword("accept-netscaler-cip <magic>", "Expects NetScaler's client IP header before everything else.", manual: "5.1", example: "accept-netscaler-cip 0x1234") {
            words, settings throws(ConfigError) in
            let text = try words.argument("'accept-netscaler-cip' : missing value")
            let isHex = text.hasPrefix("0x") || text.hasPrefix("0X")
            guard let magic = UInt32(isHex ? String(text.dropFirst(2)) : text, radix: isHex ? 16 : 10), magic > 0 else {
                throw words.fail("'accept-netscaler-cip' : invalid value \(text), must be > 0")
            }
            settings.netscalerMagic = magic
        },
        Keyword("proto <name>", "Forces the protocol of the socket's connections: h1.", manual: "5.1", example: "proto h1") {
            words, settings throws(ConfigError) in
            let text = try words.argument("'proto' : missing value")
            guard text != "h2" else { throw words.fail("'proto' : 'h2' is known to HAProxy 3.4 but not supported by Harrier 0.1") }
            guard ["h1", "none"].contains(text) else { throw words.fail("'proto' :  unknown MUX protocol '\(text)'") }
            settings.proto = text
        },
    ] }

    private static var commandLine: [Self] { [
        Keyword("level { user | operator | admin }", "Sets the rights of a stats socket's clients.", manual: "5.1", example: "level admin") {
            words, settings throws(ConfigError) in
            let text = try words.argument("'level' : missing level")
            switch text {
            case "user": settings.level = .user
            case "operator": settings.level = .operator
            case "admin": settings.level = .admin
            default: throw words.fail("'level' only supports 'user', 'operator', and 'admin' (got '\(text)')")
            }
        },
        Keyword("severity-output { none | number | string }", "Begins a stats socket's answers with their severity.", manual: "5.1", example: "severity-output number") {
            words, settings throws(ConfigError) in
            let text = try words.argument("'severity-output' : missing value")
            switch text {
            case "none": settings.severityOutput = .none
            case "number": settings.severityOutput = .number
            case "string": settings.severityOutput = .string
            default: throw words.fail("'severity-output' only supports 'none', 'number', and 'string' (got '\(text)')")
            }
        },
        Keyword("expose-fd <what>", "Lets a new process take the listening sockets (`listeners`) over a stats socket.", manual: "5.1", example: "expose-fd listeners") {
            words, settings throws(ConfigError) in
            let text = try words.argument("'expose-fd' : missing fd type")
            guard text == "listeners" else { throw words.fail("'expose-fd' only supports 'listeners' (got '\(text)')") }
            settings.exposesListeners = true
        },
    ] }
}
