// Samples: the line that is being written.
import Base

/// Writes values into a block, with the current item's flags; what does not fit is cut off.
///
/// No allocation, no `String`. The block belongs to the caller.
public struct LogLine {
    /// The bytes of a value that are written as `#XX` (manual §8.6).
    public enum Encoding: Sendable {
        /// As they are.
        case none
        /// All but printable ASCII, and `"` and `#`.
        case target
        /// As `target`, and `{`, `|`, `}`.
        case header
    }

    let base: UnsafeMutablePointer<UInt8>
    let limit: Int
    /// Bytes written.
    public private(set) var count = 0
    /// Whether something was cut off.
    public private(set) var isTruncated = false
    /// Flags of the item that is being written.
    public internal(set) var flags: LogFlags = []
    /// Type that the item asks for.
    public internal(set) var type = LogType.any
    /// Whether the last byte is a blank that swallows separators.
    var endsBlank = true
    /// Whether a composite value is open: its bytes go through the encoder.
    private var isComposite = false
    private var compositeCount = 0

    public init(_ block: UnsafeMutableBufferPointer<UInt8>) {
        base = block.baseAddress ?? UnsafeMutablePointer(bitPattern: 1).unsafelyUnwrapped
        limit = block.count
    }

    /// The bytes written so far. Valid while the block is.
    public var bytes: ByteView { ByteView(start: base, count: count) }

    // MARK: Raw bytes

    @inline(__always) mutating func put(_ byte: UInt8) {
        if count < limit { base[count] = byte; count &+= 1 } else { isTruncated = true }
    }
    @inline(__always) mutating func put(_ literal: StaticString) {
        put(ByteView(start: literal.utf8Start, count: literal.utf8CodeUnitCount))
    }
    @inline(__always) mutating func put(_ view: ByteView) {
        guard let source = view.baseAddress else { return }
        var length = view.count
        if length > limit &- count { length = limit &- count; isTruncated = true }
        (base + count).update(from: source, count: length)
        count &+= length
    }
    mutating func put(decimal value: UInt64) {
        if value < 10 { return put(UInt8(truncatingIfNeeded: 48 &+ value)) }
        var digits = 1
        var power: UInt64 = 10
        while digits < 20, power <= value {
            digits &+= 1
            let (next, overflow) = power.multipliedReportingOverflow(by: 10)
            if overflow { break }
            power = next
        }
        if digits > limit &- count { isTruncated = true; return }
        var at = count &+ digits
        var rest = value
        count = at
        repeat {
            at &-= 1
            base[at] = UInt8(truncatingIfNeeded: 48 &+ rest % 10)
            rest /= 10
        } while rest > 0
    }
    mutating func put(hexadecimal value: UInt64, digits: Int) {
        var shift = (digits &- 1) &* 4
        while shift < 60, value >> UInt64(shift &+ 4) != 0 { shift &+= 4 }
        while shift >= 0 {
            put(LogLine.upperDigit(UInt8(truncatingIfNeeded: value >> UInt64(shift) & 15)))
            shift &-= 4
        }
    }
    @inline(__always) static func upperDigit(_ value: UInt8) -> UInt8 { value < 10 ? 48 &+ value : 55 &+ value }

    /// Bytes of the format itself: never encoded.
    mutating func literal(_ view: ByteView) {
        put(view)
        endsBlank = false
    }
    mutating func separator() {
        if !endsBlank { put(32) }
        endsBlank = true
    }

    // MARK: Values

    /// A number. Not quoted by `+Q`.
    /// - Parameter isPartial: the final value will be larger: a `+` comes first (`logasap`).
    public mutating func append(integer value: Int64, isPartial: Bool = false) {
        endsBlank = false
        if !flags.isDisjoint(with: .encoders) { return encode(integer: value) }
        if isPartial { put(43) }
        if value < 0 { put(45) }
        put(decimal: value.magnitude)
    }

    /// A number that `+X` turns into hexadecimal of at least four digits (`%pid`, `%rt`, `%Ts`, ports).
    public mutating func append(identifier value: UInt64) {
        if flags.contains(.hexadecimal), flags.isDisjoint(with: .encoders) {
            endsBlank = false
            return put(hexadecimal: value, digits: 4)
        }
        append(integer: Int64(truncatingIfNeeded: value))
    }

    /// A value that is not known: `-`, `""` under `+Q` and in JSON.
    public mutating func appendMissing() {
        endsBlank = false
        if flags.contains(.json) { return put("\"\"") }
        if flags.contains(.cbor) { return cborText(ByteView(start: nil, count: 0)) }
        if flags.contains(.quote) { put("\"\"") } else { put(45) }
    }

    /// An expression without a result: nothing at all where headers are built.
    mutating func appendMissingSample() {
        if flags.contains(.percent), flags.isDisjoint(with: .encoders) {
            if flags.contains(.quote) { put("\"\"") }
            return
        }
        appendMissing()
    }

    /// A text; empty counts as missing.
    public mutating func append(_ view: ByteView, encoding: Encoding = .none) {
        if view.isEmpty { return appendMissing() }
        beginComposite()
        composite(view, encoding: encoding)
        endComposite()
    }

    /// A text known when this program was compiled.
    public mutating func append(_ literal: StaticString) {
        append(ByteView(start: literal.utf8Start, count: literal.utf8CodeUnitCount))
    }

    /// A text that `+Q` does not quote: dates, termination states.
    public mutating func append(plain view: ByteView) {
        if !flags.isDisjoint(with: .encoders) { return append(view) }
        endsBlank = false
        put(view)
    }
    /// A byte between values; left out by encoders.
    public mutating func append(plain byte: UInt8) {
        if flags.isDisjoint(with: .encoders) { put(byte) }
    }

    /// An address in binary: 4 or 16 bytes; hexadecimal under `+X`.
    /// - Parameter text: how it is written otherwise.
    public mutating func append(address: ByteView, text: ByteView) {
        guard flags.contains(.hexadecimal), flags.isDisjoint(with: .encoders) else { return append(text) }
        endsBlank = false
        if flags.contains(.quote) { put(34) }
        for byte in address {
            put(LogLine.upperDigit(byte >> 4))
            put(LogLine.upperDigit(byte & 15))
        }
        if flags.contains(.quote) { put(34) }
    }

    /// The result of an expression as text, percent-encoded where headers are built.
    public mutating func append(sample view: ByteView) {
        guard flags.contains(.percent) else { return append(view) }
        endsBlank = false
        if flags.contains(.quote) { put(34) }
        for byte in view {
            // Why: HAProxy's `http_encode_map`: a field may hold anything but controls; the tab is allowed.
            if byte < 32 && byte != 9 || byte == 127 {
                put(37)
                put(LogLine.upperDigit(byte >> 4))
                put(LogLine.upperDigit(byte & 15))
            } else {
                put(byte)
            }
        }
        if flags.contains(.quote) { put(34) }
    }

    // MARK: Values made of several parts

    /// Begins a value that consists of several parts: quotes and encoders go around all of them.
    public mutating func beginComposite() {
        endsBlank = false
        if flags.isDisjoint(with: .encoders) {
            if flags.contains(.quote) { put(34) }
        } else {
            isComposite = true
            if flags.contains(.json) { if type == .any || type == .string { put(34) } } else { cborHead() }
        }
        compositeCount = count
    }

    /// A part of the value.
    public mutating func composite(_ view: ByteView, encoding: Encoding = .none) {
        if encoding == .none, !isComposite, !flags.contains(.escape) { return put(view) }
        for byte in view { part(byte, encoding) }
    }
    public mutating func composite(_ literal: StaticString) {
        composite(ByteView(start: literal.utf8Start, count: literal.utf8CodeUnitCount))
    }
    public mutating func composite(_ byte: UInt8) { part(byte, .none) }
    /// A part that is a number.
    public mutating func composite(decimal value: UInt64) {
        if !isComposite { return put(decimal: value) }
        withUnsafeTemporaryAllocation(of: UInt8.self, capacity: 20) { scratch in
            var inner = LogLine(scratch)
            inner.put(decimal: value)
            composite(inner.bytes)
        }
    }

    /// Ends the value.
    public mutating func endComposite() {
        if isComposite {
            isComposite = false
            if flags.contains(.json) {
                if type == .any || type == .string { put(34) } else if count == compositeCount { put("\"\"") }
            } else {
                cborByte(0xFF)
            }
        } else if flags.contains(.quote) {
            put(34)
        }
    }

    @inline(__always) private mutating func part(_ byte: UInt8, _ encoding: Encoding) {
        if encoding != .none, LogLine.isHidden(byte, encoding) {
            piece(35)
            piece(LogLine.upperDigit(byte >> 4))
            piece(LogLine.upperDigit(byte & 15))
        } else {
            piece(byte)
        }
    }

    @inline(__always) private static func isHidden(_ byte: UInt8, _ encoding: Encoding) -> Bool {
        if byte &- 32 >= 95 || byte == 34 || byte == 35 { return true }
        return encoding == .header && byte &- 123 < 3
    }

    @inline(__always) private mutating func piece(_ byte: UInt8) {
        if isComposite { return encodedPiece(byte) }
        if flags.contains(.escape), byte == 34 || byte == 92 || byte == 93 { put(92) }
        put(byte)
    }

    private mutating func encodedPiece(_ byte: UInt8) {
        if flags.contains(.cbor) { return cborPiece(byte) }
        switch byte {
        case 34, 92:
            put(92)
            put(byte)
        case 8: put("\\b")
        case 9: put("\\t")
        case 10: put("\\n")
        case 12: put("\\f")
        case 13: put("\\r")
        case 0..<32, 127:
            put("\\u00")
            put(LogLine.upperDigit(byte >> 4))
            put(LogLine.upperDigit(byte & 15))
        default: put(byte)
        }
    }

    // MARK: Encoders

    private mutating func encode(integer value: Int64) {
        if flags.contains(.cbor) {
            switch type {
            case .boolean: cborByte(value != 0 ? 0xF5 : 0xF4)
            case .string:
                withDecimal(value) { line, text in line.cborText(text) }
            case .any, .integer: cborInteger(value)
            }
            return
        }
        switch type {
        case .boolean: put(value != 0 ? "true" : "false")
        case .string:
            put(34)
            if value < 0 { put(45) }
            put(decimal: value.magnitude)
            put(34)
        case .any, .integer:
            if value < 0 { put(45) }
            put(decimal: value.magnitude)
        }
    }

    private mutating func withDecimal(_ value: Int64, _ body: (inout LogLine, ByteView) -> Void) {
        withUnsafeTemporaryAllocation(of: UInt8.self, capacity: 24) { scratch in
            var inner = LogLine(scratch)
            if value < 0 { inner.put(45) }
            inner.put(decimal: value.magnitude)
            body(&self, inner.bytes)
        }
    }

    /// A truth value of an expression.
    public mutating func append(boolean value: Bool) {
        if flags.isDisjoint(with: .encoders) { return append(integer: value ? 1 : 0) }
        endsBlank = false
        if flags.contains(.cbor) {
            if type == .integer { return cborInteger(value ? 1 : 0) }
            return cborByte(value ? 0xF5 : 0xF4)
        }
        switch type {
        case .integer: put(value ? 49 : 48)
        case .string: put(value ? "\"true\"" : "\"false\"")
        case .any, .boolean: put(value ? "true" : "false")
        }
    }

    mutating func cborByte(_ byte: UInt8) {
        if flags.contains(.binary) { return put(byte) }
        put(LogLine.upperDigit(byte >> 4))
        put(LogLine.upperDigit(byte & 15))
    }
    /// Major type and argument (RFC 8949 §3).
    private mutating func cbor(major: UInt8, _ value: UInt64) {
        let width = value < 24 ? 0 : value < 256 ? 1 : value < 65536 ? 2 : value < 1 << 32 ? 4 : 8
        switch width {
        case 0: cborByte(major << 5 | UInt8(truncatingIfNeeded: value))
        case 1: cborByte(major << 5 | 24)
        case 2: cborByte(major << 5 | 25)
        case 4: cborByte(major << 5 | 26)
        default: cborByte(major << 5 | 27)
        }
        var left = width
        while left > 0 {
            left &-= 1
            cborByte(UInt8(truncatingIfNeeded: value >> UInt64(left &* 8)))
        }
    }
    private mutating func cborInteger(_ value: Int64) {
        if value < 0 { cbor(major: 1, UInt64(bitPattern: ~value)) } else { cbor(major: 0, UInt64(value)) }
    }
    /// The head of an indefinite text.
    private mutating func cborHead() { cborByte(0x7F) }
    private mutating func cborPiece(_ byte: UInt8) {
        cborByte(0x61)
        cborByte(byte)
    }
    /// A text of known length.
    mutating func cborText(_ view: ByteView) {
        cbor(major: 3, UInt64(view.count))
        for byte in view { cborByte(byte) }
    }
}
