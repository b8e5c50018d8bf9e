// Samples: what the administrator's expressions are worth.
//
// Question  What does `src,ipmask(24)` yield for this traffic; does this ACL match it?
// Owns      Sample, Fetch, Converter, Expression, Pattern, ACL. Knows no Stream.
// Purity    No I/O, clock or global: the same context gives the same sample.
// Errors    `SampleFailure` (which the keyword turns into a `ConfigError`) while parsing; a missing sample is `nil`.
// Units     Milliseconds, bytes, offsets from 0.
// Source    HAProxy manual §7; doc/internals/samples.md.
import Base
import HTTP

/// An IPv6 address as two words in host order.
@frozen
public struct IPv6Value: Equatable, Hashable, Sendable {
    public var high: UInt64
    public var low: UInt64
    @inlinable public init(high: UInt64, low: UInt64) { self.high = high; self.low = low }
    /// `::ffff:a.b.c.d`.
    @inlinable public init(mapping address: UInt32) { high = 0; low = 0xffff_0000_0000 | UInt64(address) }
}

/// One value taken from the traffic, the process or a constant (`struct sample`).
///
/// Trivial: copying costs nothing, and the bytes belong to somebody else (the message, the configuration or
/// the evaluation's ``Scratch``). They stay valid until the message changes or the scratch is emptied.
@frozen
public struct Sample {
    @frozen
    public enum Value {
        case bool(Bool)
        case integer(Int64)
        /// Host order.
        case ipv4(UInt32)
        case ipv6(IPv6Value)
        case string(ByteView)
        case binary(ByteView)
        case method(Method, ByteView)
    }

    /// What the reader must know beside the value.
    @frozen
    public struct Flags: OptionSet, Sendable {
        public let rawValue: UInt8
        @inlinable public init(rawValue: UInt8) { self.rawValue = rawValue }
        /// The fetch has more values of this kind; calling it again with the same cursor yields the next (`SMP_F_NOT_LAST`).
        @inlinable public static var notLast: Flags { Flags(rawValue: 1) }
        /// More data may change the value (`SMP_F_MAY_CHANGE`).
        @inlinable public static var mayChange: Flags { Flags(rawValue: 2) }
        /// The value differs from one evaluation to the next (`SMP_F_VOLATILE`).
        @inlinable public static var volatile: Flags { Flags(rawValue: 4) }
        /// The bytes must not be written in place (`SMP_F_CONST`).
        @inlinable public static var constant: Flags { Flags(rawValue: 8) }
    }

    public var value: Value
    public var flags: Flags

    @inlinable public init(_ value: Value, _ flags: Flags = []) { self.value = value; self.flags = flags }
    @inlinable public static func bool(_ value: Bool) -> Sample { Sample(.bool(value)) }
    @inlinable public static func integer(_ value: Int64) -> Sample { Sample(.integer(value)) }
    @inlinable public static func integer(_ value: Int) -> Sample { Sample(.integer(Int64(value))) }
    @inlinable public static func string(_ view: ByteView) -> Sample { Sample(.string(view), .constant) }
    @inlinable public static func binary(_ view: ByteView) -> Sample { Sample(.binary(view), .constant) }

    /// The bytes of a string, binary or method value.
    @inlinable public var bytes: ByteView? {
        switch value {
        case .string(let view), .binary(let view): return view
        case .method(let code, let view):
            if code == .other { return view }
            let name = code.name
            return ByteView(start: name.utf8Start, count: name.utf8CodeUnitCount)
        default: return nil
        }
    }

    /// The type of this value.
    @inlinable public var type: SampleType {
        switch value {
        case .bool: .bool
        case .integer: .integer
        case .ipv4: .ipv4
        case .ipv6: .ipv6
        case .string: .string
        case .binary: .binary
        case .method: .method
        }
    }
}

/// What an expression may yield or a converter may take (`SMP_T_*`).
public enum SampleType: UInt8, Sendable, CaseIterable {
    /// Anything; for a converter's output: known only at run time.
    case any
    /// A converter's output: the type of its input (`SMP_T_SAME`).
    case same
    case bool, integer
    /// IPv4 or IPv6.
    case address
    case ipv4, ipv6, string, binary, method

    /// HAProxy's name in `-dK` dumps and messages (`smp_to_type`).
    public var name: String {
        switch self {
        case .any: "any"
        case .same: "same"
        case .bool: "bool"
        case .integer: "sint"
        case .address: "addr"
        case .ipv4: "ipv4"
        case .ipv6: "ipv6"
        case .string: "str"
        case .binary: "bin"
        case .method: "meth"
        }
    }
}

extension UnsafeBufferPointer where Element == UInt8 {
    /// Byte-for-byte equality with a literal.
    @inlinable public func equals(_ literal: StaticString) -> Bool {
        guard count == literal.utf8CodeUnitCount else { return false }
        let other = literal.utf8Start
        for index in 0..<count where self[index] != other[index] { return false }
        return true
    }
}
