import Base
import Config

extension Keyword<ProxySettings> {
    /// The servers of a backend (HAProxy manual §4.2 and §5.2).
    public static var servers: [Self] { [
        Keyword(
            "server <name> <address>[:<port>] [<parameter>…]", in: [.backend, .listen],
            "Adds a server.", manual: "4.2", example: "server web1 127.0.0.1:8080 check inter 2s weight 10"
        ) { words, settings throws(ConfigError) in
            guard words.remaining >= 2, words.peek(1) != "" else {
                throw words.failNext("'server' expects <name> and <addr>[:<port>] as arguments.")
            }
            let name = try words.serverName()
            var server = settings.defaultServer
            server.name = name
            try server.readAddress(&words, proxy: settings.name)
            try server.readParameters(&words, context: "'server \(settings.name)/\(name)'")
            try settings.add(server, &words)
        },
        Keyword(
            "server-template <prefix> { <number> | <first>-<last> } <address>[:<port>] [<parameter>…]", in: [.backend, .listen],
            "Adds servers which differ by their number only.", manual: "4.2",
            example: "server-template web 1-3 127.0.0.1:8080 check"
        ) { words, settings throws(ConfigError) in
            guard words.remaining >= 3 else {
                throw words.failNext("'server-template' expects <prefix> <nb | range> <addr>[:<port>] as arguments.")
            }
            let prefix = try words.serverName()
            let text = try words.next("range")
            let ends = text.split(separator: "-", omittingEmptySubsequences: false).map { Int($0) }
            let range: ClosedRange<Int>
            switch (ends.count, ends[0], ends.last ?? nil) {
            case (1, let count?, _) where count >= 1: range = 1...count
            case (2, let first?, let last?) where first >= 1 && last >= first: range = first...last
            default: throw words.fail("Wrong server-template number or range arg '\(text)'.")
            }
            guard range.count <= 65_536 else { throw words.fail("Wrong server-template number or range arg '\(text)'.") }
            var server = settings.defaultServer
            server.name = prefix
            try server.readAddress(&words, proxy: settings.name)
            try server.readParameters(&words, context: "'server \(settings.name)/\(prefix)'")
            for (offset, number) in range.enumerated() {
                server.name = "\(prefix)\(number)"
                var copy = server
                if copy.hasExplicitID { copy.id += offset }
                try settings.add(copy, &words)
            }
        },
        Keyword(
            "default-server [<parameter>…]", in: .backends, "Sets what the following `server` lines start from.",
            manual: "4.2", example: "default-server inter 2s rise 2 fall 3"
        ) { words, settings throws(ConfigError) in
            let context = "'default-server'"
            // Why: what belongs to one server would be wrong on each of them.
            if let index = (0..<words.remaining).first(where: { ["id", "guid"].contains(words.peek($0)) }) {
                words.seek(to: words.position + index)
                throw words.failNext("'\(words.peek ?? "")' is not supported on default-server lines.")
            }
            try settings.defaultServer.readParameters(&words, context: context)
        },
    ] }
}

extension ProxySettings {
    /// Appends `server` after the checks that need its neighbours.
    mutating func add(_ server: ServerSettings, _ words: inout Words) throws(ConfigError) {
        var server = server
        server.location = words.location
        if server.hasExplicitID, let other = servers.first(where: { $0.hasExplicitID && $0.id == server.id }) {
            throw words.fail("'server \(name)/\(server.name)' : 'id' : custom id \(server.id) already used at \(other.location) ('server \(other.name)').")
        }
        servers.append(server)
    }
}

extension ServerSettings {
    /// Every parameter of `server` lines that has a meaning here.
    static let table = try? KeywordTable([Keyword<ServerSettings>.serverParameters.filter { !NotYet.server.contains($0.name) }])

    /// Takes the address behind a server's name.
    fileprivate mutating func readAddress(_ words: inout Words, proxy: String) throws(ConfigError) {
        address = try words.nextAddress()
        do {
            spec = try AddressSpec(address, allowed: .server)
        } catch {
            throw words.fail("'server \(proxy)/\(name)' : \(error.text)")
        }
    }

    /// Takes all parameters up to the end of the line.
    mutating func readParameters(_ words: inout Words, context: String) throws(ConfigError) {
        try words.readParameters(
            of: ServerSettings.table, into: &self, context: context, separator: " : ", unsupported: KnownNames.server)
    }
}

extension Words {
    /// Takes the name of a server (`invalid_char`).
    fileprivate mutating func serverName() throws(ConfigError) -> String {
        let name = try next("name")
        if let bad = name.first(where: { !ProxySettings.isNameCharacter($0) }) {
            throw fail("character '\(bad)' is not permitted in server name '\(name)'.")
        }
        return name
    }
}

extension ProxySettings {
    /// Whether a name of a proxy, server or user may hold `character`: letters, digits, `-`, `_`, `.`, `:`.
    static func isNameCharacter(_ character: Character) -> Bool {
        guard let code = character.asciiValue else { return false }
        return ASCII.isLetter(code) || ASCII.isDigit(code) || "-_.:".contains(character)
    }
}
