import Base
import Net
import Testing

/// Calls `parse` on every prefix: a complete header only with its last byte, a failure as early as its byte.
func everySplit<T, E: Error>(_ bytes: [UInt8], _ parse: (ByteView) throws(E) -> T?) throws(E) -> (value: T, at: Int)? {
    let copy = UnsafeMutableBufferPointer<UInt8>.allocate(capacity: bytes.count)
    _ = copy.initialize(from: bytes)
    defer { copy.deallocate() }
    for count in 0...bytes.count {
        if let value = try parse(ByteView(rebasing: copy[..<count])) { return (value, count) }
    }
    return nil
}

/// The client's identity in every log and ACL comes from here: laxity means forged addresses.
@Suite("PROXY protocol")
struct ProxyHeaderTests {
    func parse(_ bytes: [UInt8]) throws(ProxyHeader.Failure) -> (value: ProxyHeader, at: Int)? {
        try everySplit(bytes) { (view: ByteView) throws(ProxyHeader.Failure) in try ProxyHeader.parse(view) }
    }

    @Test("version 1 is read at every split", arguments: [
        ("PROXY TCP4 192.0.2.1 198.51.100.7 56324 443\r\n", "192.0.2.1:56324", "198.51.100.7:443"),
        ("PROXY TCP4 0.0.0.0 255.255.255.255 0 65535\r\n", "0.0.0.0:0", "255.255.255.255:65535"),
        ("PROXY TCP6 2001:db8::1 ::1 1 2\r\n", "[2001:db8::1]:1", "[::1]:2"),
        ("PROXY TCP6 ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff 65535 65535\r\n",
         "[ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff]:65535", "[ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff]:65535"),
        ("PROXY UNKNOWN\r\n", "", ""), ("PROXY UNKNOWN ff:ff::1 anything 1 2\r\n", "", ""),
    ])
    func version1(text: String, source: String, destination: String) throws {
        let (header, at) = try #require(try parse(Array((text + "GET / HTTP/1.1\r\n").utf8)))
        #expect(at == text.utf8.count)
        #expect(header.length == text.utf8.count)
        #expect(header.source.text == source)
        #expect(header.destination.text == destination)
        #expect(header.version == 1 && !header.isLocal)
    }

    @Test("version 1 is strict", arguments: [
        ("GET / HTTP/1.1\r\n", ProxyHeader.Failure.notHeader), ("PROXZ TCP4", .notHeader), ("PROXY\r\n", .notHeader), ("proxy TCP4 ", .notHeader),
        ("PROXY TCP5 1.2.3.4 1.2.3.4 1 2\r\n", .badProtocol), ("PROXY UDP4 1.2.3.4 1.2.3.4 1 2\r\n", .badProtocol), ("PROXY UNKNOWm\r\n", .badProtocol),
        ("PROXY TCP4 1.2.3.4 1.2.3.4 1 2\n", .badHeader), ("PROXY TCP4 1.2.3.4 1.2.3.4 1\r\n", .badHeader),
        ("PROXY TCP4 1.2.3.4 1.2.3.4 1 2 3\r\n", .badHeader), ("PROXY TCP4 1.2.3.4 1.2.3.4 1 2 \r\n", .badHeader),
        ("PROXY TCP4  1.2.3.4 1.2.3.4 1 2\r\n", .badHeader), ("PROXY TCP4 1.2.3.4 1.2.3.4 1 65536\r\n", .badHeader),
        ("PROXY TCP4 1.2.3.4 1.2.3.4 -1 2\r\n", .badHeader), ("PROXY TCP4 1.2.3.4 1.2.3.4 01 2\r\n", .badHeader),
        ("PROXY TCP4 01.2.3.4 1.2.3.4 1 2\r\n", .badHeader), ("PROXY TCP4 ::1 ::1 1 2\r\n", .badHeader),
        ("PROXY TCP6 1.2.3.4 ::1 1 2\r\n", .badHeader), ("PROXY TCP4 1.2.3.4 1.2.3.4 1 2\r\r\n", .badHeader),
        ("PROXY TCP4 1.2.3.4 1.2.3.4\u{0} 1 2\r\n", .badHeader), ("PROXY UNKNOWN" + String(repeating: "x", count: 100), .badHeader),
    ])
    func strict1(text: String, failure: ProxyHeader.Failure) {
        #expect(throws: failure) { try parse(Array(text.utf8)) }
    }

    static let signature: [UInt8] = [13, 10, 13, 10, 0, 13, 10, 81, 85, 73, 84, 10]
    static func v2(_ command: UInt8, _ family: UInt8, _ body: [UInt8]) -> [UInt8] {
        signature + [command, family, UInt8(body.count >> 8), UInt8(body.count & 255)] + body
    }
    static let four: [UInt8] = [192, 0, 2, 1, 198, 51, 100, 7, 0, 80, 1, 187]

    @Test("version 2 is read at every split", arguments: [
        (v2(0x21, 0x11, four), "192.0.2.1:80", "198.51.100.7:443"),
        (v2(0x21, 0x11, four + [4, 0, 2, 9, 9]), "192.0.2.1:80", "198.51.100.7:443"),
        (v2(0x21, 0x21, [UInt8](repeating: 0, count: 15) + [1] + [0x20, 1] + [UInt8](repeating: 0, count: 14) + [0, 80, 1, 187]), "[::1]:80", "[2001::]:443"),
        (v2(0x21, 0x12, four), "", ""), (v2(0x21, 0x31, [UInt8](repeating: 65, count: 216)), "", ""), (v2(0x21, 0x00, []), "", ""),
        (v2(0x20, 0x00, []), "", ""), (v2(0x20, 0x11, four), "", ""), (v2(0x20, 0x00, [1, 2, 3]), "", ""),
    ])
    func version2(bytes: [UInt8], source: String, destination: String) throws {
        let (header, at) = try #require(try parse(bytes + [1, 2, 3]))
        #expect(at == bytes.count && header.length == bytes.count)
        #expect(header.source.text == source)
        #expect(header.destination.text == destination)
        #expect(header.version == 2 && header.isLocal == (bytes[12] == 0x20))
    }

    @Test("version 2 is strict", arguments: [
        (signature.dropLast() + [11], ProxyHeader.Failure.notHeader), (v2(0x11, 0x11, four), .badHeader), (v2(0x22, 0x11, four), .badHeader),
        (v2(0x21, 0x13, four), .badProtocol), (v2(0x21, 0x41, four), .badProtocol), (v2(0x21, 0x11, four.dropLast()), .badHeader),
        (v2(0x21, 0x11, four + [4]), .badHeader), (v2(0x21, 0x11, four + [4, 0, 1]), .badHeader), (v2(0x21, 0x11, four + [3, 0, 4, 0, 0, 0, 0]), .badHeader),
        (v2(0x21, 0x11, four + [3, 0, 3, 0, 0, 0]), .badHeader), (signature + [0x21, 0x11, 0xFF, 0xFF], .badHeader),
    ] as [([UInt8], ProxyHeader.Failure)])
    func strict2(bytes: [UInt8], failure: ProxyHeader.Failure) {
        #expect(throws: failure) { try parse(bytes) }
    }

    @Test("what is written can be read")
    func roundTrip() throws {
        let four = try #require(SocketAddress(numeric: "192.0.2.1")).with(port: 1)
        let six = try #require(SocketAddress(numeric: "2001:db8::1")).with(port: 65535)
        var extras = ProxyExtras()
        extras.checksum = true
        extras.authority = Array("example.org".utf8)
        extras.uniqueID = Array("id-1".utf8)
        for (a, b) in [(four, four), (six, six), (four, six), (six, four)] {
            let bytes = ProxyHeader.binary(source: a, destination: b, extras: extras)
            let header = try #require(try parse(bytes)).value
            #expect(header.source.ipv4 == a.ipv4 && header.source.port == a.port)
            #expect(header.destination.ipv4 == b.ipv4 && header.destination.port == b.port)
            #expect(bytes.withUnsafeBufferPointer { header.record(ProxyHeader.RecordType.authority, in: $0)?.text } == "example.org")
            #expect(bytes.withUnsafeBufferPointer { header.record(ProxyHeader.RecordType.uniqueID, in: $0)?.text } == "id-1")
            let line = try #require(try parse(ProxyHeader.line(source: a, destination: b))).value
            #expect(line.source == (a.family == b.family ? a : SocketAddress()))
        }
        #expect(try parse(ProxyHeader.binary(source: SocketAddress(), destination: four))?.value.isLocal == true)
        extras.neverLocal = true
        #expect(try parse(ProxyHeader.binary(source: SocketAddress(), destination: four, extras: extras))?.value.isLocal == false)
        #expect(ProxyHeader.line(source: four, destination: four) == Array("PROXY TCP4 192.0.2.1 192.0.2.1 1 1\r\n".utf8))
    }

    @Test("a flipped bit breaks the checksum")
    func checksum() throws {
        var extras = ProxyExtras()
        extras.checksum = true
        let good = ProxyHeader.binary(source: SocketAddress(ipv4: 1, port: 1), destination: SocketAddress(ipv4: 2, port: 2), extras: extras)
        for index in 16..<good.count where !(28..<31).contains(index) {
            var bad = good
            bad[index] ^= 1
            #expect(throws: ProxyHeader.Failure.badHeader) { try parse(bad) }
        }
    }

    @Test("random bytes never trap")
    func random() {
        var generator = SystemRandomNumberGenerator()
        for _ in 0..<3000 {
            var bytes = Self.v2(UInt8.random(in: 0x20...0x21), [0x11, 0x21, 0, 0x31][Int.random(in: 0..<4)],
                (0..<Int.random(in: 0..<80)).map { _ in UInt8.random(in: 0...8, using: &generator) })
            bytes.withUnsafeBufferPointer { _ = try? ProxyHeader.parse($0) }
            if let index = bytes.indices.randomElement() { bytes[index] = .random(in: 0...255) }
            bytes.withUnsafeBufferPointer { _ = try? ProxyHeader.parse($0) }
        }
    }
}

@Suite("NetScaler client IP header")
struct NetScalerHeaderTests {
    static let ip4: [UInt8] = [0x45, 0, 0, 40, 0, 0, 0, 0, 64, 6, 0, 0, 192, 0, 2, 1, 198, 51, 100, 7]
    static let tcp: [UInt8] = [0x12, 0x34, 0, 80] + [UInt8](repeating: 0, count: 16)
    static let ip6: [UInt8] = [0x60, 0, 0, 0, 0, 20, 6, 64] + [UInt8](repeating: 0, count: 15) + [1] + [UInt8](repeating: 0, count: 15) + [2]
    static let magic: [UInt8] = [0, 0, 0x12, 0x34]

    func parse(_ bytes: [UInt8]) throws(NetScalerHeader.Failure) -> (value: NetScalerHeader, at: Int)? {
        try everySplit(bytes) { (view: ByteView) throws(NetScalerHeader.Failure) in try NetScalerHeader.parse(view, magic: 0x1234) }
    }

    @Test("both forms are read at every split", arguments: [
        (magic + [0, 0, 0, 40] + ip4 + tcp, "192.0.2.1:4660", "198.51.100.7:80"),
        (magic + [0, 0, 0, 60] + ip6 + tcp, "[::1]:4660", "[::2]:80"),
        (magic + [0, 0, 0, 52, 0, 2, 0, 40] + ip4 + tcp, "192.0.2.1:4660", "198.51.100.7:80"),
    ] as [([UInt8], String, String)])
    func reads(bytes: [UInt8], source: String, destination: String) throws {
        let (header, at) = try #require(try parse(bytes + [9, 9]))
        #expect(at == bytes.count && header.length == bytes.count)
        #expect(header.source.text == source)
        #expect(header.destination.text == destination)
    }

    @Test("anything else is refused", arguments: [
        ([0, 0, 0, 0], NetScalerHeader.Failure.badMagic), (magic + [0, 0, 0, 39] + ip4 + tcp, .truncated),
        (magic + [0, 0, 0, 40] + ip4.prefix(9) + [17] + ip4.suffix(10) + tcp, .badProtocol), (magic + [255, 255, 0, 40] + ip4 + tcp, .truncated),
        (magic + [0, 0, 0, 52, 0, 2, 0, 40, 0x55] + ip4.dropFirst() + tcp, .badProtocol),
    ] as [([UInt8], NetScalerHeader.Failure)])
    func refuses(bytes: [UInt8], failure: NetScalerHeader.Failure) {
        #expect(throws: failure) { try parse(bytes) }
    }
}
