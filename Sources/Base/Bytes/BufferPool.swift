// Base: blocks of two sizes, reused.

/// Hands out blocks of `blockSize` bytes, and larger ones for bodies in bulk; keeps a bounded number of returned ones.
///
/// Not thread-safe: one pool a thread.
public final class BufferPool {
    /// Size of every block in bytes (`tune.bufsize`).
    public let blockSize: Int
    /// Returned blocks kept at most; further ones go back to the system.
    public let keepAtMost: Int
    /// Blocks in use now.
    public private(set) var used = 0
    /// Most blocks in use at once since the last ``trim()``.
    private var peak = 0
    /// Blocks kept for reuse.
    public private(set) var kept = 0
    // Why no array: this is the path of every request, and an array checks at every push that it is nobody else's.
    private let free: UnsafeMutablePointer<UnsafeMutablePointer<UInt8>>
    /// Size of a large block in bytes.
    public let largeSize: Int
    private var freeLarge: [UnsafeMutablePointer<UInt8>] = []

    public init(blockSize: Int, keepAtMost: Int) {
        self.blockSize = blockSize
        self.keepAtMost = keepAtMost
        largeSize = max(blockSize, 65536)
        free = .allocate(capacity: max(1, keepAtMost))
    }

    deinit {
        for index in 0..<kept { free[index].deallocate() }
        free.deallocate()
        for block in freeLarge { block.deallocate() }
    }

    /// An empty buffer with a block of ``blockSize`` bytes (`b_alloc`).
    public func take() -> Buffer {
        used += 1
        if used > peak { peak = used }
        guard kept > 0 else { return Buffer(area: .allocate(capacity: blockSize), capacity: blockSize) }
        kept -= 1
        return Buffer(area: free[kept], capacity: blockSize)
    }

    /// An empty buffer with a block of ``largeSize`` bytes: a quarter of the system calls for what only passes through.
    public func takeLarge() -> Buffer {
        used += 1
        let block = freeLarge.popLast() ?? UnsafeMutablePointer<UInt8>.allocate(capacity: largeSize)
        return Buffer(area: block, capacity: largeSize)
    }

    /// Takes the block of `buffer` back and leaves it without one (`b_free`). No effect on `BUF_NULL`.
    public func give(_ buffer: inout Buffer) {
        guard let area = buffer.area else { return }
        assert(buffer.capacity == blockSize || buffer.capacity == largeSize)
        let isLarge = buffer.capacity != blockSize
        buffer = Buffer()
        used -= 1
        if isLarge {
            // Why an eighth: they are four times as large, and few streams are in the middle of a body at once.
            if freeLarge.count < keepAtMost / 8 { freeLarge.append(area) } else { area.deallocate() }
        } else if kept < keepAtMost {
            free[kept] = area
            kept += 1
        } else {
            area.deallocate()
        }
    }

    /// Gives blocks back to the system that were not needed since the last call.
    /// - Returns: whether any were.
    @discardableResult
    public func trim() -> Bool {
        let wanted = max(0, peak - used)
        peak = used
        let hadLarge = !freeLarge.isEmpty
        while let block = freeLarge.popLast() { block.deallocate() }
        guard kept > wanted else { return hadLarge }
        while kept > wanted {
            kept -= 1
            free[kept].deallocate()
        }
        return true
    }
}
