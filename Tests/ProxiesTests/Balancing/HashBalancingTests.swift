import Base
import Testing

@testable import Proxies

/// The same key must reach the same server as under HAProxy, or a migration loses every session.
@Suite("Hash balancing (spec/balancing.md 1.7 to 1.9)")
struct HashBalancingTests {
    static let uri = BalanceAlgorithm.uri(.init())
    /// What `hash-type consistent` alone means.
    static func bareRing(_ algorithm: BalanceAlgorithm, _ weights: [Int] = [1, 1, 1, 1], configure: (inout ProxySettings) -> Void = { _ in }) -> TestBackend {
        TestBackend(algorithm, weights: weights, hash: .consistent, avalanche: true, configure: configure)
    }
    static func key(_ target: String, _ options: BalanceAlgorithm.URIHash = .init()) -> String {
        Array(target.utf8).withUnsafeBufferPointer { KeyExtraction.uri($0, options).text }
    }

    @Test("uri under every hash type (table 6)", arguments: 0..<16)
    func table6(column: Int) {
        let functions: [HashType.Function] = [.sdbm, .djb2, .wt6, .crc32]
        let backend = TestBackend(
            Self.uri, hash: column < 8 ? .mapBased : .consistent, function: functions[column % 8 / 2], avalanche: column % 2 == 1)
        for row in uriTable { #expect(backend.number(Self.key(row.target)) == row.servers[column], "\(row.target)") }
    }

    @Test("weights (table 7)", arguments: [
        ([1, 2, 3], "caaccccbcacbbccc", "bcbbcbcbbbacccbc"),
        ([5, 1, 1], "acabaaaaacaaaaca", "aabbcaacaaacaabc"),
        ([10, 20, 30, 40], "dcabcddadcbdccbb", "bddbcbbcadddcbcc"),
        ([100, 50, 1], "baababaaabaaaaab", "ababaaabbbaaaaac"),
    ])
    func table7(weights: [Int], map: String, ring: String) {
        let keys = uriTable.prefix(16).map { Self.key($0.target) }
        let mapped = TestBackend(Self.uri, weights: weights)
        #expect(keys.map { mapped.pick($0) }.joined() == map)
        let ringed = Self.bareRing(Self.uri, weights)
        #expect(keys.map { ringed.pick($0) }.joined() == ring)
    }

    static let table8Targets = ["/", "/a", "/b", "/c/d", "/img/logo.png", "/api/v1/users", "/x", "/yy", "/zzz", "/index.html"]

    @Test("identifiers, weights 0 to 256 and hash keys (table 8)", arguments: [
        ("ids", [2, 4, 4, 3, 1, 2, 4, 4, 1, 4]),
        ("weights", [4, 1, 2, 4, 4, 2, 4, 4, 4, 4]),
        ("addr", [4, 1, 4, 2, 1, 2, 1, 2, 2, 1]),
        ("addr-port", [3, 2, 2, 4, 2, 3, 3, 3, 1, 2]),
        ("id32", [4, 2, 3, 2, 2, 4, 1, 4, 2, 1]),
        ("guid", [3, 4, 4, 3, 4, 1, 3, 3, 2, 4]),
    ])
    func table8(setup: String, servers: [Int]) {
        let backend = Self.bareRing(Self.uri, setup == "weights" ? [100, 50, 0, 256] : [1, 1, 1, 1]) { settings in
            for index in 0..<4 {
                switch setup {
                case "ids": settings.servers[index].id = [10, 7, 300, 4][index]
                case "addr": settings.servers[index].hashKey = .address
                case "addr-port": settings.servers[index].hashKey = .addressAndPort
                case "id32": settings.servers[index].hashKey = .id32
                case "guid":
                    settings.servers[index].hashKey = .guid
                    settings.servers[index].guid = "srv-\(index + 1)"
                default: break
                }
            }
        }
        if setup.hasPrefix("addr") {
            for (index, server) in backend.proxy.servers.enumerated() {
                _ = server.setAddress(SocketAddress(ipv4: 0x7F00_0001 + UInt32(index), port: index == 3 ? 18102 : 18101), portOffset: nil)
            }
        }
        #expect(Self.table8Targets.map { backend.number(Self.key($0)) } == servers)
    }

    @Test("allbackups, and a server of weight 0 in a map (table 8)")
    func table8Maps() {
        let backups = TestBackend(Self.uri, weights: [1, 2], backups: [0, 1], options: .allbackups)
        #expect(Self.table8Targets.map { backups.pick(Self.key($0)) } == ["b", "a", "b", "b", "a", "b", "b", "b", "b", "a"])
        let weightless = TestBackend(Self.uri, weights: [0, 2, 4])
        #expect(Self.table8Targets.map { weightless.pick(Self.key($0)) }.joined() == "cbccbccccb")
    }

    @Test("source addresses (table 9)", arguments: sourceTable.indices)
    func table9(index: Int) throws {
        let row = sourceTable[index]
        let spec = try AddressSpec("[\(row.address)]".replacingBrackets, allowed: [.stream])
        #expect(spec.address.sourceHash == row.word)
        #expect(TestBackend(.source).number(word: row.word) == row.servers[0])
        #expect(TestBackend(.source, avalanche: true).number(word: row.word) == row.servers[1])
        #expect(Self.bareRing(.source).number(word: row.word) == row.servers[2])
        let hashed = spec.address.withAddressBytes { bytes in
            var assignment = ServerAssignment()
            let backend = TestBackend(.hash("src"))
            _ = backend.proxy.assignServerAndQueue(&assignment, key: .bytes(bytes), waiter: TestWaiter(), thread: 0, now: 0)
            return assignment.server!.index + 1
        }
        #expect(hashed == row.servers[3])
    }

    @Test("options of uri (table 10)", arguments: uriOptionTable.indices)
    func table10(index: Int) {
        func options(_ length: Int = 0, _ depth: Int = 0, whole: Bool = false, pathOnly: Bool = false) -> BalanceAlgorithm.URIHash {
            var options = BalanceAlgorithm.URIHash()
            (options.length, options.depth, options.whole, options.pathOnly) = (length, depth, whole, pathOnly)
            return options
        }
        let columns = [
            options(), options(8), options(0, 2), options(whole: true), options(pathOnly: true), options(5, 1),
            options(12, 1, whole: true, pathOnly: true),
        ]
        let row = uriOptionTable[index]
        let backend = TestBackend(Self.uri)
        #expect(columns.map { backend.number(Self.key(row.target, $0)) } == row.servers)
    }

    @Test("url_param (table 11)")
    func parameters() {
        let backend = TestBackend(.urlParam("id", checkPost: true))
        func find(_ target: String) -> String? {
            Array("id".utf8).withUnsafeBufferPointer { name in
                Array(target.utf8).withUnsafeBufferPointer { KeyExtraction.parameter(name, ofTarget: $0)?.text }
            }
        }
        let queries = ["id=1", "id=2", "x=1&id=abc", "id=", "a&id=7", "id=%41"]
        #expect(queries.map { backend.number(find("/?" + $0)) } == [2, 3, 3, 1, 4, 3])
        #expect(find("/?ID=1") == nil)
        #expect(find("/id=1") == nil)
        #expect(find("/?xid=1") == nil)
        func inBody(_ body: String) -> String? {
            Array("id".utf8).withUnsafeBufferPointer { name in
                Array(body.utf8).withUnsafeBufferPointer { KeyExtraction.parameter(name, ofBody: $0)?.text }
            }
        }
        #expect(["id=1", "x=1&id=abc"].map { backend.number(inBody($0)) } == [2, 3])
        #expect(inBody("id=a b") == "a")
        #expect(inBody("id=a\"b") == nil)
    }

    @Test("headers (table 11)")
    func headers() {
        func find(_ value: String, domain: Bool = false) -> String? {
            Array(value.utf8).withUnsafeBufferPointer { KeyExtraction.header($0, useDomainOnly: domain)?.text }
        }
        let values = ["alpha", "beta", "a, b", " x ", "gamma"]
        let plain = TestBackend(.header("x-key", useDomainOnly: false))
        #expect(values.map { plain.number(find($0)) } == [3, 1, 2, 1, 4])
        let mixed = TestBackend(.header("x-key", useDomainOnly: false), function: .djb2, avalanche: true)
        #expect(values.map { mixed.number(find($0)) } == [4, 3, 4, 2, 3])
        let domains = ["www.example.com", "localhost", "x.y", "com"]
        #expect(domains.map { plain.number(find($0, domain: true)) } == [3, 4, 1, 2])
        #expect(["www.example.com", "example.com", "a.b.example.co", "www.example.com:80"].map { find($0, domain: true) } == Array(repeating: "example", count: 4))
        #expect(find("  ") == nil)
    }

    @Test("the function none (table 11)")
    func numbers() {
        let map = TestBackend(.hash("str"), function: .none)
        #expect(["0", "1", "2", "3", "12345", "-1", "abc", "4294967296", "99x"].map { map.number($0) } == [1, 2, 3, 4, 2, 4, 1, 1, 4])
        let ring = TestBackend(.hash("str"), hash: .consistent, function: .none)
        #expect(["3", "1073741824", "2147483648"].map { ring.number($0) } == [4, 1, 2])
    }

    @Test("RDP cookies")
    func rdp() {
        let head: [UInt8] = [3, 0, 0, 42, 37, 0xE0, 0, 0, 0, 0, 0]
        func find(_ name: String, _ bytes: [UInt8]) -> String? {
            Array(name.utf8).withUnsafeBufferPointer { name in
                bytes.withUnsafeBufferPointer { KeyExtraction.rdpCookie(name, in: $0)?.text }
            }
        }
        #expect(find("mstshash", head + Array("Cookie: mstshash=user1\r\n".utf8)) == "user1")
        #expect(find("msts", head + Array("Cookie: mstshash=user1\r\n".utf8)) == nil)
        #expect(find("mstshash", head + Array("Cookie: mstshash=user1".utf8)) == nil)
        #expect(find("mstshash", Array("GET / HTTP/1.1\r\n\r\n".utf8)) == nil)
    }

    @Test("bounded load (table 5)")
    func boundedLoad() {
        let backend = Self.bareRing(Self.uri) { $0.balance.hashBalanceFactor = 150 }
        #expect((0..<12).map { _ in backend.hold("/a") }.joined() == "dcdacdcadcda")
    }

    @Test("without a key requests take turns: over the map, over the ring")
    func keyless() {
        #expect(TestBackend(Self.uri).picks(5) == "abcda")
        #expect(Self.bareRing(Self.uri).picks(6) == "cddcdb")
    }

    @Test("hash-preserve-affinity: a full server is skipped on the ring")
    func affinity() {
        let backend = Self.bareRing(Self.uri) { settings in
            settings.balance.preserveAffinity = .maxconn
            for index in 0..<4 { settings.servers[index].maxconn = 1 }
        }
        #expect(backend.hold("/a") == "d")
        #expect(backend.hold("/a") != "d")
    }
}

extension String {
    /// IPv4 addresses stand without brackets.
    fileprivate var replacingBrackets: String { contains(":") ? self : String(dropFirst().dropLast()) }
}
