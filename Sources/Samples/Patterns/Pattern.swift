// Samples: one pattern, ready to be compared.
import Base
import HTTP

/// One pattern of an ACL or one key of a map (`struct pattern`). Trivial; its set owns what it points at.
public struct Pattern {
    enum Value {
        /// Inclusive bounds.
        case range(Int64, Int64)
        case ipv4(address: UInt32, mask: UInt32)
        case ipv6(address: IPv6Value, mask: IPv6Value)
        case text(ByteView)
        case regex(Unmanaged<Regex>)
        case method(Method, ByteView)
    }
    let value: Value
    let ignoresCase: Bool
    /// Line of the pattern's file or order of its word, from 1.
    let number: Int
}

extension Pattern {
    /// Whether `sample`, cast to what the method expects, matches (`pat_match_*`).
    @inline(__always)
    func matches(_ sample: Sample, _ method: MatchMethod, _ scratch: Scratch) -> Bool {
        switch (value, sample.value) {
        case (.text(let pattern), .string(let text)), (.text(let pattern), .binary(let text)):
            return TextMatch.matches(text, pattern, method, ignoresCase)
        case (.range(let low, let high), .integer(let number)): return number >= low && number <= high
        case (.range(let low, let high), .string(let text)):  // the length
            return text.count >= low && text.count <= high
        case (.ipv4(let address, let mask), .ipv4(let sampled)): return sampled & mask == address & mask
        case (.ipv4(let address, let mask), .ipv6(let sampled)):
            guard let embedded = sampled.embedded else { return false }
            return embedded & mask == address & mask
        case (.ipv6(let address, let mask), .ipv6(let sampled)): return sampled.matches(address, mask)
        case (.ipv6(let address, let mask), .ipv4(let sampled)): return IPv6Value(mapping: sampled).matches(address, mask)
        case (.regex(let regex), .string(let text)), (.regex(let regex), .binary(let text)):
            return regex._withUnsafeGuaranteedRef { $0.matches(text, in: scratch.regex) }
        case (.method(let code, let name), .method(let sampled, let text)):
            guard code == sampled else { return false }
            return code != .other || TextMatch.equal(text, name, ignoresCase)
        default: return false
        }
    }
}

extension IPv6Value {
    @inline(__always)
    func matches(_ address: IPv6Value, _ mask: IPv6Value) -> Bool {
        (high ^ address.high) & mask.high == 0 && (low ^ address.low) & mask.low == 0
    }
}

/// Comparisons of texts. Letter case is ASCII's.
enum TextMatch {
    static func matches(_ text: ByteView, _ pattern: ByteView, _ method: MatchMethod, _ ignoresCase: Bool) -> Bool {
        switch method {
        case .str, .bin: return equal(text, pattern, ignoresCase)
        case .beg: return text.count >= pattern.count && equal(text, 0, pattern, ignoresCase)
        case .end: return text.count >= pattern.count && equal(text, text.count - pattern.count, pattern, ignoresCase)
        case .sub: return contains(text, pattern, ignoresCase)
        case .dir: return word(text, pattern, ignoresCase) { $0 == 0x2f || $0 == 0x3f }
        case .dom: return word(text, pattern, ignoresCase) { $0 == 0x2f || $0 == 0x3f || $0 == 0x2e || $0 == 0x3a }
        default: return false
        }
    }

    @inline(__always)
    static func equal(_ text: ByteView, _ pattern: ByteView, _ ignoresCase: Bool) -> Bool {
        text.count == pattern.count && equal(text, 0, pattern, ignoresCase)
    }

    /// Whether `pattern` stands in `text` at `offset`; there is room for it.
    static func equal(_ text: ByteView, _ offset: Int, _ pattern: ByteView, _ ignoresCase: Bool) -> Bool {
        guard let right = pattern.baseAddress, let start = text.baseAddress else { return pattern.isEmpty }
        let left = start + offset
        let count = pattern.count
        var index = 0
        if ignoresCase {
            while index < count {
                if ASCII.lowered(left[index]) != ASCII.lowered(right[index]) { return false }
                index += 1
            }
            return true
        }
        while index + 8 <= count {
            if UnsafeRawPointer(left + index).loadUnaligned(as: UInt64.self) != UnsafeRawPointer(right + index).loadUnaligned(as: UInt64.self) { return false }
            index += 8
        }
        while index < count {
            if left[index] != right[index] { return false }
            index += 1
        }
        return true
    }

    static func contains(_ text: ByteView, _ pattern: ByteView, _ ignoresCase: Bool) -> Bool {
        guard pattern.count > 0 else { return true }
        guard text.count >= pattern.count else { return false }
        let first = pattern[0]
        let lowered = ASCII.lowered(first)
        for offset in 0...(text.count - pattern.count) {
            let byte = text[offset]
            if ignoresCase ? ASCII.lowered(byte) != lowered : byte != first { continue }
            if equal(text, offset, pattern, ignoresCase) { return true }
        }
        return false
    }

    /// Whether `pattern`, its own delimiters at both ends taken off, stands in `text` between delimiters or ends (`match_word`).
    static func word(_ text: ByteView, _ pattern: ByteView, _ ignoresCase: Bool, _ isDelimiter: (UInt8) -> Bool) -> Bool {
        var low = 0, high = pattern.count
        while low < high, isDelimiter(pattern[low]) { low += 1 }
        while high > low, isDelimiter(pattern[high - 1]) { high -= 1 }
        let core = ByteView(rebasing: pattern[low..<high])
        guard core.count > 0, text.count >= core.count else { return false }
        var mayStart = true
        for offset in 0...(text.count - core.count) {
            if mayStart, !isDelimiter(text[offset]), equal(text, offset, core, ignoresCase),
               offset + core.count == text.count || isDelimiter(text[offset + core.count]) { return true }
            mayStart = isDelimiter(text[offset])
        }
        return false
    }
}
