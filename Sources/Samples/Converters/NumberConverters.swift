// Samples: converters of integers, booleans and addresses.
import Base

extension Converter {
    /// Numbers (HAProxy manual §7.3.1). Sums, differences and products saturate.
    public static var numbers: [Self] { [
        arithmetic("add", "Adds a number.") { a, b in
            let (value, overflow) = a.addingReportingOverflow(b)
            return overflow ? (a > 0 ? .max : .min) : value
        },
        arithmetic("sub", "Subtracts a number.") { a, b in
            let (value, overflow) = a.subtractingReportingOverflow(b)
            return overflow ? (a > 0 ? .max : .min) : value
        },
        arithmetic("mul", "Multiplies by a number.") { a, b in
            let (value, overflow) = a.multipliedReportingOverflow(by: b)
            return overflow ? ((a < 0) == (b < 0) ? .max : .min) : value
        },
        arithmetic("div", "Divides by a number; by 0 yields the largest number.") { a, b in
            // Why: -2^63 / -1 does not fit.
            b == 0 ? (a > 0 ? .max : .min) : b == -1 && a == .min ? .max : a / b
        },
        arithmetic("mod", "The rest of a division; 0 when dividing by 0.") { a, b in b == 0 || b == -1 ? 0 : a % b },
        arithmetic("and", "Bitwise and.") { $0 & $1 },
        arithmetic("or", "Bitwise or.") { $0 | $1 },
        arithmetic("xor", "Bitwise exclusive or.") { $0 ^ $1 },
        Converter("cpl", .integer, .integer, "Bitwise complement.") { sample, _, _ in sample.mapInteger { ~$0 } },
        Converter("neg", .integer, .integer, "The opposite number.") { sample, _, _ in sample.mapInteger { $0 == .min ? .max : -$0 } },
        Converter("bool", .integer, .bool, "True unless 0.") { sample, _, _ in sample.test { $0 != 0 } },
        Converter("not", .integer, .bool, "True when 0.") { sample, _, _ in sample.test { $0 == 0 } },
        Converter("odd", .integer, .bool, "True for odd numbers.") { sample, _, _ in sample.test { $0 & 1 == 1 } },
        Converter("even", .integer, .bool, "True for even numbers.") { sample, _, _ in sample.test { $0 & 1 == 0 } },
        Converter("ipmask", Signature([.mask4, .mask6], required: 1), .address, .address, "An address without its host part.") { sample, arguments, _ in
            switch sample.value {
            case .ipv4(let address):
                guard case .ipv4(let mask) = arguments[0] else { return false }
                sample.value = .ipv4(address & mask)
            case .ipv6(let address):
                guard case .ipv6(let mask) = arguments[1] else { return false }
                sample.value = .ipv6(IPv6Value(high: address.high & mask.high, low: address.low & mask.low))
            default: return false
            }
            return true
        },
        Converter("htonl", .integer, .binary, "The low 32 bits in network order.") { sample, _, context in
            guard case .integer(let number) = sample.value, let start = context.scratch.take(4) else { return false }
            for index in 0..<4 { start[index] = UInt8(truncatingIfNeeded: number >> Int64(24 - 8 * index)) }
            sample.value = .binary(ByteView(start: start, count: 4))
            return true
        },
        Converter("hex", .binary, .string, "Bytes in upper-case hexadecimal.") { sample, _, context in
            guard let bytes = sample.bytes, let target = context.scratch.take(bytes.count * 2) else { return false }
            for index in 0..<bytes.count {
                target[2 * index] = Cutting.upperHex(bytes[index] >> 4)
                target[2 * index + 1] = Cutting.upperHex(bytes[index] & 15)
            }
            sample.value = .string(ByteView(start: target, count: bytes.count * 2))
            return true
        },
        Converter("hex2i", .string, .integer, "The number of some hexadecimal digits.") { sample, _, _ in
            guard let text = sample.bytes else { return false }
            var value: Int64 = 0
            for byte in text {
                guard let digit = AddressText.hexDigit(byte) else { break }
                value = value << 4 | Int64(digit)
            }
            sample.value = .integer(value)
            return true
        },
    ] }

    private static func arithmetic(_ name: String, _ help: String, _ operation: @escaping @Sendable (Int64, Int64) -> Int64) -> Converter {
        Converter(name, [.string], .integer, .integer, help, check: { storage throws(SampleFailure) in
            let text = storage.text(0) ?? ""
            guard let value = Int64(text), text.first != "+" else {
                throw SampleFailure("expects an integer or a variable name", hint: "variables in arithmetic are not supported yet")
            }
            storage[0] = .integer(value)
        }) { sample, arguments, _ in sample.mapInteger { operation($0, arguments.integer(0)) } }
    }
}

extension Sample {
    @inline(__always)
    mutating func mapInteger(_ transform: (Int64) -> Int64) -> Bool {
        guard case .integer(let number) = value else { return false }
        value = .integer(transform(number))
        return true
    }
    @inline(__always)
    mutating func test(_ predicate: (Int64) -> Bool) -> Bool {
        guard case .integer(let number) = value else { return false }
        value = .bool(predicate(number))
        return true
    }
}
