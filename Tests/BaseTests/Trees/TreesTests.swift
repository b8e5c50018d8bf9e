import Testing

@testable import Base

/// Ties in arrival order are what makes balancing sequences equal HAProxy's.
@Suite("Ordered tables and heaps")
struct TreesTests {
    @Test("equal keys stay in the order of insertion, under 16 entries and beyond", arguments: [8, 200])
    func stable(count: Int) {
        var table = SortedTable()
        for value in 0..<count { table.insert(key: UInt32(value % 4), value: UInt32(value)) }
        let expected = (0..<4).flatMap { key in stride(from: key, to: count, by: 4).map { UInt32($0) } }
        #expect(table.entries.map(\.value) == expected)
        table.remove(key: 2, value: 6)
        #expect(table.count == count - 1)
        #expect(!table.entries.contains { $0.value == 6 })
        #expect(table.lowerBound(5) == table.count)
        #expect(table[table.lowerBound(3)].value == 3)
    }

    @Test("merging equals inserting one by one")
    func merge() {
        var generator = SystemRandomNumberGenerator()
        let entries = (0..<500).map { SortedTable.Entry(key: UInt32.random(in: 0..<50, using: &generator), value: UInt32($0)) }
        var one = SortedTable()
        for entry in entries { one.insert(key: entry.key, value: entry.value) }
        var two = SortedTable()
        two.merge(Array(entries[..<200]))
        two.merge(Array(entries[200...]))
        #expect(one.entries == two.entries)
    }

    final class Item: HeapElement {
        let key: Int
        var heapIndex = -1
        init(_ key: Int) { self.key = key }
        func precedes(_ other: Item) -> Bool { key < other.key }
    }

    @Test("a heap gives everything back in order, whatever is removed meanwhile")
    func heap() {
        var heap = IndexedHeap<Item>()
        let items = (0..<300).shuffled().map { Item($0) }
        for item in items { heap.insert(item) }
        for item in items where item.key % 3 == 0 { heap.remove(item) }
        #expect(items.allSatisfy { ($0.heapIndex < 0) == ($0.key % 3 == 0) })
        var order: [Int] = []
        while let item = heap.popFirst() { order.append(item.key) }
        #expect(order == (0..<300).filter { $0 % 3 != 0 })
        #expect(heap.isEmpty)
    }
}
