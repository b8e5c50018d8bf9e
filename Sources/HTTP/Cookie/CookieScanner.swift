// HTTP: cookies.

import Base

/// One `name=value` of a `Cookie` field (RFC 6265 §5.4), as offsets in the field's value.
@frozen
public struct Cookie: Equatable, Sendable {
    public var name: Slice
    /// Behind the equals sign, without surrounding blanks; quotes stay.
    public var value: Slice
    /// From the pair's first byte up to the next pair, or to the end: what must go to remove the cookie.
    public var whole: Slice

    @inlinable public init(name: Slice, value: Slice, whole: Slice) {
        self.name = name
        self.value = value
        self.whole = whole
    }
}

/// Walks over the cookies of a `Cookie` field's value (`http_manage_client_side_cookies`).
///
/// Pairs are separated by `;` and, outside quotes, by `,` as old clients write. A part without `=` is skipped.
public struct CookieScanner {
    private let text: ByteView
    private var at = 0

    /// - Parameter offset: where to begin in `value`, right behind a cookie or at its start.
    public init(_ value: ByteView, from offset: Int = 0) {
        text = value
        at = offset
    }

    /// The next cookie, or `nil` behind the last.
    public mutating func next() -> Cookie? {
        while at < text.count {
            while at < text.count, HTTPCharacter.isBlank(text[at]) || text[at] == 59 || text[at] == 44 { at += 1 }
            let start = at
            while at < text.count, text[at] != 61, text[at] != 59, text[at] != 44 { at += 1 }
            guard at < text.count else { return nil }
            guard text[at] == 61 else { continue }
            var nameEnd = at
            while nameEnd > start, HTTPCharacter.isBlank(text[nameEnd - 1]) { nameEnd -= 1 }
            at += 1
            while at < text.count, HTTPCharacter.isBlank(text[at]) { at += 1 }
            let valueStart = at
            var isQuoted = false
            while at < text.count {
                let byte = text[at]
                if isQuoted {
                    if byte == 92, at + 1 < text.count { at += 1 } else if byte == 34 { isQuoted = false }
                } else if byte == 34 {
                    isQuoted = true
                } else if byte == 59 || byte == 44 {
                    break
                }
                at += 1
            }
            var valueEnd = at
            while valueEnd > valueStart, HTTPCharacter.isBlank(text[valueEnd - 1]) { valueEnd -= 1 }
            var wholeEnd = at
            if wholeEnd < text.count { wholeEnd += 1 }
            while wholeEnd < text.count, HTTPCharacter.isBlank(text[wholeEnd]) { wholeEnd += 1 }
            at = wholeEnd
            return Cookie(
                name: Slice(offset: start, length: nameEnd - start), value: Slice(offset: valueStart, length: valueEnd - valueStart),
                whole: Slice(offset: start, length: wholeEnd - start))
        }
        return nil
    }

    /// The first cookie called `name`, by exact case.
    public static func find(_ name: ByteView, in value: ByteView) -> Cookie? {
        var scanner = CookieScanner(value)
        while let cookie = scanner.next() {
            if let base = value.baseAddress, cookie.name.view(in: base).equals(name) { return cookie }
        }
        return nil
    }
}

/// The parts of a `Set-Cookie` field's value (RFC 6265 §5.2), as offsets in it.
@frozen
public struct SetCookie: Equatable, Sendable {
    public var name: Slice
    /// Without surrounding blanks; quotes stay.
    public var value: Slice
    /// From the first `;` or `,` on; empty without attributes.
    public var attributes: Slice

    /// Reads the value of a `Set-Cookie` field; `nil` without a name and `=`.
    public init?(_ text: ByteView) {
        var at = 0
        while at < text.count, HTTPCharacter.isBlank(text[at]) { at += 1 }
        let start = at
        while at < text.count, text[at] != 61, text[at] != 59 { at += 1 }
        guard at < text.count, text[at] == 61, at > start else { return nil }
        var nameEnd = at
        while nameEnd > start, HTTPCharacter.isBlank(text[nameEnd - 1]) { nameEnd -= 1 }
        at += 1
        while at < text.count, HTTPCharacter.isBlank(text[at]) { at += 1 }
        let valueStart = at
        // Why: a comma ends it for old clients, which read a list of cookies.
        while at < text.count, text[at] != 59, text[at] != 44 { at += 1 }
        var valueEnd = at
        while valueEnd > valueStart, HTTPCharacter.isBlank(text[valueEnd - 1]) { valueEnd -= 1 }
        name = Slice(offset: start, length: nameEnd - start)
        value = Slice(offset: valueStart, length: valueEnd - valueStart)
        attributes = Slice(offset: at, length: text.count - at)
    }
}

extension Message {
    /// Takes one cookie out of the `Cookie` field at `index`, and the field too if it was the only one.
    /// The other cookies keep their bytes; only the block's bytes behind the cookie move.
    public func removeCookie(_ cookie: Cookie, at index: Int) {
        let field = self[index].value
        guard let area = block.area else { return }
        precondition(cookie.whole.end <= field.count)
        var start = cookie.whole.start
        var end = cookie.whole.end
        if end == field.count {
            // The last one: the separator before it goes too.
            while start > 0, HTTPCharacter.isBlank(area[field.start + start - 1]) { start -= 1 }
            if start > 0 { start -= 1 }
            while start > 0, HTTPCharacter.isBlank(area[field.start + start - 1]) { start -= 1 }
            end = field.count
        }
        let base = area + field.start
        (base + start).update(from: base + end, count: field.count - end)
        let left = field.count - (end - start)
        if left == 0 { remove(at: index) } else { narrowValue(at: index, to: Slice(offset: field.start, length: left)) }
    }

    /// Drops bytes at the front of a cookie's value, in place (prefix mode).
    public func dropCookiePrefix(_ cookie: Cookie, count: Int, at index: Int) {
        let field = self[index].value
        guard let area = block.area else { return }
        precondition(count <= cookie.value.count && cookie.value.end <= field.count)
        let base = area + field.start + cookie.value.start
        base.update(from: base + count, count: field.count - cookie.value.start - count)
        narrowValue(at: index, to: Slice(offset: field.start, length: field.count - count))
    }

    /// Puts `text` for the part `slice` (offsets in the value) of the field at `index`.
    /// - Returns: `false`, with nothing changed, if it does not fit.
    public func replacePart(_ slice: Slice, of index: Int, with text: ByteView) -> Bool {
        let field = self[index].value
        precondition(slice.end <= field.count)
        let count = field.count - slice.count + text.count
        return withUnsafeTemporaryAllocation(of: UInt8.self, capacity: max(count, 1)) { scratch in
            guard let out = scratch.baseAddress, let area = block.area else { return false }
            let old = area + field.start
            out.update(from: old, count: slice.start)
            if text.count > 0, let source = text.baseAddress { (out + slice.start).update(from: source, count: text.count) }
            (out + slice.start + text.count).update(from: old + slice.end, count: field.count - slice.end)
            return replaceValue(at: index, with: ByteView(start: out, count: count))
        }
    }
}
