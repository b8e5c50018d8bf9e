// Base: the hash functions that spread keys over servers.

/// The functions of `hash-type` (HAProxy manual §4.2, `hash-type`; spec/balancing.md 1.8).
///
/// Pure; all arithmetic is unsigned 32-bit with wrap-around.
public enum KeyHash: String, Sendable, CaseIterable {
    case sdbm, djb2, wt6, crc32, none

    /// The hash of `key` (`gen_hash`), before any avalanche.
    public func callAsFunction(_ key: ByteView) -> UInt32 {
        switch self {
        case .sdbm: KeyHash.sdbm(key)
        case .djb2: KeyHash.djb2(key)
        case .wt6: KeyHash.wt6(key)
        case .crc32: KeyHash.crc32(key)
        case .none: KeyHash.number(key)
        }
    }

    /// `hash_sdbm`: h = b + 65599·h.
    static func sdbm(_ key: ByteView) -> UInt32 {
        var hash: UInt32 = 0
        for byte in key { hash = UInt32(byte) &+ hash &* 65599 }
        return hash
    }

    /// `hash_djb2`: h = 33·h + b from 5381.
    static func djb2(_ key: ByteView) -> UInt32 {
        var hash: UInt32 = 5381
        for byte in key { hash = hash &* 33 &+ UInt32(byte) }
        return hash
    }

    /// `hash_wt6`.
    static func wt6(_ key: ByteView) -> UInt32 {
        var first: UInt32 = 0xA53C_965A
        var second: UInt32 = 0x5CA6_953A
        var firstStep: UInt32 = 6
        var secondStep: UInt32 = 18
        for byte in key {
            first = ~(first ^ UInt32(byte))
            second = ~(second &+ UInt32(byte))
            let mixed = rotated(second, by: firstStep)
            second = rotated(first, by: secondStep)
            first = mixed
            let both = ((first >> 16) ^ second) & 0xFFFF
            firstStep = both & 31
            secondStep = both >> 11
        }
        return first ^ second
    }

    @inline(__always)
    private static func rotated(_ value: UInt32, by count: UInt32) -> UInt32 {
        value &<< count | value &>> (32 &- count)
    }

    private static let crcTable: [UInt32] = (0..<256).map { index in
        var value = UInt32(index)
        for _ in 0..<8 { value = value & 1 == 1 ? value >> 1 ^ 0xEDB8_8320 : value >> 1 }
        return value
    }

    /// `hash_crc32`: the reflected CRC-32 of Ethernet.
    static func crc32(_ key: ByteView) -> UInt32 {
        crcTable.withUnsafeBufferPointer { table in
            var hash: UInt32 = 0xFFFF_FFFF
            for byte in key { hash = table[Int((hash ^ UInt32(byte)) & 0xFF)] ^ hash >> 8 }
            return ~hash
        }
    }

    /// The function `none`: an optional sign and the leading decimal digits, saturated to 64 bits; the low 32 bits count.
    static func number(_ key: ByteView) -> UInt32 {
        var index = 0
        var negative = false
        if index < key.count, key[index] == UInt8(ascii: "-") || key[index] == UInt8(ascii: "+") {
            negative = key[index] == UInt8(ascii: "-")
            index += 1
        }
        var value: Int64 = 0
        while index < key.count, ASCII.isDigit(key[index]) {
            let digit = Int64(key[index] - 48)
            let (scaled, tooLarge) = value.multipliedReportingOverflow(by: 10)
            let (sum, overflow) = scaled.addingReportingOverflow(negative ? -digit : digit)
            value = tooLarge || overflow ? (negative ? .min : .max) : sum
            if tooLarge || overflow { break }
            index += 1
        }
        return UInt32(truncatingIfNeeded: value)
    }

    /// Spreads every bit of `value` over the whole word (`full_hash`; spec/balancing.md 1.8, function F).
    @inlinable
    public static func avalanche(_ value: UInt32) -> UInt32 {
        var a = value
        a = (a &+ 0x7ED5_5D16) &+ (a << 12)
        a = (a ^ 0xC761_C23C) ^ (a >> 19)
        a = (a &+ 0x1656_67B1) &+ (a << 5)
        a = (a &+ 0xD3A2_646C) ^ (a << 9)
        a = (a &+ 0xFD70_46C5) &+ (a << 3)
        a = (a ^ 0xB55A_4F09) ^ (a >> 16)
        return a &* 3_221_225_473
    }
}
