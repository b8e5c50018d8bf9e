import Base
import Testing

/// The texts are those of HAProxy 2.6.12 for the same words.
@Suite("Addresses of the configuration")
struct AddressSpecTests {
    let noNames: AddressSpec.Resolver = { _, _ in nil }

    @Test("bind", arguments: [
        (":80", "0.0.0.0:80", 80), ("*:81", "0.0.0.0:81", 81), ("127.0.0.1:8000-8002", "127.0.0.1:8000", 8002),
        ("[::1]:8080", "[::1]:8080", 8080), ("::1:8080", "[::1]:8080", 8080), (":::80", "[::]:80", 80), ("ipv6@:80", "[::]:80", 80),
        ("ipv6@*:80", "[::]:80", 80), ("ipv4@1.2.3.4:80", "1.2.3.4:80", 80), ("tcp@1.2.3.4:80", "1.2.3.4:80", 80), ("stream+ipv4@1.2.3.4:80", "1.2.3.4:80", 80),
        ("/run/a", "/run/a", 0), ("unix@/run/a", "/run/a", 0), ("uxst@rel", "rel", 0), ("abns@x", "abns@x", 0), ("abnsz@x", "abnsz@x", 0),
        ("fd@3", "fd@3", 0), ("stream+fd@4", "fd@4", 0), ("sockpair@5", "sockpair@5", 0),
    ])
    func bind(text: String, printed: String, last: Int) throws {
        let spec = try AddressSpec(text, allowed: .bind, resolver: noNames)
        #expect(spec.address.text == printed)
        #expect(spec.lastPort == last)
        #expect(spec.transport == .stream)
    }

    @Test("bind errors", arguments: [
        ("", "empty address not allowed"),
        ("127.0.0.1", "missing port specification in '127.0.0.1'"), ("127.0.0.1:", "missing port specification in '127.0.0.1:'"),
        ("8000", "missing port specification in '8000'"), ("127.0.0.1:99999", "invalid port '99999'"), ("127.0.0.1:0", "invalid port '0'"),
        ("nosuch.invalid:80", "invalid address: 'nosuch.invalid' in 'nosuch.invalid:80'"), ("[::1:80", "invalid address: '[::1' in '[::1:80'"),
        ("127.0.0.1:8010-8000", "invalid port range '8010-8000'"), ("127.0.0.1:8000-", "invalid port ''"),
        ("127.0.0.1:+80", "port offset not permitted here in '127.0.0.1:+80'"), ("127.0.0.1:-80", "port offset not permitted here in '127.0.0.1:-80'"),
        ("ipv4@::1:80", "invalid address: '::1' in 'ipv4@::1:80'"), ("ipv6@127.0.0.1:80", "invalid address: '127.0.0.1' in 'ipv6@127.0.0.1:80'"),
        ("foo@1:80", "invalid address: 'foo@1' in 'foo@1:80'"), ("udp@127.0.0.1:80", "dgram-type address not acceptable in 'udp@127.0.0.1:80'"),
        ("fd@x", "file descriptor 'x' is not a valid integer in 'fd@x'"), ("sockpair@-1", "file descriptor '-1' is not a valid integer in 'sockpair@-1'"),
        ("[1.2.3.4]:80", "invalid address: '[1.2.3.4]' in '[1.2.3.4]:80'"), (":80a", "invalid port '80a'"),
        (":x", "invalid character 'x' in port number 'x' in ':x'"),
    ])
    func bindErrors(text: String, message: String) {
        #expect(throws: AddressSpec.Failure(message)) { try AddressSpec(text, allowed: .bind, resolver: noNames) }
    }

    @Test("a path leaves room for the temporary name")
    func longPath() throws {
        let path = "/" + String(repeating: "x", count: 97)
        #expect(throws: AddressSpec.Failure("socket path '\(path)' too long (max 97)")) { try AddressSpec(path, allowed: .bind) }
        #expect(try AddressSpec(String(path.dropLast()), allowed: .bind).address.path.utf8.count == 97)
        #expect(try AddressSpec("/a.sock", allowed: .bind, unixPrefix: "/run/h").address.path == "/run/h/a.sock")
    }

    @Test("server ports may follow the client's", arguments: [
        ("1.2.3.4", 0, 0), ("1.2.3.4:0", 0, 0), ("1.2.3.4:+100", 0, 100), ("1.2.3.4:-100", 0, -100), (":+1", 0, 1),
    ] as [(String, Int, Int?)])
    func offsets(text: String, port: Int, offset: Int?) throws {
        let spec = try AddressSpec(text, allowed: .server)
        #expect(spec.firstPort == port)
        #expect(spec.portOffset == offset)
        #expect(try AddressSpec("1.2.3.4:80", allowed: .server).portOffset == nil)
    }

    @Test("server errors", arguments: [
        ("127.0.0.1:8010-8020", "port range not permitted here in '127.0.0.1:8010-8020'"),
        ("fd@3", "a file descriptor is not acceptable here in 'fd@3'"),
        ("udp@1.1.1.1:80", "dgram-type address not acceptable in 'udp@1.1.1.1:80'"), ("1.1.1.1:+70000", "invalid port '+70000'"),
    ])
    func serverErrors(text: String, message: String) {
        #expect(throws: AddressSpec.Failure(message)) { try AddressSpec(text, allowed: .server) }
    }

    @Test("server names wait for init-addr")
    func names() throws {
        let spec = try AddressSpec("ipv6@www.example.org:80", allowed: .server)
        #expect(spec.hostName == "www.example.org")
        #expect(spec.requiredFamily == .ipv6)
        #expect(spec.firstPort == 80)
        #expect(spec.address == SocketAddress())
    }

    @Test("log and source")
    func others() throws {
        #expect(try AddressSpec("127.0.0.1:514", allowed: .log).transport == .datagram)
        #expect(try AddressSpec("/dev/log", allowed: .log).transport == .datagram)
        #expect(try AddressSpec("tcp@127.0.0.1:5", allowed: .log).transport == .stream)
        #expect(try AddressSpec("fd@1", allowed: .log).address.descriptor == 1)
        #expect(throws: AddressSpec.Failure("invalid address: ':' in '::1'")) { try AddressSpec("::1", allowed: .source) }
        #expect(try AddressSpec("0.0.0.0", allowed: .source).address.isAny)
    }

    @Test("bind lists and ranges expand")
    func lists() throws {
        let specs = try AddressSpec.list("127.0.0.1:8000-8002,:8005", allowed: .bind)
        #expect(specs.flatMap(\.addresses).map(\.text) == ["127.0.0.1:8000", "127.0.0.1:8001", "127.0.0.1:8002", "0.0.0.0:8005"])
        #expect(throws: AddressSpec.Failure.self) { try AddressSpec.list(":80,", allowed: .bind) }
    }

    @Test("init-addr tries its methods in order")
    func initAddr() throws {
        let ip = try #require(SocketAddress(numeric: "192.0.2.1"))
        #expect(try InitAddress.list("last,libc,none") == [.last, .libc, .none])
        #expect(try InitAddress.list("libc,192.0.2.1") == [.libc, .ip(ip)])
        #expect(throws: AddressSpec.Failure.self) { try InitAddress.list("libc,foo") }
        let find = { InitAddress.find("x", family: .none, port: 80, methods: $0, last: $1, resolver: noNames) }
        #expect(find([.last, .libc, .none], nil) == .withoutAddress)
        #expect(find([.libc, .ip(ip)], nil) == .found(ip.with(port: 80)))
        #expect(find([.last, .libc], ip) == .found(ip.with(port: 80)))
        #expect(find([.last, .libc], nil) == .failed)
        #expect(resolveWithLibc("localhost", .ipv4)?.hostText == "127.0.0.1")
    }
}
