// Samples: the patterns of one test, searched.
import Base
import HTTP

/// Patterns that share a matching method (`struct pattern_head`).
///
/// Filled while the configuration is read, then only read, by all threads.
public final class PatternSet: @unchecked Sendable {  // Why: see above.
    public let method: MatchMethod
    private var patterns: UnsafeMutableBufferPointer<Pattern>
    public private(set) var count = 0
    private var blocks: [UnsafeMutableBufferPointer<UInt8>] = []
    private var regexes: [Regex] = []
    private var index: PatternIndex?

    public init(method: MatchMethod) {
        self.method = method
        patterns = .allocate(capacity: 4)
    }

    deinit {
        patterns.deallocate()
        for block in blocks { block.deallocate() }
        index?.destroy()
    }

    public var isEmpty: Bool { count == 0 }

    /// Adds one pattern as written (`pat_parse_*`).
    public func add(_ text: [UInt8], ignoringCase: Bool, number: Int) throws(SampleFailure) {
        append(Pattern(value: try value(text, ignoringCase), ignoresCase: ignoringCase, number: number))
    }

    /// Adds a range of integers; `nil` is open.
    func add(range low: Int64?, _ high: Int64?, number: Int) {
        append(Pattern(value: .range(low ?? .min, high ?? .max), ignoresCase: false, number: number))
    }

    private func append(_ pattern: Pattern) {
        if count == patterns.count {
            let larger = UnsafeMutableBufferPointer<Pattern>.allocate(capacity: count * 2)
            larger.baseAddress.unsafelyUnwrapped.initialize(from: patterns.baseAddress.unsafelyUnwrapped, count: count)
            patterns.deallocate()
            patterns = larger
        }
        patterns.initializeElement(at: count, to: pattern)
        count += 1
    }

    private func keep(_ bytes: [UInt8]) -> ByteView {
        let block = UnsafeMutableBufferPointer<UInt8>.allocate(capacity: max(1, bytes.count))
        _ = block.initialize(from: bytes)
        blocks.append(block)
        return ByteView(start: block.baseAddress, count: bytes.count)
    }

    private func value(_ text: [UInt8], _ ignoringCase: Bool) throws(SampleFailure) -> Pattern.Value {
        let shown = String(decoding: text, as: UTF8.self)
        switch method {
        case .found, .bool: return .text(keep(text))
        case .str, .beg, .sub, .dir, .dom, .end: return .text(keep(text))
        case .bin:
            guard let bytes = Hexadecimal.decode(shown) else {
                throw SampleFailure(text.count % 2 == 1 ? "an even number of hex digit is expected" : "hex digit expected in '\(shown)'")
            }
            return .text(keep(bytes))
        case .meth:
            let view = keep(text)
            return .method(Method(view), view)
        case .reg:
            do {
                let regex = try Regex(shown, ignoringCase: ignoringCase)
                regexes.append(regex)
                return .regex(Unmanaged.passUnretained(regex))
            } catch {
                throw SampleFailure("regex '\(shown)' is invalid (error=\(error.reason), erroffset=\(error.offset))")
            }
        case .int, .len, .dotted:
            let (low, high) = try NumericPattern.range(text, dotted: method == .dotted)
            return .range(low, high)
        case .ip:
            guard let value = AddressPattern.parse(text) else { throw SampleFailure("'\(shown)' is not a valid IPv4 or IPv6 address") }
            return value
        }
    }

    /// Builds the index over many patterns; call when the last one is added.
    public func finish() {
        index?.destroy()
        index = nil
        if count > 8 {
            index = PatternIndex(UnsafeBufferPointer(rebasing: patterns[0..<count]), method)
        }
    }

    /// The first pattern that `sample` matches (`pattern_exec_match`).
    ///
    /// - Returns: its position, or `nil`. ``MatchMethod/found`` and ``MatchMethod/bool`` look at no pattern; they answer 0.
    public func match(_ sample: Sample, _ scratch: Scratch) -> Int? {
        switch method {
        case .found: return 0
        case .bool:
            if case .bool(let flag) = sample.value { return flag ? 0 : nil }
            var sample = sample
            guard sample.cast(to: .integer, scratch), case .integer(let number) = sample.value else { return nil }
            return number != 0 ? 0 : nil
        default: break
        }
        guard count > 0 else { return nil }
        var sample = sample
        // Why: raw bytes compare as they are; only the cast to text would cut them at NUL.
        guard sample.cast(to: method.expected, scratch) else { return nil }
        if let index { return index.find(sample, scratch) }
        let base = patterns.baseAddress.unsafelyUnwrapped
        for position in 0..<count where base[position].matches(sample, method, scratch) { return position }
        return nil
    }
}

/// Numbers, ranges and operators in patterns (`pat_parse_int`, `pat_parse_dotted_ver`).
enum NumericPattern {
    /// `5`, `1:5`, `:5`, `1:`; a dash separates like a colon, so that `-5` is everything up to 5. With `dotted`, each
    /// bound may be `major.minor`.
    static func range(_ text: [UInt8], dotted: Bool) throws(SampleFailure) -> (Int64, Int64) {
        let shown = String(decoding: text, as: UTF8.self)
        guard let separator = text.firstIndex(where: { $0 == 0x3a || $0 == 0x2d }) else {
            guard let value = number(text[...], dotted) else { throw SampleFailure("'\(shown)' is not a number") }
            return (value, value)
        }
        let left = text[..<separator], right = text[(separator + 1)...]
        guard let low = left.isEmpty ? .min : number(left, dotted), let high = right.isEmpty ? .max : number(right, dotted),
              low <= high, !(left.isEmpty && right.isEmpty) else { throw SampleFailure("'\(shown)' is not a valid number range") }
        return (low, high)
    }

    static func number(_ text: ArraySlice<UInt8>, _ dotted: Bool) -> Int64? {
        guard dotted else { return text.first == 0x2b ? nil : Int64(String(decoding: text, as: UTF8.self)) }
        let parts = text.split(separator: 0x2e, maxSplits: 1, omittingEmptySubsequences: false).map { Int64(String(decoding: $0, as: UTF8.self)) }
        guard let major = parts[0], major >= 0, major < 1 << 15 else { return nil }
        guard parts.count == 2 else { return major << 16 }
        guard let minor = parts[1], minor >= 0, minor < 1 << 16 else { return nil }
        return major << 16 | minor
    }

    /// The bounds that an operator gives a value.
    static func bounds(_ comparison: String, _ value: (Int64, Int64)) -> (Int64, Int64)? {
        switch comparison {
        case "eq": value
        case "ge": (value.0, .max)
        case "gt": value.0 == .max ? nil : (value.0 + 1, .max)
        case "le": (.min, value.1)
        case "lt": value.1 == .min ? nil : (.min, value.1 - 1)
        default: nil
        }
    }
}

/// Addresses and networks in patterns (`str2net`, `str62net`).
enum AddressPattern {
    static func parse(_ text: [UInt8]) -> Pattern.Value? {
        text.withUnsafeBufferPointer { view in
            var host = view
            var bits: ByteView?
            if let slash = view.firstIndex(of: 0x2f) {
                host = ByteView(rebasing: view[..<slash])
                bits = ByteView(rebasing: view[(slash + 1)...])
            }
            if let (address, _, end) = AddressText.dotted(host), end == host.count {
                guard let bits else { return .ipv4(address: address, mask: .max) }
                if let mask = AddressText.ipv4(bits) { return .ipv4(address: address, mask: mask) }
                guard let length = length(bits, 32) else { return nil }
                return .ipv4(address: address, mask: AddressText.mask4(length))
            }
            guard let address = AddressText.ipv6(host) else { return nil }
            guard let bits else { return .ipv6(address: address, mask: AddressText.mask6(128)) }
            guard let length = length(bits, 128) else { return nil }
            return .ipv6(address: address, mask: AddressText.mask6(length))
        }
    }

    private static func length(_ text: ByteView, _ most: Int) -> Int? {
        guard (1...3).contains(text.count), text.allSatisfy(ASCII.isDigit) else { return nil }
        let value = Int(text.leadingInteger)
        return value <= most ? value : nil
    }
}
