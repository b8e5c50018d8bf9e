// HTTP: changes to a head.

import Base

/// Edits append to the message's block. Each returns `false`, and changes nothing, when the head would no longer fit
/// a buffer of the block's size; the caller counts that as a failed rewrite (`tune.maxrewrite` keeps room for it).
extension Message {
    /// Bytes of `  HTTP/1.1`, the line's end and the empty line.
    static let requestOverhead = 1 + 1 + 8 + 2 + 2
    /// Bytes of `HTTP/1.1 200 `, the line's end and the empty line.
    static let responseOverhead = 8 + 1 + 3 + 1 + 2 + 2

    /// Makes this an empty request, HTTP/1.1. The block must be there.
    /// - Returns: whether method and target fit.
    public func startRequest(_ method: ByteView, _ target: ByteView) -> Bool {
        reset()
        wireSize = Self.requestOverhead
        return set(method: method) && set(target: target)
    }

    /// Makes this an empty response, HTTP/1.1. The block must be there.
    /// - Returns: whether the reason fits.
    public func startResponse(status: UInt16, reason text: ByteView) -> Bool {
        reset()
        isRequest = false
        self.status = status
        wireSize = Self.responseOverhead
        return set(reason: text)
    }

    /// Makes this an empty response with the standard reason phrase.
    public func startResponse(status: UInt16) -> Bool {
        let phrase = ReasonPhrase.of(status)
        return startResponse(status: status, reason: ByteView(start: phrase.utf8Start, count: phrase.utf8CodeUnitCount))
    }

    /// Adds a field behind the others (`http_add_header`). The name is stored in lower case.
    public func add(_ name: ByteView, _ value: ByteView) -> Bool {
        guard let at = reserve(name.count + value.count, wire: name.count + value.count + 4, keeping: name, value) else { return false }
        let nameSlice = Slice(offset: at, length: name.count)
        store(name, at: at)
        lower(nameSlice)
        store(value, at: at + name.count)
        append(HeaderField(
            name: nameSlice, value: Slice(offset: at + name.count, length: value.count),
            id: KnownHeader(lowercase: view(nameSlice))))
        return true
    }

    /// Adds a known field behind the others.
    public func add(_ id: KnownHeader, _ value: ByteView) -> Bool {
        assert(id != .none)
        let literal = id.name
        return add(ByteView(start: literal.utf8Start, count: literal.utf8CodeUnitCount), value)
    }

    /// Adds a known field with a literal value.
    public func add(_ id: KnownHeader, _ value: StaticString) -> Bool {
        add(id, ByteView(start: value.utf8Start, count: value.utf8CodeUnitCount))
    }

    /// Gives the field at `index` another value (`http_replace_header_value`).
    public func replaceValue(at index: Int, with value: ByteView) -> Bool {
        precondition(index >= 0 && index < fieldCount)
        let growth = value.count - fields[index].value.count
        guard let at = reserve(value.count, wire: growth, keeping: value, value) else { return false }
        store(value, at: at)
        fields[index].value = Slice(offset: at, length: value.count)
        return true
    }

    /// Gives the field at `index` another name and value (`http_replace_header`).
    public func replace(at index: Int, name: ByteView, value: ByteView) -> Bool {
        precondition(index >= 0 && index < fieldCount)
        let count = name.count + value.count
        guard let at = reserve(
            count, wire: count - fields[index].name.count - fields[index].value.count, keeping: name, value)
        else { return false }
        let nameSlice = Slice(offset: at, length: name.count)
        store(name, at: at)
        lower(nameSlice)
        store(value, at: at + name.count)
        fields[index] = HeaderField(
            name: nameSlice, value: Slice(offset: at + name.count, length: value.count),
            id: KnownHeader(lowercase: view(nameSlice)))
        return true
    }

    /// Narrows the value of the field at `index` to a part of itself; never fails.
    public func narrowValue(at index: Int, to slice: Slice) {
        precondition(index >= 0 && index < fieldCount)
        let old = fields[index].value
        precondition(slice.start >= old.start && slice.end <= old.end)
        wireSize -= old.count - slice.count
        fields[index].value = slice
    }

    /// Removes every field called `id`.
    public func removeAll(_ id: KnownHeader) {
        var index = 0
        while let found = find(id, from: index) {
            remove(at: found)
            index = found
        }
    }

    /// Removes every field called `name`, given in lower case.
    public func removeAll(named name: ByteView) {
        var index = 0
        while let found = find(named: name, from: index) {
            remove(at: found)
            index = found
        }
    }

    /// Sets the method (`http_replace_req_meth`).
    public func set(method text: ByteView) -> Bool {
        guard let slice = replacing(methodText, by: text) else { return false }
        methodText = slice
        method = Method(text)
        return true
    }

    /// Sets the request target (`http_replace_req_uri`).
    public func set(target text: ByteView) -> Bool {
        guard let slice = replacing(target, by: text) else { return false }
        target = slice
        return true
    }

    /// Sets the reason phrase (`http_replace_res_reason`).
    public func set(reason text: ByteView) -> Bool {
        guard let slice = replacing(reason, by: text) else { return false }
        reason = slice
        return true
    }

    /// Sets the status code; the reason stays (`http_replace_res_status`).
    public func set(status code: UInt16) { status = code }

    /// Sets the version that ``write(into:)`` announces.
    public func set(major: UInt8, minor: UInt8) {
        versionMajor = major
        versionMinor = minor
    }

    // MARK: Room

    private func replacing(_ old: Slice, by text: ByteView) -> Slice? {
        guard let at = reserve(text.count, wire: text.count - old.count, keeping: text, text) else { return nil }
        store(text, at: at)
        return Slice(offset: at, length: text.count)
    }

    /// Finds `count` bytes behind the used part of the block and accounts `wire` bytes.
    /// - Parameters: `first` and `second` are about to be copied in: if they lie in the block, nothing in it may move.
    private func reserve(_ count: Int, wire: Int, keeping first: ByteView, _ second: ByteView) -> Int? {
        guard wireSize + wire <= block.capacity, block.area != nil else { return nil }
        if block.contiguousRoom < count {
            guard !isInside(first), !isInside(second) else { return nil }
            compact()
            guard block.contiguousRoom >= count else { return nil }
        }
        wireSize += wire
        let at = block.tail
        block.tail += count
        return at
    }

    private func isInside(_ view: ByteView) -> Bool {
        guard let start = view.baseAddress, let area = block.area else { return false }
        return start >= UnsafePointer(area) && start < UnsafePointer(area + block.capacity)
    }

    private func store(_ bytes: ByteView, at offset: Int) {
        guard bytes.count > 0, let source = bytes.baseAddress else { return }
        (block.area.unsafelyUnwrapped + offset).update(from: source, count: bytes.count)
    }

    private func lower(_ slice: Slice) {
        let base = block.area.unsafelyUnwrapped + slice.start
        for index in 0..<slice.count { base[index] = ASCII.lowered(base[index]) }
    }

    /// Moves the live slices to the front of the block, lowest first; they never overlap.
    private func compact() {
        guard let area = block.area else { return }
        let slots = 3 + 2 * fieldCount
        var kept = 0
        var done = 0
        while true {
            // Why: a search instead of a sort: edits rarely fill a block, and it needs no memory.
            var best: (slot: Int, slice: Slice)?
            for slot in 0..<slots {
                let slice = self[slot: slot]
                if slice.count > 0, slice.start >= done, slice.start < best?.slice.start ?? Int.max { best = (slot, slice) }
            }
            guard let (slot, slice) = best else { break }
            done = slice.end
            (area + kept).update(from: area + slice.start, count: slice.count)
            self[slot: slot] = Slice(offset: kept, length: slice.count)
            kept += slice.count
        }
        block.tail = kept
    }

    /// Every slice of the message by number: the start line's three, then names and values in turn.
    private subscript(slot slot: Int) -> Slice {
        get {
            switch slot {
            case 0: methodText
            case 1: target
            case 2: reason
            default: slot & 1 == 1 ? fields[(slot - 3) / 2].name : fields[(slot - 3) / 2].value
            }
        }
        set {
            switch slot {
            case 0: methodText = newValue
            case 1: target = newValue
            case 2: reason = newValue
            default:
                if slot & 1 == 1 { fields[(slot - 3) / 2].name = newValue } else { fields[(slot - 3) / 2].value = newValue }
            }
        }
    }
}
