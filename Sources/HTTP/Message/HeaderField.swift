// HTTP: one line of a header section.

import Base

/// A field: where its name and value lie in the message's block, and which known header it is.
@frozen
public struct HeaderField: Sendable {
    /// The name, in lower case.
    public var name: Slice
    /// The value without surrounding blanks.
    public var value: Slice
    /// The name again, as an identifier; ``KnownHeader/none`` for all that the proxy gives no meaning to.
    public var id: KnownHeader

    @inlinable public init(name: Slice, value: Slice, id: KnownHeader) {
        self.name = name
        self.value = value
        self.id = id
    }
}
