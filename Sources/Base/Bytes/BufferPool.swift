// Base: blocks of one size, reused.

/// Hands out blocks of `blockSize` bytes and keeps a bounded number of returned ones.
///
/// Not thread-safe: one pool a thread.
public final class BufferPool {
    /// Size of every block in bytes (`tune.bufsize`).
    public let blockSize: Int
    /// Returned blocks kept at most; further ones go back to the system.
    public let keepAtMost: Int
    /// Blocks in use now.
    public private(set) var used = 0
    /// Blocks kept for reuse.
    public var kept: Int { free.count }
    @usableFromInline var free: [UnsafeMutablePointer<UInt8>] = []

    public init(blockSize: Int, keepAtMost: Int) {
        self.blockSize = blockSize
        self.keepAtMost = keepAtMost
        free.reserveCapacity(keepAtMost)
    }

    deinit { for block in free { block.deallocate() } }

    /// An empty buffer with a block of ``blockSize`` bytes (`b_alloc`).
    public func take() -> Buffer {
        used += 1
        let block = free.popLast() ?? UnsafeMutablePointer<UInt8>.allocate(capacity: blockSize)
        return Buffer(area: block, capacity: blockSize)
    }

    /// Takes the block of `buffer` back and leaves it without one (`b_free`). No effect on `BUF_NULL`.
    public func give(_ buffer: inout Buffer) {
        guard let area = buffer.area else { return }
        assert(buffer.capacity == blockSize)
        buffer = Buffer()
        used -= 1
        if free.count < keepAtMost { free.append(area) } else { area.deallocate() }
    }
}
