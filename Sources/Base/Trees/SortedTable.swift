// Base: small numbers in order of a key.

/// Values ordered by a 32-bit key; equal keys keep the order of their insertion (the contract of HAProxy's `eb32` trees).
///
/// Why: a flat array instead of a tree. The tables hold servers (a handful to a few thousand) or ring
/// points; a binary search and one `memmove` of 8-byte entries beat pointer chasing at these sizes.
public struct SortedTable: Sendable {
    /// A key and what it stands for.
    public struct Entry: Sendable, Equatable {
        public var key: UInt32
        public var value: UInt32
        @inlinable public init(key: UInt32, value: UInt32) { self.key = key; self.value = value }
    }

    public private(set) var entries: ContiguousArray<Entry> = []

    public init() {}

    public var count: Int { entries.count }
    public var isEmpty: Bool { entries.isEmpty }
    public subscript(index: Int) -> Entry { entries[index] }

    /// Makes room so that inserting up to `count` entries allocates nothing.
    public mutating func reserve(_ count: Int) { entries.reserveCapacity(count) }

    /// Index of the first entry whose key is not below `key` (`eb32_lookup_ge`); ``count`` if there is none.
    public func lowerBound(_ key: UInt32) -> Int {
        var low = 0
        var high = entries.count
        while low < high {
            let middle = (low &+ high) >> 1
            if entries[middle].key < key { low = middle &+ 1 } else { high = middle }
        }
        return low
    }

    /// Adds an entry behind all those with the same key (`eb32_insert`).
    public mutating func insert(key: UInt32, value: UInt32) {
        // Why: most insertions of a round robin go to the end or close to it.
        var index = entries.count
        if index > 16 {
            var low = 0
            while low < index {
                let middle = (low &+ index) >> 1
                if entries[middle].key <= key { low = middle &+ 1 } else { index = middle }
            }
        } else {
            while index > 0, entries[index &- 1].key > key { index &-= 1 }
        }
        entries.insert(Entry(key: key, value: value), at: index)
    }

    /// Removes the entry of `value` under `key`; no effect if there is none.
    public mutating func remove(key: UInt32, value: UInt32) {
        var index = lowerBound(key)
        while index < entries.count, entries[index].key == key {
            if entries[index].value == value { entries.remove(at: index); return }
            index &+= 1
        }
    }

    /// Removes and returns the entry with the lowest key.
    public mutating func removeFirst() -> Entry { entries.removeFirst() }
    public mutating func remove(at index: Int) { entries.remove(at: index) }
    public mutating func removeAll() { entries.removeAll(keepingCapacity: true) }

    /// Adds many entries at once, behind those with the same keys.
    public mutating func merge(_ added: [Entry]) {
        let sorted = added.enumerated().sorted { ($0.element.key, $0.offset) < ($1.element.key, $1.offset) }
        var merged = ContiguousArray<Entry>()
        merged.reserveCapacity(entries.count + added.count)
        var index = 0
        for (_, entry) in sorted {
            while index < entries.count, entries[index].key <= entry.key { merged.append(entries[index]); index += 1 }
            merged.append(entry)
        }
        merged.append(contentsOf: entries[index...])
        entries = merged
    }

    /// Removes all entries that `condition` selects.
    public mutating func removeAll(where condition: (Entry) -> Bool) { entries.removeAll(where: condition) }
}
