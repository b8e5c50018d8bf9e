// Samples: addresses in and out of text, without a String.
import Base

enum AddressText {
    /// Network mask of `bits` leading ones.
    static func mask4(_ bits: Int) -> UInt32 { bits <= 0 ? 0 : bits >= 32 ? .max : ~(UInt32.max >> UInt32(bits)) }
    /// Network mask of `bits` leading ones.
    static func mask6(_ bits: Int) -> IPv6Value {
        func word(_ bits: Int) -> UInt64 { bits <= 0 ? 0 : bits >= 64 ? .max : ~(UInt64.max >> UInt64(bits)) }
        return IPv6Value(high: word(bits), low: word(bits - 64))
    }

    /// A full dotted quad.
    static func ipv4(_ text: ByteView) -> UInt32? {
        guard let (value, parts, end) = dotted(text), parts == 4, end == text.count else { return nil }
        return value
    }

    /// A dotted address at the start of `text`, of one to four parts; missing middle parts are zero: `10.12` is
    /// 10.0.0.12 (manual §7.1.6).
    static func dotted(_ text: ByteView) -> (value: UInt32, parts: Int, end: Int)? {
        var numbers: (UInt32, UInt32, UInt32, UInt32) = (0, 0, 0, 0)
        var parts = 0
        var at = 0
        while true {
            var number: UInt32 = 0
            let start = at
            while at < text.count, ASCII.isDigit(text[at]), at - start < 3 {
                number = number * 10 + UInt32(text[at] - 48)
                at += 1
            }
            guard at > start, number < 256 else { return nil }
            switch parts {
            case 0: numbers.0 = number
            case 1: numbers.1 = number
            case 2: numbers.2 = number
            default: numbers.3 = number
            }
            parts += 1
            guard parts < 4, at < text.count, text[at] == 0x2e else { break }
            at += 1
        }
        switch parts {
        case 1: return (numbers.0 << 24, 1, at)
        case 2: return (numbers.0 << 24 | numbers.1, 2, at)
        case 3: return (numbers.0 << 24 | numbers.1 << 16 | numbers.2, 3, at)
        default: return (numbers.0 << 24 | numbers.1 << 16 | numbers.2 << 8 | numbers.3, 4, at)
        }
    }

    /// An IPv6 address in any of its forms (RFC 4291 §2.2).
    static func ipv6(_ text: ByteView) -> IPv6Value? {
        var groups: (UInt64, UInt64) = (0, 0)  // 8 groups, filled from the left
        var count = 0
        var gap = -1
        var at = 0
        func put(_ value: UInt64) {
            if count < 4 { groups.0 |= value << UInt64(48 - 16 * count) } else { groups.1 |= value << UInt64(48 - 16 * (count - 4)) }
            count += 1
        }
        guard text.count >= 2 else { return nil }
        if text[0] == 0x3a {
            guard text[1] == 0x3a else { return nil }
            gap = 0
            at = 2
        }
        while at < text.count {
            let start = at
            var value: UInt64 = 0
            while at < text.count, at - start < 4, let digit = hexDigit(text[at]) { value = value << 4 | UInt64(digit); at += 1 }
            if at < text.count, text[at] == 0x2e {
                guard count <= 6, let (quad, parts, end) = dotted(ByteView(rebasing: text[start...])), parts == 4, start + end == text.count else { return nil }
                put(UInt64(quad >> 16))
                put(UInt64(quad & 0xffff))
                at = text.count
                break
            }
            guard at > start, count < 8 else { return nil }
            put(value)
            if at == text.count { break }
            guard text[at] == 0x3a else { return nil }
            at += 1
            if at < text.count, text[at] == 0x3a {
                guard gap < 0 else { return nil }
                gap = count
                at += 1
            } else if at == text.count { return nil }
        }
        if gap < 0 { return count == 8 ? IPv6Value(high: groups.0, low: groups.1) : nil }
        guard count < 8 else { return nil }
        // Move what stands behind the gap to the right end.
        var result: (UInt64, UInt64) = (0, 0)
        for index in 0..<count {
            let group = (index < 4 ? groups.0 >> UInt64(48 - 16 * index) : groups.1 >> UInt64(48 - 16 * (index - 4))) & 0xffff
            let place = index < gap ? index : 8 - count + index
            if place < 4 { result.0 |= group << UInt64(48 - 16 * place) } else { result.1 |= group << UInt64(48 - 16 * (place - 4)) }
        }
        return IPv6Value(high: result.0, low: result.1)
    }

    static func hexDigit(_ byte: UInt8) -> UInt8? {
        switch byte {
        case 48...57: byte - 48
        case 65...70: byte - 55
        case 97...102: byte - 87
        default: nil
        }
    }

    /// Writes an address as `inet_ntop` does.
    static func write(_ address: SocketAddress, _ scratch: Scratch) -> ByteView? {
        guard let start = scratch.take(SocketAddress.longestHost) else { return nil }
        return ByteView(start: start, count: address.writeHost(to: start))
    }
}
