import Config
import Proxies
import Testing

@Suite("Filling settings from sections")
struct ConfigurationLoaderTests {
    static let catalogue = try! KeywordCatalogue(
        global: [
            Keyword<GlobalSettings>.environment,
            [Keyword("nbthread <n>", in: [.global], "Threads.", manual: "3.1", example: "nbthread 2") { w, s throws(ConfigError) in s.nbthread = try w.integer(in: 1...64) }],
        ],
        proxy: [[
            Keyword("maxconn <n>", in: .frontends, "Limit.", manual: "4.2", example: "maxconn 5") { w, s throws(ConfigError) in s.maxconn = try w.integer(in: 0...9) },
            Keyword("retries <n>", in: .backends, "Attempts.", manual: "4.2", example: "retries 5") { w, s throws(ConfigError) in s.retries = try w.integer(in: 0...9) },
            Keyword("[no] option nolinger", in: .allProxies, "Reset.", manual: "4.2", example: "option nolinger") { w, s throws(ConfigError) in
                if w.isNegated { s.options.remove(.nolinger) } else { s.options.insert(.nolinger) }
            },
            Keyword("server <name>", in: [.backend, .listen], "Server.", manual: "4.2", example: "server s") { w, s throws(ConfigError) in _ = try w.next("name") },
            .hint("spread <n>", in: .allProxies, "Nothing.", manual: "4.2", example: "spread 1"),
        ]],
        userlist: [], httpErrors: [])

    func load(_ texts: String..., variables: [String: String] = [:]) -> (ParsedConfiguration, [String], Environment) {
        let diagnostics = Diagnostics(showsDiagnostics: true)
        let environment = Environment(variables: variables)
        let sources = texts.enumerated().map { ConfigurationSource(name: "\($0.offset).cfg", text: $0.element) }
        let parsed = ConfigurationLoader.load(sources, catalogue: Self.catalogue, environment: environment, diagnostics: diagnostics)
        return (parsed, diagnostics.messages.map { String($0.text.split(separator: "\n")[0]) }, environment)
    }

    @Test("defaults are a copy; the last ones count, by name any")
    func defaults() {
        let (parsed, messages, _) = load(
            "defaults\n maxconn 1\nfrontend a\nfrontend b\n maxconn 2\ndefaults d\n maxconn 3\nfrontend c\ndefaults e from d\n retries 7\n",
            "frontend f from d\nlisten l\nglobal\n nbthread 3\nglobal\n setenv A 1\n")
        #expect(messages == ["config : parsing [1.cfg:4] : 'nbthread' not allowed if a non-global section was previously defined. This parameter must be declared in the first global section", "config : Error(s) found in configuration file : 1.cfg"])
        #expect(parsed.proxies.map(\.name) == ["a", "b", "c", "f", "l"])
        #expect(parsed.proxies.map(\.maxconn) == [1, 2, 3, 3, 3])
        #expect(parsed.proxies.map(\.defaultsName) == ["", "", "d", "d", "e"])
        #expect(parsed.proxies[4].retries == 7)
        #expect(parsed.proxies[4].isFrontend && parsed.proxies[4].isBackend)
        #expect(parsed.proxies[3].location == SourceLocation(file: "1.cfg", line: 1))
        #expect(parsed.defaults.map(\.name) == ["", "d", "e"])
    }

    @Test("heads of sections that are wrong", arguments: [
        ("frontend\n", "'frontend' expects an <id> argument"), ("backend a/b\n", "character '/' is not permitted in 'backend' name 'a/b'."),
        ("frontend x :80\n", "please use the 'bind' keyword for listening addresses."), ("frontend x from b\n", "defaults section 'b' not found for frontend 'x'."),
        ("defaults a from b\n", "defaults section 'b' not found for defaults 'a'."), ("defaults a b\n", "'defaults' cannot handle unexpected argument 'b'"),
        ("defaults a\ndefaults a\nfrontend x from a\n", "ambiguous defaults section name 'a' referenced by frontend 'x' exists at least at 0.cfg:1 and 0.cfg:2."),
        ("frontend a\nbackend a\n", "backend 'a' has the same name as frontend 'a' declared at 0.cfg:1. This is no longer supported as of 3.3. Please rename one or the other."),
        ("backend a\nbackend a\n", "backend 'a' has the same name as backend 'a' declared at 0.cfg:1. This is no longer supported as of 3.3. Please rename one or the other."),
        ("defaults a\nbackend a\n", "backend 'a' has the same name as defaults 'a' declared at 0.cfg:1. This is no longer supported as of 3.3. Please rename one or the other."),
        ("userlist\n", "'userlist' expects <name> as arguments."), ("http-errors\n", "missing name for http-errors section."), ("global x\n", "'global' cannot handle unexpected argument 'x'"),
        ("http-errors a\nhttp-errors a\n", "http-errors section 'a' already exists (declared at 0.cfg:1)."),
    ])
    func heads(text: String, message: String) {
        let messages = load(text).1
        #expect(messages.count == 2)
        #expect(messages[0].contains(" : " + message), "\(messages[0])")
    }

    @Test("keywords that are wrong", arguments: [
        ("frontend f\n maxcon 5\n", "unknown keyword 'maxcon' in 'frontend' section; did you mean 'maxconn' maybe ?"),
        ("frontent f\n", "unknown keyword 'frontent' out of section; did you mean 'frontend' maybe ?"),
        ("global\nfrontent f\n", "unknown keyword 'frontent' in 'global' section; did you mean 'frontend' maybe ?"),
        ("backend b\n option nolingr\n", "unknown option 'nolingr'; did you mean 'nolinger' maybe ?"), ("backend b\n option\n", "'option' expects one of 'nolinger'"),
        ("backend b\n no retries 3\n", "negation/default is not supported for 'retries'."), ("backend b\n default option nolinger\n", "negation/default is not supported for option 'nolinger'."),
        ("backend b\n retries 3 4\n", "'retries' cannot handle unexpected argument '4'"), ("backend b\n retries\n", "'retries' expects <number> as argument"),
        ("defaults\n server x\n", "'server' not allowed in 'defaults' section."), ("frontend f\n server x\n", "'server' not allowed because frontend 'f' has no backend capability."),
        ("frontend f\n compression algo gzip\n", "'compression' is known to HAProxy 3.4 but not supported by Harrier 0.1"),
        ("backend b\n option ldap-check\n", "'option ldap-check' is known to HAProxy 3.4 but not supported by Harrier 0.1"),
        ("global\n lua-load x\n", "'lua-load' is known to HAProxy 3.4 but not supported by Harrier 0.1"),
        ("backend b\n contimeout 5\n", "the 'contimeout' directive is not supported anymore since HAProxy 2.1. Use 'timeout connect'."),
    ])
    func keywords(text: String, message: String) {
        let messages = load(text).1
        #expect(messages.count == 2)
        #expect(messages[0].hasSuffix(" : " + message), "\(messages[0])")
    }

    @Test("a keyword of the other side is a warning and has no effect")
    func otherSide() {
        let (parsed, messages, _) = load("backend b\n maxconn 5\nfrontend f\n retries 5\n")
        #expect(messages == [
            "config : parsing [0.cfg:2] : 'maxconn' ignored because backend 'b' has no frontend capability. Maybe you want 'fullconn' instead ?",
            "config : parsing [0.cfg:4] : 'retries' ignored because frontend 'f' has no backend capability.",
        ])
        #expect(parsed.proxies.count == 2 && parsed.proxies[0].maxconn == 0)
    }

    @Test("hints are named under -dD")
    func hints() {
        #expect(load("backend b\n spread 1\n").1 == ["config : parsing [0.cfg:2] : 'spread' is a tuning hint that has no effect in Harrier"])
    }

    @Test("no undoes an option")
    func negation() {
        let (parsed, messages, _) = load("defaults\n option nolinger\nbackend a\nbackend b\n no option nolinger\n")
        #expect(messages == [])
        #expect(parsed.proxies.map { $0.options.contains(.nolinger) } == [true, false])
    }

    @Test("setenv, presetenv, unsetenv, resetenv")
    func variables() {
        let (_, messages, environment) = load("global\n setenv A 1\n presetenv A 2\n presetenv B 3\n unsetenv C D\n resetenv A B\n", variables: ["C": "c", "E": "e"])
        #expect(messages == [])
        #expect(environment.variables == ["A": "1", "B": "3"])
    }

    @Test("duplicate userlists are read and dropped")
    func userlists() {
        let (parsed, messages, _) = load("userlist u\nuserlist u\n")
        #expect(messages == ["config : parsing [0.cfg:2] : ignoring duplicated userlist 'u'."])
        #expect(parsed.userlists.count == 1)
    }

    @Test("two entries for one keyword stop the start")
    func duplicates() {
        #expect(throws: (any Error).self) {
            try KeywordCatalogue(global: [Keyword<GlobalSettings>.environment, Keyword<GlobalSettings>.environment], proxy: [], userlist: [], httpErrors: [])
        }
    }
}
