// Samples: values turned into other types.
import Base
import HTTP

extension SampleType {
    /// Whether a value of this type may become a `target` (`sample_casts`); whether one given value does, is seen at run time.
    public func canCast(to target: SampleType) -> Bool {
        if self == .any || self == .same || target == .any || target == .same || self == target { return true }
        switch (self, target) {
        case (.bool, .integer), (.bool, .string), (.integer, .bool), (.integer, .string), (.integer, .binary): return true
        case (.integer, .address), (.integer, .ipv4), (.integer, .ipv6): return true
        case (.address, .ipv4), (.address, .ipv6), (.address, .string), (.address, .binary), (.address, .integer): return true
        case (.ipv4, .address), (.ipv4, .ipv6), (.ipv4, .string), (.ipv4, .binary), (.ipv4, .integer): return true
        case (.ipv6, .address), (.ipv6, .ipv4), (.ipv6, .string), (.ipv6, .binary): return true
        case (.string, _): return true
        case (.binary, .string), (.binary, .address), (.binary, .ipv4), (.binary, .ipv6): return true
        case (.method, .string), (.method, .binary): return true
        default: return false
        }
    }
}

extension Sample {
    /// Turns the value into a `target` (`sample_convert`).
    /// - Returns: `false` when this value has no such form; the sample is then unusable.
    @inline(__always)
    public mutating func cast(to target: SampleType, _ scratch: Scratch) -> Bool {
        switch (value, target) {
        case (_, .any), (_, .same), (.string, .string), (.binary, .binary), (.integer, .integer), (.bool, .bool),
            (.ipv4, .ipv4), (.ipv4, .address), (.ipv6, .ipv6), (.ipv6, .address), (.method, .method), (.string, .binary):
            // Why: a string is a binary without further ado; the other way NUL ends it, as in HAProxy.
            if target == .binary, case .string(let view) = value { value = .binary(view) }
            return true
        default: return castSlowly(to: target, scratch)
        }
    }

    @inline(never)
    private mutating func castSlowly(to target: SampleType, _ scratch: Scratch) -> Bool {
        func text(_ view: ByteView?) -> Value? { view.map { .string($0) } }
        let result: Value?
        switch (value, target) {
        case (.bool(let flag), .integer): result = .integer(flag ? 1 : 0)
        case (.bool(let flag), .string): result = text(scratch.decimal(flag ? 1 : 0))
        case (.integer(let number), .bool): result = .bool(number != 0)
        case (.integer(let number), .string): result = text(scratch.decimal(number))
        case (.integer(let number), .binary):
            guard let start = scratch.take(8) else { return false }
            for index in 0..<8 { start[index] = UInt8(truncatingIfNeeded: number >> Int64(56 - 8 * index)) }
            result = .binary(ByteView(start: start, count: 8))
        case (.integer(let number), .address), (.integer(let number), .ipv4):
            result = .ipv4(UInt32(truncatingIfNeeded: number))
        case (.integer(let number), .ipv6): result = .ipv6(IPv6Value(mapping: UInt32(truncatingIfNeeded: number)))
        case (.ipv4(let address), .integer): result = .integer(Int64(address))
        case (.ipv4(let address), .ipv6): result = .ipv6(IPv6Value(mapping: address))
        case (.ipv4(let address), .string): result = text(AddressText.write(SocketAddress(ipv4: address), scratch))
        case (.ipv4(let address), .binary):
            guard let start = scratch.take(4) else { return false }
            for index in 0..<4 { start[index] = UInt8(truncatingIfNeeded: address >> UInt32(24 - 8 * index)) }
            result = .binary(ByteView(start: start, count: 4))
        case (.ipv6(let address), .ipv4): result = address.embedded.map { .ipv4($0) }
        case (.ipv6(let address), .string):
            result = text(AddressText.write(SocketAddress(ipv6High: address.high, address.low), scratch))
        case (.ipv6(let address), .binary):
            guard let start = scratch.take(16) else { return false }
            for index in 0..<8 {
                start[index] = UInt8(truncatingIfNeeded: address.high >> UInt64(56 - 8 * index))
                start[index + 8] = UInt8(truncatingIfNeeded: address.low >> UInt64(56 - 8 * index))
            }
            result = .binary(ByteView(start: start, count: 16))
        case (.string(let view), .integer): result = .integer(view.leadingInteger)
        case (.string(let view), .bool): result = .bool(view.leadingInteger != 0)
        case (.string(let view), .ipv4): result = AddressText.ipv4(view).map { .ipv4($0) }
        case (.string(let view), .ipv6): result = AddressText.ipv6(view).map { .ipv6($0) }
        case (.string(let view), .address):
            result = AddressText.ipv4(view).map { .ipv4($0) } ?? AddressText.ipv6(view).map { .ipv6($0) }
        case (.string(let view), .method): result = .method(Method(view), view)
        case (.binary(let view), .string):
            result = .string(ByteView(rebasing: view.prefix { $0 != 0 }))
        case (.binary(let view), .ipv4) where view.count == 4, (.binary(let view), .address) where view.count == 4:
            result = .ipv4(view.reduce(0) { $0 << 8 | UInt32($1) })
        case (.binary(let view), .ipv6) where view.count == 16, (.binary(let view), .address) where view.count == 16:
            result = .ipv6(IPv6Value(
                high: view.prefix(8).reduce(0) { $0 << 8 | UInt64($1) }, low: view.suffix(8).reduce(0) { $0 << 8 | UInt64($1) }))
        case (.method, .string): result = bytes.map { .string($0) }
        case (.method, .binary): result = bytes.map { .binary($0) }
        default: result = nil
        }
        guard let result else { return false }
        value = result
        return true
    }
}

extension IPv6Value {
    /// The IPv4 address in `::ffff:a.b.c.d`, `::a.b.c.d` or `2002:aabb:ccdd::` (`v6tov4`).
    public var embedded: UInt32? {
        if high == 0, low >> 32 == 0 || low >> 32 == 0xffff { return UInt32(truncatingIfNeeded: low) }
        if high >> 48 == 0x2002 { return UInt32(truncatingIfNeeded: high >> 16) }
        return nil
    }
}

extension UnsafeBufferPointer where Element == UInt8 {
    /// The decimal number at the start, 0 without one; saturating (`read_int64`).
    public var leadingInteger: Int64 {
        var at = 0
        var negative = false
        if at < count, self[at] == 0x2d || self[at] == 0x2b { negative = self[at] == 0x2d; at += 1 }
        var value: Int64 = 0
        while at < count, ASCII.isDigit(self[at]) {
            let digit = Int64(self[at] - 48)
            let (product, tooLarge) = value.multipliedReportingOverflow(by: 10)
            let (sum, overflow) = negative ? product.subtractingReportingOverflow(digit) : product.addingReportingOverflow(digit)
            if tooLarge || overflow { return negative ? .min : .max }
            value = sum
            at += 1
        }
        return value
    }
}
