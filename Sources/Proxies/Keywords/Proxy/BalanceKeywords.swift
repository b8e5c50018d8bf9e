import Base
import Config
import Samples

extension Keyword<ProxySettings> {
    /// Which server a request gets (HAProxy manual §4.2).
    public static var balancing: [Self] { [
        Keyword(
            "balance <algorithm> [<argument>…]", in: .backends, "Sets how a server is chosen.", manual: "4.2",
            example: "balance uri depth 2"
        ) { words, settings throws(ConfigError) in
            settings.balance.algorithm = try words.balance()
            settings.balance.isExplicit = true
            settings.balance.expression = nil
            if case .hash(let text) = settings.balance.algorithm {
                var scope = SampleScope(points: .serverChoice)
                settings.balance.expression = try words.hashExpression(text, &scope)
                RuleParser.take(scope, words, &settings)
            }
        },
        Keyword(
            "hash-type <method> [<function> [<modifier>]]", in: .backends,
            "Sets how hash algorithms map keys to servers.", manual: "4.2", example: "hash-type consistent djb2 avalanche"
        ) { words, settings throws(ConfigError) in
            var type = HashType()
            switch words.nextIfAny() {
            case "map-based": type.method = .mapBased
            case "consistent":
                type.method = .consistent
                // Why: without a function, a ring mixes the result, which is not written on the line.
                type.avalanche = words.isAtEnd
            default: throw words.fail("'hash-type' only supports 'consistent' and 'map-based'.")
            }
            if let function = words.nextIfAny() {
                switch function {
                case "sdbm": type.function = .sdbm
                case "djb2": type.function = .djb2
                case "wt6": type.function = .wt6
                case "crc32": type.function = .crc32
                case "none": type.function = .none
                default: throw words.fail("'hash-type' only supports 'sdbm', 'djb2', 'crc32', 'wt6' or 'none' hash functions.")
                }
            }
            if let modifier = words.nextIfAny() {
                guard modifier == "avalanche" else {
                    throw words.fail("'hash-type' only supports 'avalanche' as a modifier for hash functions.")
                }
                type.avalanche = true
            }
            settings.balance.hashType = type
        },
        Keyword(
            "hash-balance-factor <percent>", in: .backends,
            "Limits the load of a server on a ring to this percentage of the average; 0 is no limit.", manual: "4.2",
            example: "hash-balance-factor 150"
        ) { words, settings throws(ConfigError) in
            let factor = try words.count()
            guard factor == 0 || factor > 100 else { throw words.fail("'hash-balance-factor' must be 0 or greater than 100.") }
            settings.balance.hashBalanceFactor = factor
        },
        Keyword(
            "hash-preserve-affinity { always | maxconn | maxqueue }", in: .backends,
            "Says when a hash leaves a full server for the next on the ring.", manual: "4.2",
            example: "hash-preserve-affinity maxqueue"
        ) { words, settings throws(ConfigError) in
            settings.balance.preserveAffinity = try words.choice(["always": .always, "maxconn": .maxconn, "maxqueue": .maxqueue])
        },
    ] }
}

extension Words {
    /// The arguments of `balance` (`backend_parse_balance`).
    fileprivate mutating func balance() throws(ConfigError) -> BalanceAlgorithm {
        guard let name = nextIfAny() else { return .roundrobin }
        switch name {
        case "roundrobin": return .roundrobin
        case "static-rr": return .staticRoundRobin
        case "leastconn": return .leastconn
        case "first": return .first
        case "source": return .source
        case "uri": return .uri(try uriHash())
        case "url_param":
            guard let parameter = nextIfAny() else { throw fail("balance url_param requires an URL parameter name.") }
            var checkPost = false
            if let modifier = nextIfAny() {
                guard modifier == "check_post" else {
                    throw fail("balance url_param only accepts 'check_post' modifier (got '\(modifier)').")
                }
                checkPost = true
                // A number of bytes to wait for has had no effect for long.
                if let text = peek, Int(text) != nil { _ = nextIfAny() }
            }
            return .urlParam(parameter, checkPost: checkPost)
        case "hash":
            guard !isAtEnd else { throw fail("balance hash requires a sample expression.") }
            return .hash(rest().joined(separator: " "))
        case "log-hash", "sticky":
            throw fail("'balance \(name)' is known to HAProxy 3.4 but not supported by Harrier 0.1")
        default: break
        }
        if let argument = try parenthesised(name, "random") {
            guard let draws = argument.isEmpty ? 2 : Int(argument) else {
                throw fail("balance random : unexpected character '\(argument.first(where: { !$0.isNumber }) ?? "?")' after argument.")
            }
            guard (1...Int(Int32.max)).contains(draws) else { throw fail("balance random : number of draws must be at least 1.") }
            return .random(draws: draws)
        }
        if let header = try parenthesised(name, "hdr"), name != "hdr" {
            guard isToken(header) else { throw fail("balance hdr requires an http header field name.") }
            var useDomainOnly = false
            if let modifier = nextIfAny() {
                guard modifier == "use_domain_only" else {
                    throw fail("balance hdr(\(header)) only accepts 'use_domain_only' modifier (got '\(modifier)').")
                }
                useDomainOnly = true
            }
            return .header(header.lowercased(), useDomainOnly: useDomainOnly)
        }
        if let cookie = try parenthesised(name, "rdp-cookie") {
            guard name == "rdp-cookie" || !cookie.isEmpty else { throw fail("balance rdp-cookie : missing cookie name.") }
            return .rdpCookie(cookie.isEmpty ? "mstshash" : cookie)
        }
        throw fail(
            "balance only supports 'roundrobin', 'static-rr', 'leastconn', 'first', 'source', 'uri', 'url_param', 'hdr(name)', 'hash', 'random' and 'rdp-cookie(name)' options.",
            hint: Words.didYouMean(name, among: ["roundrobin", "static-rr", "leastconn", "first", "source", "uri", "url_param", "random", "rdp-cookie", "hash"]))
    }

    /// Compiles the expression of `balance hash`.
    fileprivate func hashExpression(_ text: String, _ scope: inout SampleScope) throws(ConfigError) -> Expression {
        do {
            return try Expression.parse(text, &scope)
        } catch {
            throw fail("failed to parse 'balance hash' expression '\(text)' : \(error.message)", hint: error.hint)
        }
    }

    /// What stands between the parentheses of `word` if it is `name` or `name(…)`; empty without parentheses.
    fileprivate func parenthesised(_ word: String, _ name: String) throws(ConfigError) -> String? {
        if word == name { return "" }
        guard word.hasPrefix(name + "(") else { return nil }
        let rest = word.dropFirst(name.utf8.count + 1)
        guard let close = rest.firstIndex(of: ")") else {
            if name == "rdp-cookie", rest.isEmpty { throw fail("balance rdp-cookie : missing cookie name.") }
            throw fail("balance \(name) : missing closing parenthesis.")
        }
        return String(rest[..<close])
    }

    private mutating func uriHash() throws(ConfigError) -> BalanceAlgorithm.URIHash {
        var hash = BalanceAlgorithm.URIHash()
        while let word = nextIfAny() {
            switch word {
            case "len", "depth":
                let text = nextIfAny() ?? ""
                guard let number = Int(text), number > 0, number <= Int(Int32.max) else {
                    throw fail("balance uri : '\(word)' expects a positive integer (got '\(text)').")
                }
                if word == "len" { hash.length = number } else { hash.depth = number }
            case "whole": hash.whole = true
            case "path-only": hash.pathOnly = true
            default:
                throw fail("balance uri only accepts parameters 'len', 'depth', 'path-only', and 'whole' (got '\(word)').")
            }
        }
        return hash
    }
}
