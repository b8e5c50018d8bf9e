// Base: views of bytes.

/// Read-only bytes that belong to somebody else; valid only while the owner says so.
public typealias ByteView = UnsafeBufferPointer<UInt8>

/// A range of bytes inside a block: 32-bit offset and length.
@frozen
public struct Slice: Equatable, Sendable {
    public var offset: UInt32
    public var length: UInt32

    @inlinable public init(offset: Int, length: Int) {
        self.offset = UInt32(truncatingIfNeeded: offset)
        self.length = UInt32(truncatingIfNeeded: length)
    }
    @inlinable public init() { offset = 0; length = 0 }

    @inlinable public var start: Int { Int(offset) }
    @inlinable public var count: Int { Int(length) }
    @inlinable public var end: Int { Int(offset) + Int(length) }
    @inlinable public var isEmpty: Bool { length == 0 }

    /// The bytes of this range in the block at `base`.
    @inlinable public func view(in base: UnsafePointer<UInt8>) -> ByteView {
        ByteView(start: base + start, count: count)
    }
}

extension UnsafeBufferPointer where Element == UInt8 {
    /// Byte-for-byte equality.
    @inlinable public func equals(_ other: ByteView) -> Bool {
        count == other.count && zip(self, other).allSatisfy { $0 == $1 }
    }

    /// Equality with a literal, ASCII case ignored. `literal` must be in lower case.
    @inlinable public func equalsIgnoringCase(lowercase literal: StaticString) -> Bool {
        guard count == literal.utf8CodeUnitCount else { return false }
        let other = literal.utf8Start
        for index in 0..<count where ASCII.lowered(self[index]) != other[index] { return false }
        return true
    }

    /// The bytes as a string; invalid UTF-8 is repaired. For cold paths.
    public var text: String { String(decoding: self, as: UTF8.self) }
}

/// ASCII character classes.
public enum ASCII {
    /// `A`–`Z` become `a`–`z`, everything else stays.
    @inlinable @inline(__always) public static func lowered(_ byte: UInt8) -> UInt8 {
        byte &- 65 < 26 ? byte | 0x20 : byte
    }
    @inlinable @inline(__always) public static func isDigit(_ byte: UInt8) -> Bool { byte &- 48 < 10 }
    @inlinable @inline(__always) public static func isLetter(_ byte: UInt8) -> Bool { (byte | 0x20) &- 97 < 26 }
}
