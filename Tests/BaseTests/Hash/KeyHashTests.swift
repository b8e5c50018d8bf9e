import Testing

@testable import Base

/// For the same key the same server as HAProxy: one wrong bit moves every user's session.
@Suite("Key hashes (spec/balancing.md 1.8, table 4)")
struct KeyHashTests {
    static let known: [(key: String, sdbm: UInt32, djb2: UInt32, wt6: UInt32, crc32: UInt32, avalanche: UInt32)] = [
        ("/", 0x0000002f, 0x0002b5d4, 0x7073cea5, 0x79d3d2d4, 0x7e3f41d0),
        ("/index.html", 0x33242976, 0xe114b9cf, 0x3101077e, 0xea224b42, 0xfb63160c),
        ("/a", 0x002f0bf2, 0x005970b5, 0x53b839e7, 0x69707b5c, 0x67e70dc2),
        ("/b", 0x002f0bf3, 0x005970b6, 0x52b839e7, 0xf0792ae6, 0x18ae6962),
        ("/c/d", 0xbbaf5de9, 0x7c7880ea, 0xbb82efff, 0xcb478821, 0x4c979735),
        ("/img/logo.png", 0x53392b81, 0xe34ef484, 0x9a539b13, 0x132f5396, 0x985f8ef9),
        ("/img/logo2.png", 0xb88580a7, 0x4d51bfd6, 0x67a77dac, 0x51133575, 0x5302856e),
        ("/api/v1/users", 0x43e43ef8, 0x07c83d45, 0xad73c3ec, 0xe6651bf8, 0xd1bd1627),
        ("/static/js/app.js", 0xfedcaf0a, 0x1df3b863, 0x15959464, 0x15ab4ed7, 0x4dc3e982),
    ]

    @Test("give HAProxy's values", arguments: known.indices)
    func values(index: Int) {
        let row = Self.known[index]
        Array(row.key.utf8).withUnsafeBufferPointer { key in
            #expect(KeyHash.sdbm(key) == row.sdbm)
            #expect(KeyHash.djb2(key) == row.djb2)
            #expect(KeyHash.wt6(key) == row.wt6)
            #expect(KeyHash.crc32(key) == row.crc32)
            #expect(KeyHash.avalanche(KeyHash.sdbm(key)) == row.avalanche)
        }
    }

    @Test("avalanche vectors", arguments: [
        (0 as UInt32, 0xAB4E_D927 as UInt32), (1, 0x3486_81B6), (2, 0xE267_B84C), (0x1000, 0x49C2_008B),
        (0x2000, 0x405A_FE73), (0xFFFF_FFFF, 0x7E64_C182),
    ])
    func avalanche(input: UInt32, output: UInt32) { #expect(KeyHash.avalanche(input) == output) }

    @Test("numbers as the function none reads them", arguments: [
        ("12345", 12345 as UInt32), ("-1", 0xFFFF_FFFF), ("+7", 7), ("abc", 0), ("4294967296", 0), ("99x", 99), ("", 0), ("-", 0),
        ("99999999999999999999", 0xFFFF_FFFF), ("-99999999999999999999", 0),
    ])
    func numbers(text: String, value: UInt32) {
        Array(text.utf8).withUnsafeBufferPointer { #expect(KeyHash.none($0) == value) }
    }

    @Test("xxHash vectors", arguments: [
        ("", 0x02CC_5D05 as UInt32, 0xEF46_DB37_51D8_E999 as UInt64),
        ("a", 0x550D_7456, 0xD24E_C4F1_A98C_6E5B),
        ("abc", 0x32D1_53FF, 0x44BC_2CF5_AD77_0999),
        ("Nobody inspects the spammish repetition", 0xE229_3B2F, 0xFBCE_A83C_8A37_8BF1),
    ])
    func xxhash(text: String, short: UInt32, long: UInt64) {
        Array(text.utf8).withUnsafeBufferPointer {
            #expect(XXHash.hash32($0, seed: 0) == short)
            #expect(XXHash.hash64($0, seed: 0) == long)
        }
    }
}
