// Base: a fixed-size block of bytes between one writer and one reader.

/// The `struct buffer` of HAProxy without the ring: bytes `head..<tail` are readable,
/// `tail..<capacity` is writable. `nil` area means "no buffer" (`BUF_NULL`).
///
/// A trivial handle: it does not own its area. Areas come from and return to a ``BufferPool``.
@frozen
public struct Buffer {
    /// The block, or `nil` while no buffer is allocated.
    public var area: UnsafeMutablePointer<UInt8>?
    /// Size of the block in bytes; 0 without a block.
    public var capacity: Int
    /// Offset of the first readable byte.
    public var head: Int
    /// Offset behind the last readable byte.
    public var tail: Int

    /// No buffer (`BUF_NULL`).
    @inlinable public init() { area = nil; capacity = 0; head = 0; tail = 0 }

    @inlinable public init(area: UnsafeMutablePointer<UInt8>, capacity: Int) {
        self.area = area
        self.capacity = capacity
        head = 0
        tail = 0
    }

    /// Whether a block is allocated.
    @inlinable public var isAllocated: Bool { area != nil }
    /// Readable bytes (`b_data`).
    @inlinable public var count: Int { tail - head }
    @inlinable public var isEmpty: Bool { tail == head }
    /// Bytes that fit behind the data without moving it.
    @inlinable public var contiguousRoom: Int { capacity - tail }
    /// Bytes that fit once the data is moved to the front (`b_room`).
    @inlinable public var room: Int { capacity - (tail - head) }

    /// The readable bytes. Valid until the buffer changes.
    @inlinable public var readable: UnsafeBufferPointer<UInt8> {
        guard let area else { return UnsafeBufferPointer(start: nil, count: 0) }
        return UnsafeBufferPointer(start: area + head, count: tail - head)
    }

    /// The writable bytes behind the data.
    @inlinable public var writable: UnsafeMutableBufferPointer<UInt8> {
        guard let area else { return UnsafeMutableBufferPointer(start: nil, count: 0) }
        return UnsafeMutableBufferPointer(start: area + tail, count: capacity - tail)
    }

    /// Declares `count` bytes behind the data as written.
    @inlinable public mutating func advance(written count: Int) {
        assert(count >= 0 && count <= contiguousRoom)
        tail += count
    }

    /// Drops `count` bytes from the front (`b_del`).
    @inlinable public mutating func consume(_ count: Int) {
        assert(count >= 0 && count <= self.count)
        head += count
        if head == tail { head = 0; tail = 0 }
    }

    /// Forgets all data (`b_reset`).
    @inlinable public mutating func reset() { head = 0; tail = 0 }

    /// Moves the data to the front of the block (`b_slow_realign`).
    @inlinable public mutating func realign() {
        guard head > 0, let area else { return }
        if tail > head { (area).update(from: area + head, count: tail - head) }
        tail -= head
        head = 0
    }

    /// Appends as many of `bytes` as fit behind the data.
    /// - Returns: the number of bytes taken.
    @inlinable @discardableResult
    public mutating func append(_ bytes: UnsafeBufferPointer<UInt8>) -> Int {
        let taken = Swift.min(bytes.count, contiguousRoom)
        guard taken > 0, let area, let source = bytes.baseAddress else { return 0 }
        (area + tail).update(from: source, count: taken)
        tail += taken
        return taken
    }

    /// Appends one byte; there must be room.
    @inlinable public mutating func append(_ byte: UInt8) {
        assert(contiguousRoom > 0)
        area.unsafelyUnwrapped[tail] = byte
        tail += 1
    }

    /// Appends a literal; there must be room for all of it.
    @inlinable public mutating func append(_ literal: StaticString) {
        append(UnsafeBufferPointer(start: literal.utf8Start, count: literal.utf8CodeUnitCount))
    }

    /// Appends an unsigned number in decimal; up to 20 bytes.
    @inlinable public mutating func append(decimal value: UInt64) {
        var digits: (UInt64, UInt64, UInt64) = (0, 0, 0)
        withUnsafeMutableBytes(of: &digits) { scratch in
            var at = 24
            var rest = value
            repeat {
                at -= 1
                scratch[at] = UInt8(truncatingIfNeeded: 48 &+ rest % 10)
                rest /= 10
            } while rest > 0
            let count = 24 - at
            precondition(count <= contiguousRoom)
            UnsafeMutableRawPointer(area.unsafelyUnwrapped + tail).copyMemory(
                from: scratch.baseAddress.unsafelyUnwrapped + at, byteCount: count)
            tail += count
        }
    }

    /// Appends an unsigned number in lower-case hexadecimal; up to 16 bytes.
    @inlinable public mutating func append(hex value: UInt64) {
        var shift = value == 0 ? 0 : (63 - value.leadingZeroBitCount) & ~3
        while shift >= 0 {
            let digit = UInt8(truncatingIfNeeded: (value >> UInt64(shift)) & 15)
            append(digit < 10 ? 48 &+ digit : 87 &+ digit)
            shift -= 4
        }
    }
}
