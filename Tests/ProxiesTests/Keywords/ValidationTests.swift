import Base
import Proxies
import Testing

/// What single lines cannot show; texts and severities are those of HAProxy 3.4.
@Suite("Checks of the whole configuration")
struct ValidationTests {
    static let timeouts = """
        .
           | While not properly invalid, you will certainly encounter various problems
           | with such a configuration. To fix this, please ensure that all following
           | timeouts are set to a non-zero value: 'client', 'connect', 'server'.
        """

    @Test("proxies", arguments: [
        ("frontend a\n bind :8\n", ["WARNING missing timeouts for frontend 'a'" + timeouts]),
        ("listen a\n", ["WARNING proxy 'a' has no 'bind' directive. Please declare it as a backend if this was intended.", "WARNING missing timeouts for proxy 'a'" + timeouts]),
        ("frontend a\n disabled\n", []),
        ("backend a\n", []),
        ("backend a\n server s 127.0.0.1:1\n", ["WARNING missing timeouts for backend 'a'" + timeouts]),
        ("backend a\n mode tcp\n timeout connect 1s\n timeout tunnel 1s\n server s 127.0.0.1:1\n", []),
        ("frontend a\n bind :8\n timeout client 0\n", ["WARNING missing timeouts for frontend 'a'" + timeouts]),
        ("backend a\nbackend a\n", ["ALERT config : parsing [t.cfg:2] : backend 'a' has the same name as backend 'a' declared at t.cfg:1. This is no longer supported as of 3.3. Please rename one or the other."]),
        ("frontend a :80\n", ["ALERT config : parsing [t.cfg:1] : please use the 'bind' keyword for listening addresses."]),
        ("backend a from nosuch\n", ["ALERT config : parsing [t.cfg:1] : defaults section 'nosuch' not found for backend 'a'."]),
        ("backend x\n id 4\nbackend y\n id 4\n", ["ALERT config : parsing [t.cfg:4]: backend y reuses same custom id as backend x (declared at t.cfg:1)."]),
        ("frontend a\n timeout server 5s\n disabled\n", ["WARNING config : parsing [t.cfg:2] : 'timeout server' will be ignored because frontend 'a' has no backend capability"]),
        ("backend a\n maxconn 5\n", ["WARNING config : parsing [t.cfg:2] : 'maxconn' ignored because backend 'a' has no frontend capability. Maybe you want 'fullconn' instead ?"]),
        ("backend a\n option dontlognull\n", ["WARNING config : parsing [t.cfg:2] : 'dontlognull' ignored because backend 'a' has no frontend capability."]),
        ("backend a\n bind :80\n", ["WARNING config : parsing [t.cfg:2] : 'bind' ignored because backend 'a' has no frontend capability."]),
        ("defaults\n bind :80\n", ["ALERT config : parsing [t.cfg:2] : 'bind' not allowed in 'defaults' section."]),
        ("backend a\n timeout http-request 5\n", ["WARNING config : parsing [t.cfg:2] : 'timeout http-request 5' in backend 'a' is suspiciously small for a value in milliseconds. Please use an explicit unit ('5ms') if that was the intent."]),
        ("backend a\n guid x\nbackend b\n guid x\n", ["ALERT [t.cfg:3] : backend 'b' : guid 'x' is already used by backend 'a'."]),
    ] as [(String, [String])])
    func proxies(text: String, messages: [String]) throws {
        #expect(try Loaded(text).messages == messages)
    }

    @Test("default_backend", arguments: [
        ("frontend a\n bind :8\n default_backend nope\n", ["ALERT Proxy 'a': unable to find required default_backend: 'nope'."]),
        ("frontend a\n bind :8\n default_backend bck\nbackend back\n", ["ALERT Proxy 'a': unable to find required default_backend: 'bck'; did you mean 'back' maybe ?"]),
        ("frontend a\n bind :8\n default_backend b\nfrontend b\n bind :9\n", ["ALERT Proxy 'a': unable to find required default_backend: 'b', which is a frontend."]),
        ("listen a\n bind :8\n default_backend a\n", ["ALERT Proxy 'a': loop detected for default_backend: 'a'."]),
        ("frontend a\n bind :8\n default_backend b\nbackend b\n mode tcp\n", ["ALERT http frontend 'a' (t.cfg:6) tries to use incompatible tcp backend 'b' (t.cfg:9) as its default backend (see 'mode')."]),
        ("frontend a\n mode tcp\n bind :8\n default_backend b\nbackend b\n", []),
        ("frontend a\n bind :8\n default_backend b\nbackend b\n disabled\n", []),
    ] as [(String, [String])])
    func defaultBackend(text: String, messages: [String]) throws {
        #expect(try Loaded(Loaded.defaults + text).messages == messages)
    }

    @Test("TCP mode drops what needs HTTP, and says so", arguments: [
        ("cookie X insert", "WARNING cookie will be ignored for proxy 'a' (needs 'mode http')."),
        ("monitor-uri /x", "WARNING monitor-uri will be ignored for proxy 'a' (needs 'mode http')."),
        ("balance uri", "WARNING Layer 7 hash not possible for proxy 'a' (needs 'mode http'). Falling back to round robin."),
        ("balance hdr(x)", "WARNING Layer 7 hash not possible for proxy 'a' (needs 'mode http'). Falling back to round robin."),
        ("option forwardfor", "WARNING 'option forwardfor' ignored for proxy 'a' as it requires HTTP mode."),
        ("option originalto", "WARNING 'option originalto' ignored for proxy 'a' as it requires HTTP mode."),
        ("option http-buffer-request", "WARNING 'option http-buffer-request' ignored for proxy 'a' as it requires HTTP mode."),
        ("option http-pretend-keepalive", "WARNING 'option http-pretend-keepalive' ignored for proxy 'a' as it requires HTTP mode."),
        ("retry-on 503", "WARNING proxy 'a' : 'retry-on' with any other keywords than 'conn-failure' will be ignored, requires 'mode http'."),
        ("source 0.0.0.0 usesrc hdr_ip(x)", "WARNING proxy 'a' : ignoring use of header x as source IP in non-HTTP mode."),
        ("http-check expect status 200", "WARNING proxy 'a' uses http-check rules without 'option httpchk', so the rules are ignored."),
        ("server s 127.0.0.1:1 cookie x", "WARNING proxy 'a' : ignoring cookie for server 's' as HTTP mode is disabled."),
        ("server s 127.0.0.1:1 check observe layer7", "ALERT [t.cfg:9] : 'server a/s' : 'layer7' can only be used in http proxies."),
    ])
    func tcp(line: String, message: String) throws {
        #expect(try Loaded(Loaded.defaults + "listen a\n mode tcp\n bind :8\n \(line)\n").messages == [message])
    }

    @Test("servers", arguments: [
        ("server a 127.0.0.1:1\n server a 127.0.0.1:2", ["ALERT parsing [t.cfg:8] : backend 'b', another server named 'a' was already defined at line 7, please use distinct names."]),
        ("server-template a 1-2 127.0.0.1:1\n server a1 127.0.0.1:2", ["ALERT parsing [t.cfg:8] : backend 'b', another server named 'a1' was already defined at line 7, please use distinct names."]),
        ("server a 127.0.0.1:1 id 3\n server b 127.0.0.1:2 id 3", ["ALERT config : parsing [t.cfg:8] : 'server b/b' : 'id' : custom id 3 already used at t.cfg:7 ('server a')."]),
        ("server a 127.0.0.1 check", ["ALERT backend 'b': server 'a' has neither service port nor check port nor tcp_check rule 'connect' with port information."]),
        ("server a 127.0.0.1 check port 80", []),
        ("server a unix@/x check", []),
        ("server a 127.0.0.1:1 track b\n server b 127.0.0.1:2", ["ALERT [t.cfg:7] : 'server b/a' : unable to use b/b for tracking as it does not have any check nor agent enabled."]),
        ("server a 127.0.0.1:1 track b\n server b 127.0.0.1:2 check", []),
        ("server a 127.0.0.1:1 track b\n server b 127.0.0.1:2 track a", [
            "ALERT [t.cfg:8] : 'server b/b' : unable to track b/a as it belongs to a tracking chain looping back to b/b.",
        ]),
        ("server a 127.0.0.1:1 track x", ["ALERT [t.cfg:7] : 'server b/a' : unable to find required server 'x' for tracking."]),
        ("server a 127.0.0.1:1 track x/y", ["ALERT [t.cfg:7] : 'server b/a' : unable to find required proxy 'x' for tracking."]),
        ("server a 127.0.0.1:1 track a check", ["ALERT [t.cfg:7] : 'server b/a' : unable to enable checks and tracking at the same time!"]),
        ("server a nosuch:1", ["ALERT [t.cfg:7] : 'server b/a' : could not resolve address 'nosuch'.", "ALERT Failed to initialize server(s) addr."]),
        ("server a nosuch:1 init-addr libc,none", ["WARNING [t.cfg:7] : 'server b/a' : could not resolve address 'nosuch', disabling server."]),
        ("server a nosuch:1 init-addr none", []),
        ("server a known:1", []),
    ] as [(String, [String])])
    func servers(lines: String, messages: [String]) throws {
        #expect(try Loaded(Loaded.defaults + "backend b\n \(lines)\n").messages == messages)
    }

    @Test("userlists and pages", arguments: [
        ("userlist u\n user a groups g\n", ["ALERT userlist 'u': no such group 'g' specified in user 'a'"]),
        ("userlist u\n group g users a\n", ["ALERT userlist 'u': no such user 'a' specified in group 'g'"]),
        ("userlist u\n user a\n user a\n", ["WARNING config : parsing [t.cfg:3] : ignoring duplicated user 'a' in userlist 'u'."]),
        ("userlist u\nuserlist u\n", ["WARNING config : parsing [t.cfg:2] : ignoring duplicated userlist 'u'."]),
        ("backend b\n errorfiles nosuch\n", ["ALERT proxy 'b': unknown http-errors section 'nosuch' (at t.cfg:2)."]),
        ("backend b\n errorfiles e 503\nhttp-errors e\n errorfile 500 /dev/null\n", ["WARNING proxy 'b' : status '503' not declared in http-errors section 'e' (at t.cfg:2)."]),
        ("http-errors e\nhttp-errors e\n", ["ALERT config : parsing [t.cfg:2] : http-errors section 'e' already exists (declared at t.cfg:1)."]),
    ] as [(String, [String])])
    func lists(text: String, messages: [String]) throws {
        #expect(try Loaded(text).messages == messages)
    }

    // MARK: What is completed

    @Test("a resolved name, a template, a minimum above the maximum")
    func serverValues() throws {
        let servers = try Loaded(Loaded.defaults + """
            backend b
             default-server maxconn 10 weight 5 inter 3s
             server a known:81 minconn 20
             server-template t 2-3 127.0.0.1:80 id 10
             server s 127.0.0.1 slowstart 1500ms no-backup

            """).parsed.proxies[0].servers
        #expect(servers.map(\.name) == ["a", "t2", "t3", "s"])
        #expect(servers[0].spec?.address == SocketAddress(ipv4: 0x0A00_0001, port: 81))
        #expect(servers[0].maxconn == 20)
        #expect(servers[1].maxconn == 10 && servers[1].weight == 5 && servers[1].inter == 3000)
        #expect(servers[1].id == 10 && servers[2].id == 11)
        #expect(servers[3].slowstart == 2000)
        #expect(servers[3].spec?.portOffset == 0)
    }

    @Test("defaults are copied; names choose among them")
    func inheritance() throws {
        let parsed = try Loaded("""
            defaults one
             mode http
             timeout client 1s
             option httpclose
            defaults two from one
             timeout client 2s
             no option httpclose
             no option abortonclose
            frontend a from one
            frontend b
             mode tcp
            frontend c from two
             default option abortonclose

            """, checked: false).parsed
        let (a, b, c) = (parsed.proxies[0], parsed.proxies[1], parsed.proxies[2])
        #expect(a.timeouts.client == 1000 && a.httpConnectionMode == .close && a.options.contains(.abortonclose))
        #expect(b.timeouts.client == 2000 && b.mode == .tcp && b.httpConnectionMode == .keepAlive && !b.options.contains(.abortonclose))
        #expect(b.negatedOptions == [.abortonclose])
        #expect(c.mode == .http && c.options.contains(.abortonclose) && c.negatedOptions.isEmpty)
    }

    @Test("3.4's defaults hold where nothing is written")
    func defaults() throws {
        let backend = try Loaded("backend b\n", checked: false).parsed.proxies[0]
        #expect(backend.mode == .tcp)
        #expect(backend.balance.algorithm == .random(draws: 2) && !backend.balance.isExplicit)
        #expect(backend.options == [.abortonclose] && backend.retries == 3 && backend.retryOn == .connFailure)
        #expect(backend.httpReuse == .safe && backend.redispatch == nil)
        let server = backend.defaultServer
        #expect(server.inter == 2000 && server.rise == 2 && server.fall == 3 && server.poolPurgeDelay == 5000 && server.maxReuse == -1)
    }

    @Test("unix-bind holds for sockets whose line does not say")
    func unixBind() throws {
        let parsed = try Loaded("""
            global
             unix-bind prefix /run/x mode 600 uid 1
             stats socket /a.sock mode 660 level admin
            frontend f
             bind /b.sock,:80
             timeout client 1s

            """).parsed
        #expect(parsed.global.statsSockets[0].mode == 0o660 && parsed.global.statsSockets[0].uid == 1)
        #expect(parsed.global.statsSockets[0].specs[0].address.path == "/run/x/a.sock")
        #expect(parsed.proxies[0].binds[0].specs[0].address.path == "/run/x/b.sock" && parsed.proxies[0].binds[0].mode == 0o600)
        #expect(parsed.proxies[0].binds[0].specs[1].address.port == 80)
    }

    @Test("variables in addresses need no quotes")
    func variables() throws {
        let parsed = try Loaded("""
            global
             setenv PORT 8081
            listen a
             bind 127.0.0.1:$PORT,:${NONE-8082}
             server s 127.0.0.1:${PORT} check addr 127.0.0.2:$PORT

            """, checked: false).parsed
        #expect(parsed.proxies[0].binds[0].specs.map(\.address.port) == [8081, 8082])
        #expect(parsed.proxies[0].servers[0].spec?.firstPort == 8081 && parsed.proxies[0].servers[0].checkPort == 8081)
    }

    @Test("networks of forwardfor's except", arguments: [
        ("10.0.0.0/8", "10.255.0.1", true), ("10.0.0.0/8", "11.0.0.1", false), ("10.0.0.0/255.0.0.0", "10.9.9.9", true),
        ("0.0.0.0/0", "1.2.3.4", true), ("127.0.0.1", "127.0.0.1", true), ("127.0.0.1", "127.0.0.2", false),
        ("2001:db8::/33", "2001:db8:7fff::1", true), ("2001:db8::/33", "2001:db8:8000::1", false), ("::1/128", "::1", true),
        ("::/0", "10.0.0.1", false),
    ])
    func networks(network: String, address: String, isInside: Bool) throws {
        let network = try #require(AddressHeaderSettings.Network(network))
        #expect(network.contains(try #require(SocketAddress(numeric: address))) == isInside)
    }

    @Test("thread sets", arguments: [
        ("all", [1, 2, 9], []), ("odd", [1, 3], [2]), ("even", [2], [1]), ("2", [2], [1, 3]), ("1-2,4", [1, 2, 4], [3]),
        ("1/2-3", [2, 3], [1]), ("3-", [3, 1000], [2]), ("1/all", [7], []),
    ] as [(String, [Int], [Int])])
    func threads(text: String, inside: [Int], outside: [Int]) throws {
        let set = try #require(ThreadSet(text))
        #expect(inside.allSatisfy(set.contains) && !outside.contains(where: set.contains))
    }

    @Test("no thread sets", arguments: ["", "0", "x", "2-1", "2/1", "1025", "1-2-3", "1,"])
    func noThreads(text: String) { #expect(ThreadSet(text) == nil) }
}
