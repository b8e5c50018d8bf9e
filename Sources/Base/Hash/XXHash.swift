// Base: the non-cryptographic hashes of the xxHash family.

/// XXH32 and XXH64 (xxHash specification, revision 0.1.1), which HAProxy uses for dynamic cookies and `hash-key`.
public enum XXHash {
    private static let prime32: (UInt32, UInt32, UInt32, UInt32, UInt32) =
        (0x9E37_79B1, 0x85EB_CA77, 0xC2B2_AE3D, 0x27D4_EB2F, 0x1656_67B1)
    private static let prime64: (UInt64, UInt64, UInt64, UInt64, UInt64) = (
        0x9E37_79B1_85EB_CA87, 0xC2B2_AE3D_27D4_EB4F, 0x1656_67B1_9E37_79F9,
        0x85EB_CA77_C2B2_AE63, 0x27D4_EB2F_1656_67C5
    )

    @inline(__always)
    private static func rotated<Word: FixedWidthInteger>(_ value: Word, _ count: Word) -> Word {
        value &<< count | value &>> (Word(Word.bitWidth) &- count)
    }

    @inline(__always)
    private static func load<Word: FixedWidthInteger>(_ bytes: ByteView, _ offset: Int, as type: Word.Type) -> Word {
        Word(littleEndian: UnsafeRawBufferPointer(bytes).loadUnaligned(fromByteOffset: offset, as: type))
    }

    /// XXH32 of `bytes`.
    public static func hash32(_ bytes: ByteView, seed: UInt32) -> UInt32 {
        let prime = prime32
        var at = 0
        var hash: UInt32
        if bytes.count >= 16 {
            var lanes = (seed &+ prime.0 &+ prime.1, seed &+ prime.1, seed, seed &- prime.0)
            func round(_ lane: UInt32, _ offset: Int) -> UInt32 {
                rotated(lane &+ load(bytes, offset, as: UInt32.self) &* prime.1, 13) &* prime.0
            }
            while at + 16 <= bytes.count {
                lanes = (round(lanes.0, at), round(lanes.1, at + 4), round(lanes.2, at + 8), round(lanes.3, at + 12))
                at += 16
            }
            hash = rotated(lanes.0, 1) &+ rotated(lanes.1, 7) &+ rotated(lanes.2, 12) &+ rotated(lanes.3, 18)
        } else {
            hash = seed &+ prime.4
        }
        hash = hash &+ UInt32(truncatingIfNeeded: bytes.count)
        while at + 4 <= bytes.count {
            hash = rotated(hash &+ load(bytes, at, as: UInt32.self) &* prime.2, 17) &* prime.3
            at += 4
        }
        while at < bytes.count {
            hash = rotated(hash &+ UInt32(bytes[at]) &* prime.4, 11) &* prime.0
            at += 1
        }
        hash = (hash ^ hash >> 15) &* prime.1
        hash = (hash ^ hash >> 13) &* prime.2
        return hash ^ hash >> 16
    }

    /// XXH64 of `bytes`.
    public static func hash64(_ bytes: ByteView, seed: UInt64) -> UInt64 {
        let prime = prime64
        func round(_ lane: UInt64, _ input: UInt64) -> UInt64 {
            rotated(lane &+ input &* prime.1, 31) &* prime.0
        }
        var at = 0
        var hash: UInt64
        if bytes.count >= 32 {
            var lanes = (seed &+ prime.0 &+ prime.1, seed &+ prime.1, seed, seed &- prime.0)
            while at + 32 <= bytes.count {
                lanes = (
                    round(lanes.0, load(bytes, at, as: UInt64.self)), round(lanes.1, load(bytes, at + 8, as: UInt64.self)),
                    round(lanes.2, load(bytes, at + 16, as: UInt64.self)), round(lanes.3, load(bytes, at + 24, as: UInt64.self))
                )
                at += 32
            }
            hash = rotated(lanes.0, 1) &+ rotated(lanes.1, 7) &+ rotated(lanes.2, 12) &+ rotated(lanes.3, 18)
            for lane in [lanes.0, lanes.1, lanes.2, lanes.3] {
                hash = (hash ^ round(0, lane)) &* prime.0 &+ prime.3
            }
        } else {
            hash = seed &+ prime.4
        }
        hash = hash &+ UInt64(bytes.count)
        while at + 8 <= bytes.count {
            hash = rotated(hash ^ round(0, load(bytes, at, as: UInt64.self)), 27) &* prime.0 &+ prime.3
            at += 8
        }
        if at + 4 <= bytes.count {
            hash = rotated(hash ^ UInt64(load(bytes, at, as: UInt32.self)) &* prime.0, 23) &* prime.1 &+ prime.2
            at += 4
        }
        while at < bytes.count {
            hash = rotated(hash ^ UInt64(bytes[at]) &* prime.4, 11) &* prime.0
            at += 1
        }
        hash = (hash ^ hash >> 33) &* prime.1
        hash = (hash ^ hash >> 29) &* prime.2
        return hash ^ hash >> 32
    }
}
