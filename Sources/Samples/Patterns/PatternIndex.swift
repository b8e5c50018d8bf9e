// Samples: many patterns, found without looking at each.
import Base

/// A hash table over the patterns of one set: exact texts, prefixes, suffixes, addresses and networks.
///
/// Each kind of key has a "size" (bytes of a prefix, bits of a mask); a search tries every size in use once, so it
/// costs the number of different sizes, not of patterns. What cannot be hashed (ranges, regexes, words within) is
/// kept in a list and tried one by one.
struct PatternIndex {
    private let patterns: UnsafeBufferPointer<Pattern>
    private let method: MatchMethod
    private let slots: UnsafeMutableBufferPointer<Int32>
    private let textSizes: [Int]
    private let masks4: [UInt32]
    private let masks6: [IPv6Value]
    private let others: [Int]

    init(_ patterns: UnsafeBufferPointer<Pattern>, _ method: MatchMethod) {
        self.patterns = patterns
        self.method = method
        var capacity = 16
        while capacity < patterns.count * 2 { capacity *= 2 }
        slots = .allocate(capacity: capacity)
        slots.initialize(repeating: -1)
        var textSizes = Set<Int>(), masks4 = Set<UInt32>(), masks6 = Set<IPv6Value>(), others: [Int] = []
        let hashesText = method == .str || method == .bin || method == .beg || method == .end
        for (position, pattern) in patterns.enumerated() {
            switch pattern.value {
            case .text(let text) where hashesText:
                textSizes.insert(text.count)
                Self.insert(position, Self.hash(text), slots)
            case .ipv4(let address, let mask):
                masks4.insert(mask)
                Self.insert(position, Self.hash(UInt64(address & mask), UInt64(mask)), slots)
            case .ipv6(let address, let mask):
                masks6.insert(mask)
                Self.insert(position, Self.hash(address.high & mask.high, address.low & mask.low, mask), slots)
            default: others.append(position)
            }
        }
        // Why: longest first, so that maps answer with the most precise key.
        self.textSizes = textSizes.sorted(by: >)
        self.masks4 = masks4.sorted(by: >)
        self.masks6 = masks6.sorted { ($0.high, $0.low) > ($1.high, $1.low) }
        self.others = others
    }

    func destroy() { slots.deallocate() }

    private static func insert(_ position: Int, _ hash: UInt64, _ slots: UnsafeMutableBufferPointer<Int32>) {
        var at = Int(truncatingIfNeeded: hash) & (slots.count - 1)
        while slots[at] >= 0 { at = (at + 1) & (slots.count - 1) }
        slots[at] = Int32(truncatingIfNeeded: position)
    }

    /// Of the lower-case bytes, so that patterns with and without `-i` share the table.
    private static func hash(_ text: ByteView) -> UInt64 {
        var hash: UInt64 = 0xcbf2_9ce4_8422_2325
        for byte in text { hash = (hash ^ UInt64(ASCII.lowered(byte))) &* 0x100_0000_01b3 }
        return hash ^ hash >> 29
    }
    private static func hash(_ a: UInt64, _ b: UInt64) -> UInt64 {
        var hash = (a ^ b &* 0x9e37_79b9_7f4a_7c15) &* 0xbf58_476d_1ce4_e5b9
        hash ^= hash >> 31
        return hash
    }
    private static func hash(_ a: UInt64, _ b: UInt64, _ mask: IPv6Value) -> UInt64 { hash(hash(a, b), hash(mask.high, mask.low)) }

    @inline(__always)
    private func probe(_ hash: UInt64, _ sample: Sample, _ scratch: Scratch, _ fits: (Pattern) -> Bool) -> Int? {
        var at = Int(truncatingIfNeeded: hash) & (slots.count - 1)
        while slots[at] >= 0 {
            let position = Int(slots[at])
            if fits(patterns[position]), patterns[position].matches(sample, method, scratch) { return position }
            at = (at + 1) & (slots.count - 1)
        }
        return nil
    }

    func find(_ sample: Sample, _ scratch: Scratch) -> Int? {
        switch sample.value {
        case .string(let text), .binary(let text):
            if method == .str || method == .bin {
                if let found = probe(Self.hash(text), sample, scratch, { _ in true }) { return found }
            } else if method == .beg || method == .end {
                for size in textSizes where size <= text.count {
                    let part = method == .beg ? ByteView(rebasing: text.prefix(size)) : ByteView(rebasing: text.suffix(size))
                    let found = probe(Self.hash(part), sample, scratch) { pattern in
                        if case .text(let key) = pattern.value { key.count == size } else { false }
                    }
                    if let found { return found }
                }
            }
        case .ipv4(let address):
            if let found = find4(address, sample, scratch) ?? find6(IPv6Value(mapping: address), sample, scratch) { return found }
        case .ipv6(let address):
            if let found = find6(address, sample, scratch) { return found }
            if let embedded = address.embedded, let found = find4(embedded, sample, scratch) { return found }
        default: break
        }
        for position in others where patterns[position].matches(sample, method, scratch) { return position }
        return nil
    }

    private func find4(_ address: UInt32, _ sample: Sample, _ scratch: Scratch) -> Int? {
        for mask in masks4 {
            if let found = probe(Self.hash(UInt64(address & mask), UInt64(mask)), sample, scratch, { pattern in
                if case .ipv4(_, let other) = pattern.value { other == mask } else { false }
            }) { return found }
        }
        return nil
    }

    private func find6(_ address: IPv6Value, _ sample: Sample, _ scratch: Scratch) -> Int? {
        for mask in masks6 {
            if let found = probe(Self.hash(address.high & mask.high, address.low & mask.low, mask), sample, scratch, { pattern in
                if case .ipv6(_, let other) = pattern.value { other == mask } else { false }
            }) { return found }
        }
        return nil
    }
}
