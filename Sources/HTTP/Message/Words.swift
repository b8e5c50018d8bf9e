// HTTP: eight bytes at a time.

import Base

/// Tests and changes of eight bytes in one 64-bit word, lowest address in the lowest byte.
///
/// The lowest set bit of every test names the first hit.
@usableFromInline
enum Words {
    @usableFromInline static let high: UInt64 = 0x8080_8080_8080_8080
    static let low7: UInt64 = 0x7f7f_7f7f_7f7f_7f7f

    @inline(__always)
    static func spread(_ byte: UInt8) -> UInt64 { 0x0101_0101_0101_0101 &* UInt64(byte) }

    @inline(__always)
    static func load(_ base: UnsafePointer<UInt8>, _ at: Int) -> UInt64 {
        UInt64(littleEndian: UnsafeRawPointer(base + at).loadUnaligned(as: UInt64.self))
    }

    /// The eight bytes from `at` on, zero-padded from `limit` on. Reads nothing from `limit` on.
    @inline(__always)
    static func load(_ base: UnsafePointer<UInt8>, _ at: Int, before limit: Int) -> UInt64 {
        at <= limit &- 8 ? load(base, at) : tail(base, at, limit)
    }

    @inline(never)
    private static func tail(_ base: UnsafePointer<UInt8>, _ at: Int, _ limit: Int) -> UInt64 {
        let count = limit &- at
        if count <= 0 { return 0 }
        return UInt64(littleEndian: upTo8(UnsafeRawPointer(base + at), count))
    }

    /// Writes eight bytes.
    @inline(__always)
    static func store(_ word: UInt64, _ out: UnsafeMutablePointer<UInt8>, _ at: Int) {
        UnsafeMutableRawPointer(out + at).storeBytes(of: word.littleEndian, as: UInt64.self)
    }

    /// Two bytes as one number.
    @inline(__always)
    static func pair(_ base: UnsafePointer<UInt8>, _ at: Int) -> UInt16 {
        UInt16(littleEndian: UnsafeRawPointer(base + at).loadUnaligned(as: UInt16.self))
    }

    @inline(__always)
    static func store(pair: UInt16, _ out: UnsafeMutablePointer<UInt8>, _ at: Int) {
        UnsafeMutableRawPointer(out + at).storeBytes(of: pair.littleEndian, as: UInt16.self)
    }

    /// CR LF as ``pair(_:_:)`` reads it.
    static let lineEnd: UInt16 = 0x0a0d
    /// Colon and blank.
    static let colonBlank: UInt16 = 0x203a

    /// 1 to 8 bytes at `base`, zero-padded. Reads nothing behind them.
    @inline(__always)
    static func upTo8(_ base: UnsafeRawPointer, _ count: Int) -> UInt64 {
        if count >= 8 { return base.loadUnaligned(as: UInt64.self) }
        if count >= 4 {
            // The two halves overlap; equal bytes fall on equal places.
            let first = UInt64(base.loadUnaligned(as: UInt32.self))
            let last = UInt64(base.loadUnaligned(fromByteOffset: count &- 4, as: UInt32.self))
            return first | last &<< UInt64(truncatingIfNeeded: (count &- 4) &* 8)
        }
        var word: UInt64 = 0
        var index = 0
        while index < count {
            word |= UInt64(base.load(fromByteOffset: index, as: UInt8.self)) &<< UInt64(truncatingIfNeeded: index &* 8)
            index &+= 1
        }
        return word
    }

    /// Index of the first byte whose high bit is set in `mask`, which is not 0.
    @inline(__always)
    static func first(_ mask: UInt64) -> Int { mask.trailingZeroBitCount &>> 3 }

    /// High bit of every byte that is not a letter, a digit or `-`.
    @inline(__always)
    static func notAlphanumericOrDash(_ word: UInt64) -> UInt64 {
        let seven = word & low7
        let lowered = seven | spread(0x20)
        let letter = (lowered &+ spread(0x1f)) & ~(lowered &+ spread(0x05))
        let digit = (seven &+ spread(0x50)) & ~(seven &+ spread(0x46))
        let dash = ~((seven ^ spread(0x2d)) &+ low7)
        return ((letter | digit | dash) & ~word & high) ^ high
    }

    /// High bit of the first byte from 0 to 13, and perhaps of bytes behind it.
    // Why: one instruction less than an exact test, and only the first hit counts.
    @inline(__always)
    static func upTo13(_ word: UInt64) -> UInt64 {
        (word &- spread(14)) & ~word & high
    }

    /// High bit of every byte outside `!`…`~`, and of `#`.
    @inline(__always)
    static func notTarget(_ word: UInt64) -> UInt64 {
        let seven = word & low7
        let visible = (seven &+ spread(0x5f)) & ~(seven &+ spread(0x01))
        let hash = ~((seven ^ spread(0x23)) &+ low7)
        return (visible & ~hash & ~word & high) ^ high
    }

    /// ASCII upper-case letters become lower-case ones.
    @inline(__always)
    static func lowered(_ word: UInt64) -> UInt64 {
        let seven = word & low7
        let upper = (seven &+ spread(0x3f)) & ~(seven &+ spread(0x25)) & ~word & high
        return word | upper &>> 2
    }
}

/// Byte classes of RFC 9110.
public enum HTTPCharacter {
    /// Bit set of token bytes below 64: `! # $ % & ' * + - .` and digits.
    private static let tokensBelow64: UInt64 = 0x03ff_6cfa_0000_0000
    /// Bit set of token bytes from 64 to 127: letters, `^ _ \` | ~`.
    private static let tokensFrom64: UInt64 = 0x57ff_ffff_c7ff_fffe

    /// A `tchar` of RFC 9110 §5.6.2.
    public static func isToken(_ byte: UInt8) -> Bool {
        if byte >= 128 { return false }
        let set = byte < 64 ? tokensBelow64 : tokensFrom64
        return set &>> UInt64(byte & 63) & 1 == 1
    }

    /// Blank or tab.
    @inlinable @inline(__always)
    public static func isBlank(_ byte: UInt8) -> Bool { byte == 32 || byte == 9 }
}
