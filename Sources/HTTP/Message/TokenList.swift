// HTTP: comma-separated lists.

import Base

/// Walks over the elements of a list field such as `Connection` (RFC 9110 §5.6.1). Empty elements are skipped,
/// blanks around elements dropped. Quoted strings have no meaning here: see ``ValueList``.
@frozen
public struct TokenList {
    @usableFromInline var rest: ByteView

    @inlinable public init(_ value: ByteView) { rest = value }

    /// The next element, or `nil` behind the last.
    public mutating func next() -> ByteView? {
        while rest.count > 0 {
            var end = 0
            while end < rest.count, rest[end] != 44 { end &+= 1 }
            var first = 0
            var last = end
            while first < last, HTTPCharacter.isBlank(rest[first]) { first &+= 1 }
            while last > first, HTTPCharacter.isBlank(rest[last &- 1]) { last &-= 1 }
            let element = ByteView(rebasing: rest[first..<last])
            rest = end < rest.count ? ByteView(rebasing: rest[(end &+ 1)...]) : ByteView(start: nil, count: 0)
            if first < last { return element }
        }
        return nil
    }

    /// Whether `value` lists `token` (in lower case), ASCII case ignored.
    public static func contains(_ value: ByteView, _ token: StaticString) -> Bool {
        var list = TokenList(value)
        while let element = list.next() {
            if element.equalsIgnoringCase(lowercase: token) { return true }
        }
        return false
    }
}

/// Walks over the values of a list field as HAProxy's `req.hdr` counts them: commas inside quoted strings do not
/// separate, and empty values count (`http_find_hdr_value_end`).
@frozen
public struct ValueList {
    @usableFromInline var rest: ByteView
    @usableFromInline var isDone = false

    @inlinable public init(_ value: ByteView) { rest = value }

    /// The next value without surrounding blanks, or `nil` behind the last.
    public mutating func next() -> ByteView? {
        if isDone { return nil }
        var end = 0
        var isQuoted = false
        while end < rest.count {
            let byte = rest[end]
            if isQuoted {
                if byte == 92, end &+ 1 < rest.count { end &+= 1 } else if byte == 34 { isQuoted = false }
            } else if byte == 34 {
                isQuoted = true
            } else if byte == 44 {
                break
            }
            end &+= 1
        }
        var first = 0
        var last = end
        while first < last, HTTPCharacter.isBlank(rest[first]) { first &+= 1 }
        while last > first, HTTPCharacter.isBlank(rest[last &- 1]) { last &-= 1 }
        let value = ByteView(rebasing: rest[first..<last])
        if end < rest.count { rest = ByteView(rebasing: rest[(end &+ 1)...]) } else { isDone = true }
        return value
    }
}
