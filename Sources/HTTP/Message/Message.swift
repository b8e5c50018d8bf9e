// HTTP: the head of one request or response, in memory.

import Base

/// A request or response head: start line and fields as slices of one block (the role of HAProxy's HTX).
///
/// The engine pools messages and lends each a ``block`` from its `BufferPool`. The parser copies the head to the
/// front of that block; later edits append to it. Views into the block are valid until the next edit.
///
/// Invariants: `0..<block.tail` is in use and every slice lies inside it; names are in lower case; the head as
/// written by ``write(into:)`` plus an empty line never exceeds `block.capacity`, so it always fits an empty buffer of that size.
public final class Message {
    /// The bytes behind all slices. Given and taken by the engine while no head is inside.
    public var block = Buffer()

    /// Request or response.
    public internal(set) var isRequest = true
    /// The request's method.
    public internal(set) var method = Method.other
    /// The method as it was written.
    public internal(set) var methodText = Slice()
    /// The request target as it was written, never empty in a parsed request.
    public internal(set) var target = Slice()
    public internal(set) var versionMajor: UInt8 = 1
    public internal(set) var versionMinor: UInt8 = 1
    /// The response's status code.
    public internal(set) var status: UInt16 = 0
    /// The response's reason phrase.
    public internal(set) var reason = Slice()
    /// Where the body ends, and what the message asks of its connection.
    public var framing = Framing()

    @usableFromInline var fields: UnsafeMutablePointer<HeaderField>
    /// Number of fields.
    public internal(set) var fieldCount = 0
    private var fieldCapacity: Int
    /// Bytes that start line, fields and final empty line take on the wire.
    public internal(set) var wireSize = 0

    /// - Parameter maxFields: fields for which room is made at once; edits may add more.
    public init(maxFields: Int = 128) {
        fieldCapacity = max(maxFields, 8)
        fields = .allocate(capacity: fieldCapacity)
    }

    deinit { fields.deallocate() }

    /// Forgets the head; the block stays.
    public func reset() {
        block.reset()
        isRequest = true
        method = .other
        methodText = Slice()
        target = Slice()
        versionMajor = 1
        versionMinor = 1
        status = 0
        reason = Slice()
        framing = Framing()
        fieldCount = 0
        wireSize = 0
    }

    // MARK: Reading

    /// The bytes of a slice of this message.
    @inlinable public func view(_ slice: Slice) -> ByteView {
        guard let area = block.area else { return ByteView(start: nil, count: 0) }
        return slice.view(in: area)
    }

    /// The field at `index`, which must be below ``fieldCount``.
    @inlinable public subscript(index: Int) -> HeaderField {
        precondition(index >= 0 && index < fieldCount)
        return fields[index]
    }

    /// The name of the field at `index`, in lower case.
    @inlinable public func name(at index: Int) -> ByteView { view(self[index].name) }
    /// The value of the field at `index`.
    @inlinable public func value(at index: Int) -> ByteView { view(self[index].value) }

    /// Index of the first field called `id` from `start` on.
    @inlinable public func find(_ id: KnownHeader, from start: Int = 0) -> Int? {
        var index = start
        while index < fieldCount {
            if fields[index].id == id { return index }
            index &+= 1
        }
        return nil
    }

    /// Index of the first field from `start` on whose name is `name`, given in lower case.
    @inlinable public func find(named name: ByteView, from start: Int = 0) -> Int? {
        var index = start
        while index < fieldCount {
            let field = fields[index]
            if field.name.count == name.count, view(field.name).equals(name) { return index }
            index &+= 1
        }
        return nil
    }

    /// Value of the first field called `id`.
    @inlinable public func firstValue(_ id: KnownHeader) -> ByteView? {
        guard let index = find(id) else { return nil }
        return view(fields[index].value)
    }

    /// Index of the last field called `id`.
    public func findLast(_ id: KnownHeader) -> Int? {
        var index = fieldCount
        while index > 0 {
            index &-= 1
            if fields[index].id == id { return index }
        }
        return nil
    }

    /// Whether the version is at least 1.1.
    @inlinable public var isAtLeast11: Bool { versionMajor > 1 || (versionMajor == 1 && versionMinor >= 1) }

    // MARK: The field table

    /// Appends a field to the table, which grows where needed.
    @inline(__always)
    func append(_ field: HeaderField) {
        if fieldCount == fieldCapacity { growFields() }
        (fields + fieldCount).initialize(to: field)
        fieldCount &+= 1
    }

    /// Makes the table hold `count` fields without growing.
    @inline(__always)
    func reserveFields(_ count: Int) {
        while fieldCapacity < count { growFields() }
    }

    private func growFields() {
        let larger = UnsafeMutablePointer<HeaderField>.allocate(capacity: fieldCapacity * 2)
        larger.moveInitialize(from: fields, count: fieldCount)
        fields.deallocate()
        fields = larger
        fieldCapacity *= 2
    }

    /// Takes the field at `index` out; the order of the others stays.
    public func remove(at index: Int) {
        precondition(index >= 0 && index < fieldCount)
        let field = fields[index]
        wireSize -= field.name.count + field.value.count + 4
        fieldCount -= 1
        (fields + index).update(from: fields + index + 1, count: fieldCount - index)
    }
}
