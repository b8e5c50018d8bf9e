import Base
import Testing

@Suite("Buffer pools")
struct BufferPoolTests {
    @Test("blocks of both sizes come back to where they belong")
    func sizes() {
        let pool = BufferPool(blockSize: 1024, keepAtMost: 8)
        #expect(pool.largeSize == 65536)
        var small = pool.take()
        var large = pool.takeLarge()
        #expect(small.capacity == 1024)
        #expect(large.capacity == 65536)
        #expect(pool.used == 2)
        pool.give(&small)
        pool.give(&large)
        #expect(pool.used == 0)
        #expect(pool.kept == 1)
        #expect(!small.isAllocated && !large.isAllocated)
        // What is taken next has its own size, whatever was given back last.
        var again = pool.take()
        #expect(again.capacity == 1024)
        pool.give(&again)
        pool.give(&again)
        #expect(pool.used == 0)
    }

    @Test("blocks of the large size or more are all alike")
    func largeBlocks() {
        let pool = BufferPool(blockSize: 131072, keepAtMost: 8)
        #expect(pool.largeSize == 131072)
        var large = pool.takeLarge()
        pool.give(&large)
        #expect(pool.kept == 1)
    }
}
