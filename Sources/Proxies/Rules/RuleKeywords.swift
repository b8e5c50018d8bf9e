// Proxies: the keywords of ACLs and rules.
import Base
import Config
import Samples

extension Keyword<ProxySettings> {
    /// `acl` and the lines of all rule sets (HAProxy manual §4.2).
    public static var rules: [Self] { [
        Keyword(
            "acl <name> <criterion> [flags] [operator] [<value>...]", in: .allProxies,
            "Adds a test to a named ACL.", manual: "7.1", example: "acl static path_beg /img /css"
        ) { words, settings throws(ConfigError) in
            try RuleParser.refuseAnonymousDefaults(words, "acl")
            let name = try words.next("name")
            var scope = SampleScope(points: .always)
            let start = words.position
            do throws(SampleFailure) { try settings.rules.acls.add(name, words.rest(), &scope) } catch {
                if let word = error.word { words.seek(to: start + word + 1) }
                throw words.fail(error.word == -1 ? error.message : "error detected while parsing ACL '\(name)' : \(error.message)", hint: error.hint)
            }
            RuleParser.take(scope, words, &settings)
        },
        rule("tcp-request connection <action> [options...] [{ if | unless } <condition>]", .tcpRequestConnection,
            "Acts on a new connection, before anything was read.", example: "tcp-request connection reject if FALSE"),
        rule("tcp-request session <action> [options...] [{ if | unless } <condition>]", .tcpRequestSession,
            "Acts on a new session, after the handshakes.", example: "tcp-request session accept if LOCALHOST"),
        rule("tcp-request content <action> [options...] [{ if | unless } <condition>]", .tcpRequestContent,
            "Acts on the request's first bytes.", example: "tcp-request content accept if WAIT_END"),
        rule("tcp-response content <action> [options...] [{ if | unless } <condition>]", .tcpResponseContent,
            "Acts on the response's first bytes.", example: "tcp-response content reject if FALSE"),
        rule("http-request <action> [options...] [{ if | unless } <condition>]", .httpRequest,
            "Acts on a request's head.", example: "http-request deny if FALSE"),
        rule("http-response <action> [options...] [{ if | unless } <condition>]", .httpResponse,
            "Acts on a server's response head.", example: "http-response set-header x-a b"),
        rule("http-after-response <action> [options...] [{ if | unless } <condition>]", .httpAfterResponse,
            "Acts on any response head, our own replies included.", example: "http-after-response set-header x-a b"),
        rule("redirect { location | prefix | scheme } <to> [code <code>] [options...] [{ if | unless } <condition>]", .redirect,
            "Redirects requests, behind all http-request rules.", example: "redirect scheme https code 301 if FALSE"),
        Keyword(
            "tcp-request inspect-delay <time>", in: .allProxies,
            "How long request bytes are awaited for 'tcp-request content'.", manual: "4.2", example: "tcp-request inspect-delay 5s"
        ) { words, settings throws(ConfigError) in
            try RuleParser.refuseAnonymousDefaults(words, "tcp-request")
            settings.rules.requestInspectDelay = try words.duration(bareUnit: .milliseconds)
        },
        Keyword(
            "tcp-response inspect-delay <time>", in: .backends,
            "How long response bytes are awaited for 'tcp-response content'.", manual: "4.2", example: "tcp-response inspect-delay 5s"
        ) { words, settings throws(ConfigError) in
            try RuleParser.refuseAnonymousDefaults(words, "tcp-response")
            settings.rules.responseInspectDelay = try words.duration(bareUnit: .milliseconds)
        },
    ] }

    /// Capture slots that rules fill (HAProxy manual §4.2).
    public static var captureSlots: [Self] { [
        Keyword("declare capture request len <length>", in: [.frontend, .listen], "Makes a capture slot for requests.", manual: "4.2", example: "declare capture request len 10") {
            words, settings throws(ConfigError) in
            settings.logs.requestCaptures.append(HeaderCapture(name: nil, length: try words.integer(in: 1...65535, "length")))
        },
        Keyword("declare capture response len <length>", in: [.frontend, .listen], "Makes a capture slot for responses.", manual: "4.2", example: "declare capture response len 10") {
            words, settings throws(ConfigError) in
            settings.logs.responseCaptures.append(HeaderCapture(name: nil, length: try words.integer(in: 1...65535, "length")))
        },
    ] }

    private static func rule(_ syntax: String, _ set: RuleSet, _ help: String, example: String) -> Self {
        Keyword(syntax, in: set.sections, help, manual: "4.2", example: example) { words, settings throws(ConfigError) in
            try RuleParser.parse(set, &words, &settings)
        }
    }

    /// Rules that choose a backend, a server or persistence (HAProxy manual §4.2).
    public static var routing: [Self] { [
        Keyword(
            "use_backend <backend> [{ if | unless } <condition>]", in: .frontends.subtracting([.defaults]),
            "Sends requests to a backend; the first that matches counts.", manual: "4.2", example: "use_backend static if FALSE"
        ) { words, settings throws(ConfigError) in
            guard let name = words.nextIfAny() else { throw words.fail("'use_backend' expects a backend name.") }
            var scope = SampleScope(points: .backendChoice)
            let format = try Self.dynamicName(name, words, &scope, "use_backend")
            let condition = try RuleParser.condition(&words, settings.rules.acls, &scope, "switching rule") {
                "unexpected keyword '\($0)' after switching rule, only 'if' and 'unless' are allowed."
            }
            RuleParser.take(scope, words, &settings)
            RuleParser.place(7, "use_backend", words, &settings)
            settings.rules.switching.append(SwitchingRule(name: name, format: format, condition: condition, location: words.location))
        },
        Keyword(
            "use-server <server> { if | unless } <condition>", in: .backends.subtracting([.defaults]),
            "Sends requests to a server, as long as it is up.", manual: "4.2", example: "use-server s1 if FALSE"
        ) { words, settings throws(ConfigError) in
            let name = try words.next("server")
            var scope = SampleScope(points: .serverChoice)
            let format = try Self.dynamicName(name, words, &scope, "use-server")
            let condition = try Self.needed(&words, settings, &scope, "use-server")
            RuleParser.take(scope, words, &settings)
            RuleParser.place(8, "use-server", words, &settings)
            settings.rules.servers.append(ServerRule(name: name, format: format, condition: condition, location: words.location))
        },
        persistence("force-persist", .force, "Keeps persistence on servers that are down."),
        persistence("ignore-persist", .ignore, "Ignores persistence cookies."),
        Keyword(
            "monitor fail { if | unless } <condition>", in: .frontends,
            "Makes 'monitor-uri' answer that the service is down.", manual: "4.2", example: "monitor fail if FALSE"
        ) { words, settings throws(ConfigError) in
            var scope = SampleScope(points: .frontendRequestHead)
            let condition = try Self.needed(&words, settings, &scope, "monitor fail")
            RuleParser.take(scope, words, &settings)
            settings.rules.monitorFail.append(condition)
        },
    ] }

    private static func persistence(_ name: String, _ kind: PersistenceRule.Kind, _ help: String) -> Self {
        Keyword("\(name) { if | unless } <condition>", in: .allProxies.subtracting([.defaults]), help, manual: "4.2", example: "\(name) if FALSE") {
            words, settings throws(ConfigError) in
            var scope = SampleScope(points: [.backendChoice, .serverChoice, .frontendRequestHead, .backendRequestHead])
            let condition = try Self.needed(&words, settings, &scope, name)
            RuleParser.take(scope, words, &settings)
            settings.rules.persistence.append(PersistenceRule(kind: kind, condition: condition, location: words.location))
        }
    }

    private static func needed(_ words: inout Words, _ settings: ProxySettings, _ scope: inout SampleScope, _ name: String) throws(ConfigError) -> Condition {
        let missing = "'\(name)' requires either 'if' or 'unless' followed by a condition."
        guard let condition = try RuleParser.condition(&words, settings.rules.acls, &scope, "a '\(name)' rule", unexpected: { _ in missing }) else {
            throw words.fail(missing)
        }
        return condition
    }

    /// A name with `%[…]` is made for each request.
    private static func dynamicName(_ name: String, _ words: Words, _ scope: inout SampleScope, _ keyword: String) throws(ConfigError) -> FieldFormat? {
        guard name.utf8.contains(0x25) else { return nil }
        do throws(SampleFailure) {
            let format = try FieldFormat(name, &scope)
            return format.constant == nil ? format : nil
        } catch { throw words.fail("failed to parse \(keyword) rule '\(name)' : \(error.message)", hint: error.hint) }
    }
}
