import Base
import CShims
import Testing

/// Logs, ACLs and hashing all stand on these bytes.
@Suite("Socket addresses")
struct SocketAddressTests {
    @Test("numeric text goes in and comes out as inet_ntop prints it", arguments: [
        ("0.0.0.0", "0.0.0.0"), ("127.0.0.1", "127.0.0.1"), ("255.255.255.255", "255.255.255.255"), ("10.20.30.9", "10.20.30.9"),
        ("::", "::"), ("::1", "::1"), ("1::", "1::"), ("2001:DB8::1", "2001:db8::1"), ("1:2:3:4:5:6:7:8", "1:2:3:4:5:6:7:8"),
        ("::ffff:192.0.2.1", "::ffff:192.0.2.1"), ("::192.0.2.1", "::192.0.2.1"), ("64:ff9b::192.0.2.33", "64:ff9b::c000:221"),
        ("1:0:0:2:0:0:0:3", "1:0:0:2::3"), ("0:0:1:0:0:0:0:0", "0:0:1::"), ("1:0:2:3:4:5:6:7", "1:0:2:3:4:5:6:7"),
        ("fe80:0:0:0:a:b:c:d", "fe80::a:b:c:d"), ("::2:3:4:5:6:7:8", "0:2:3:4:5:6:7:8"), ("1:2:3:4:5:6:7::", "1:2:3:4:5:6:7:0"),
    ])
    func roundTrip(text: String, printed: String) throws {
        let address = try #require(SocketAddress(numeric: text))
        #expect(address.hostText == printed)
    }

    @Test("anything but a numeric address is refused", arguments: [
        "", "1", "1.2.3", "1.2.3.4.5", "256.1.1.1", "01.2.3.4", "1..2.3", "1.2.3.", ".1.2.3", "1.2.3.4 ", "a.b.c.d", ":", ":::", "1:2:3:4:5:6:7",
        "1:2:3:4:5:6:7:8:9", "12345::", "1::2::3", "g::", "::1:", "[::1]", "1:2:3:4:5:6:7:1.2.3.4", "::1.2.3", "::1.2.3.4:1", "1:2:3:4:5:6:7:8::",
    ])
    func refuses(text: String) { #expect(SocketAddress(numeric: text) == nil) }

    @Test("is the kernel's inet_pton on random IPv6 texts")
    func likeTheKernel() {
        var generator = SystemRandomNumberGenerator()
        let alphabet = Array("01f::.2:".utf8)
        for _ in 0..<20_000 {
            let text = String(decoding: (0..<Int.random(in: 2...14, using: &generator)).map { _ in
                alphabet[Int.random(in: 0..<alphabet.count, using: &generator)] }, as: UTF8.self)
            var bytes = in6_addr()
            let accepted = inet_pton(AF_INET6, text, &bytes) == 1
            let mine = SocketAddress(numeric: text)
            #expect((mine?.family == .ipv6) == accepted, "\(text)")
            if accepted, let mine {
                var out = [CChar](repeating: 0, count: 64)
                _ = inet_ntop(AF_INET6, &bytes, &out, 64)
                #expect(mine.hostText == String(decoding: out.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self), "\(text)")
            }
        }
    }

    @Test("survives the kernel's form", arguments: [
        "127.0.0.1:80", "[2001:db8::1]:443", "/run/x.sock", "abns@name", "abnsz@name",
    ])
    func kernelForm(text: String) throws {
        let address = try AddressSpec(text, allowed: .bind).address
        let copy = address.withSockaddr { pointer, length -> SocketAddress in
            var storage = sockaddr_storage()
            withUnsafeMutableBytes(of: &storage) { $0.copyMemory(from: UnsafeRawBufferPointer(start: pointer, count: Int(length))) }
            return SocketAddress(sockaddr: &storage, length: length)
        }
        #expect(copy == address)
        #expect(copy.text == text)
    }

    @Test("bytes, words and comparison")
    func words() throws {
        let v4 = try #require(SocketAddress(numeric: "1.2.3.4")).with(port: 80)
        #expect(v4.sourceHash == 0x0102_0304)
        #expect(v4.withAddressBytes { Array($0) } == [1, 2, 3, 4])
        let v6 = try #require(SocketAddress(numeric: "1:2:3:4:5:6:7:8"))
        #expect(v6.sourceHash == 0x0001_0002 ^ 0x0003_0004 ^ 0x0005_0006 ^ 0x0007_0008)
        #expect(v6.withAddressBytes { Array($0) } == [0, 1, 0, 2, 0, 3, 0, 4, 0, 5, 0, 6, 0, 7, 0, 8])
        #expect(v4.sameHost(as: v4.with(port: 81)))
        #expect(v4 != v4.with(port: 81))
        #expect(SocketAddress(numeric: "::ffff:1.2.3.4")?.ipv4 == 0x0102_0304)
        #expect(SocketAddress().text.isEmpty)
        #expect(MemoryLayout<SocketAddress>.stride <= 24)
    }
}
