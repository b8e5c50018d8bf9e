// Base: the lowest of many, with removal from the middle.

/// An element that knows its place in an ``IndexedHeap``.
public protocol HeapElement: AnyObject {
    /// Whether `self` must come out before `other`; a strict total order.
    func precedes(_ other: Self) -> Bool
    /// Place in the heap, -1 outside. Only the heap writes it.
    var heapIndex: Int { get set }
}

/// A binary heap of objects: insertion, removal of the first and of any element in O(log n).
public struct IndexedHeap<Element: HeapElement> {
    private var elements: ContiguousArray<Element> = []

    public init() {}

    public var count: Int { elements.count }
    public var isEmpty: Bool { elements.isEmpty }
    /// The element that comes out next.
    public var first: Element? { elements.first }
    /// All elements, in no order.
    public var all: ContiguousArray<Element> { elements }

    public mutating func insert(_ element: Element) {
        assert(element.heapIndex < 0)
        elements.append(element)
        element.heapIndex = elements.count - 1
        siftUp(elements.count - 1)
    }

    /// Removes `element`, which must be in this heap.
    public mutating func remove(_ element: Element) {
        let index = element.heapIndex
        guard index >= 0, index < elements.count, elements[index] === element else { return }
        element.heapIndex = -1
        let last = elements.removeLast()
        guard last !== element else { return }
        elements[index] = last
        last.heapIndex = index
        siftUp(index)
        siftDown(last.heapIndex)
    }

    /// Removes and returns the first element.
    public mutating func popFirst() -> Element? {
        guard let first = elements.first else { return nil }
        remove(first)
        return first
    }

    private mutating func siftUp(_ start: Int) {
        var index = start
        let element = elements[index]
        while index > 0 {
            let parent = (index - 1) / 2
            guard element.precedes(elements[parent]) else { break }
            elements[index] = elements[parent]
            elements[index].heapIndex = index
            index = parent
        }
        elements[index] = element
        element.heapIndex = index
    }

    private mutating func siftDown(_ start: Int) {
        var index = start
        let element = elements[index]
        while true {
            var child = 2 * index + 1
            guard child < elements.count else { break }
            if child + 1 < elements.count, elements[child + 1].precedes(elements[child]) { child += 1 }
            guard elements[child].precedes(element) else { break }
            elements[index] = elements[child]
            elements[index].heapIndex = index
            index = child
        }
        elements[index] = element
        element.heapIndex = index
    }
}
