// Samples: fetches that look at nothing.
import Base
import HTTP

extension Fetch {
    /// Constants (HAProxy manual §7.3.2).
    public static var constants: [Self] { [
        Fetch("always_true", .bool, .always, "True.", manual: "7.3.2") { _, _ in Sample.bool(true) },
        Fetch("always_false", .bool, .always, "False.", manual: "7.3.2") { _, _ in Sample.bool(false) },
        Fetch("bool", [.string], .bool, .always, "A constant boolean.", manual: "7.3.2", check: { storage throws(SampleFailure) in
            switch storage.text(0) {
            case "true", "1": storage[0] = .integer(1)
            case "false", "0": storage[0] = .integer(0)
            default: throw SampleFailure("Expects 'true', 'false', '0' or '1'.")
            }
        }) { arguments, _ in Sample.bool(arguments.integer(0) != 0) },
        Fetch("int", [.integer], .integer, .always, "A constant integer.", manual: "7.3.2") { arguments, _ in
            Sample.integer(arguments.integer(0))
        },
        Fetch("str", [.string], .string, .always, "A constant string.", manual: "7.3.2") { arguments, _ in
            guard case .string(let view) = arguments[0] else { return nil }
            return Sample.string(view)
        },
        Fetch("bin", [.string], .binary, .always, "Constant bytes, written in hexadecimal.", manual: "7.3.2", check: { storage throws(SampleFailure) in
            guard let bytes = Hexadecimal.decode(storage.text(0) ?? "") else { throw SampleFailure("an even number of hex digit is expected") }
            storage[0] = .string(storage.keep(bytes))
        }) { arguments, _ in
            guard case .string(let view) = arguments[0] else { return nil }
            return Sample.binary(view)
        },
        Fetch("ipv4", [.ipv4], .ipv4, .always, "A constant IPv4 address.", manual: "7.3.2") { arguments, _ in
            guard case .ipv4(let address) = arguments[0] else { return nil }
            return Sample(.ipv4(address))
        },
        Fetch("ipv6", [.ipv6], .ipv6, .always, "A constant IPv6 address.", manual: "7.3.2") { arguments, _ in
            guard case .ipv6(let address) = arguments[0] else { return nil }
            return Sample(.ipv6(address))
        },
        Fetch("meth", [.string], .method, .always, "A constant HTTP method.", manual: "7.3.2") { arguments, _ in
            guard case .string(let view) = arguments[0] else { return nil }
            return Sample(.method(Method(view), view), .constant)
        },
        Fetch("rand", .optional(.integer), .integer, .always, "A random number below the argument, or of 32 bits.", manual: "7.3.2") { arguments, context in
            let number = context.scratch.random()
            let limit = arguments.integer(0)
            let value = limit > 0 ? Int64((number >> 1) % UInt64(limit)) : Int64(number & 0xffff_ffff)
            return Sample(.integer(value), [.volatile, .mayChange])
        },
        Fetch("nbproc", .integer, .always, "Number of processes; always 1.", manual: "7.3.2") { _, _ in Sample.integer(1) },
        Fetch("proc", .integer, .always, "Number of the process; always 1.", manual: "7.3.2") { _, _ in Sample.integer(1) },
        Fetch("wait_end", .bool, .internalState, "True once the content inspection is over.", manual: "7.3.6") { _, context in
            guard context.isFinal else { context.incomplete = true; return nil }
            return Sample.bool(true)
        },
    ] }

    // Why: the signature may be left out where there are no arguments.
    public init(
        _ name: String, _ output: SampleType, _ availability: Availability, _ help: String, manual: String = "7.3",
        function: @escaping Function
    ) {
        self.init(name, [], output, availability, help, manual: manual, function: function)
    }
}

enum Hexadecimal {
    /// The bytes of an even number of digits.
    static func decode(_ text: some StringProtocol) -> [UInt8]? {
        let digits = Array(text.utf8)
        guard digits.count % 2 == 0 else { return nil }
        var bytes: [UInt8] = []
        bytes.reserveCapacity(digits.count / 2)
        for index in stride(from: 0, to: digits.count, by: 2) {
            guard let high = AddressText.hexDigit(digits[index]), let low = AddressText.hexDigit(digits[index + 1]) else { return nil }
            bytes.append(high << 4 | low)
        }
        return bytes
    }
}
