// Samples: arguments of fetches and converters.
import Base
import HTTP

/// What an argument must be (`ARGT_*`).
public enum ArgumentType: Sendable, Hashable {
    case string, integer
    /// Milliseconds; a bare number is milliseconds.
    case time
    /// Bytes, perhaps with a unit.
    case size
    case ipv4, ipv6
    /// Prefix length or dotted mask for IPv4; a prefix length for IPv6.
    case mask4, mask6
    case regex
    /// A variable's name with its scope.
    case variable
    case frontend, backend, server, userlist, table, map

    /// HAProxy's name in `-dK` dumps and messages (`arg_type_names`).
    public var name: String {
        switch self {
        case .string: "string"
        case .integer: "integer"
        case .time: "delay"
        case .size: "size"
        case .ipv4: "IPv4 address"
        case .ipv6: "IPv6 address"
        case .mask4: "IPv4 mask"
        case .mask6: "IPv6 mask"
        case .regex: "regex"
        case .variable: "variable"
        case .frontend: "frontend"
        case .backend: "backend"
        case .server: "server"
        case .userlist: "user list"
        case .table: "table"
        case .map: "map"
        }
    }

    /// Whether the argument names an object found once the whole configuration is read.
    public var isReference: Bool {
        switch self {
        case .frontend, .backend, .server, .userlist, .table: true
        default: false
        }
    }
}

/// The arguments a fetch or a converter takes.
public struct Signature: Sendable, ExpressibleByArrayLiteral {
    /// Types by position.
    public let types: [ArgumentType]
    /// How many must be given.
    public let required: Int

    /// All given types are required.
    public init(arrayLiteral elements: ArgumentType...) { types = elements; required = elements.count }
    public init(_ types: [ArgumentType], required: Int) { self.types = types; self.required = required }
    /// All given types are optional.
    public static func optional(_ types: ArgumentType...) -> Signature { Signature(types, required: 0) }

    /// HAProxy's notation, e.g. `(string[,integer])`; empty without arguments.
    public var text: String {
        guard !types.isEmpty else { return "" }
        let must = types.prefix(required).map(\.name).joined(separator: ",")
        let may = types.dropFirst(required).map(\.name).joined(separator: ",")
        return "(" + must + (may.isEmpty ? "" : "[" + (required > 0 ? "," : "") + may + "]") + ")"
    }
}

/// An object of the configuration that an expression names before it may be known (`ARGT_*` unresolved).
///
/// Written while the configuration is read, by one thread; afterwards only read.
public final class NameReference: @unchecked Sendable {  // Why: see above.
    public let kind: ArgumentType
    /// The name as written; empty for "the proxy this stands in".
    public let name: String
    /// Who asks, for the error, e.g. `arg 1 of ACL keyword 'nbsrv'`.
    public let requester: String
    /// The object once found, kept alive here.
    public private(set) var object: Unmanaged<AnyObject>?
    private var owner: AnyObject?

    init(kind: ArgumentType, name: String, requester: String) {
        self.kind = kind
        self.name = name
        self.requester = requester
    }

    /// Points the reference at its object.
    public func resolve(to object: AnyObject) {
        owner = object
        self.object = Unmanaged.passUnretained(object)
    }
}

/// One parsed argument. Trivial: what it points at belongs to the expression.
@frozen
public enum Argument {
    case absent
    case string(ByteView)
    /// The name of a header field, in lower case, with its identifier.
    case field(ByteView, KnownHeader)
    case integer(Int64)
    case ipv4(UInt32)
    case ipv6(IPv6Value)
    case regex(Unmanaged<Regex>)
    case reference(Unmanaged<NameReference>)
    /// An object made by the entry's own check, e.g. a variable's slot.
    case object(Unmanaged<AnyObject>)
}

/// The arguments as the evaluation sees them. Trivial; valid as long as the expression.
@frozen
public struct Arguments {
    @usableFromInline let base: UnsafePointer<Argument>?
    public let count: Int
    @usableFromInline init(base: UnsafePointer<Argument>?, count: Int) { self.base = base; self.count = count }

    /// No arguments.
    @inlinable public static var none: Arguments { Arguments(base: nil, count: 0) }

    /// The argument at `index`, ``Argument/absent`` behind the last one.
    @inlinable public subscript(index: Int) -> Argument {
        guard index < count, let base else { return .absent }
        return base[index]
    }
    /// The string at `index`, `nil` when absent or empty.
    @inlinable public func string(_ index: Int) -> ByteView? {
        switch self[index] {
        case .string(let view), .field(let view, _): return view.count > 0 ? view : nil
        default: return nil
        }
    }
    /// The identifier of the header field at `index`; `.none` for all that have none.
    @inlinable public func header(_ index: Int) -> KnownHeader {
        if case .field(_, let id) = self[index] { return id }
        return .none
    }
    /// The integer at `index` or a default.
    @inlinable public func integer(_ index: Int, or other: Int64 = 0) -> Int64 {
        if case .integer(let value) = self[index] { return value }
        return other
    }
    /// The object named at `index`; `nil` when not given and not resolved to the proxy at hand.
    @inlinable public func object(_ index: Int) -> Unmanaged<AnyObject>? {
        switch self[index] {
        case .reference(let reference): return reference._withUnsafeGuaranteedRef { $0.object }
        case .object(let object): return object
        default: return nil
        }
    }
}

/// Owns what a parsed entry's arguments point at.
public final class ArgumentStorage: @unchecked Sendable {  // Why: written while parsing only.
    private var values: UnsafeMutableBufferPointer<Argument>
    private var blocks: [UnsafeMutableBufferPointer<UInt8>] = []
    private var owned: [AnyObject] = []

    init(capacity: Int) {
        values = .allocate(capacity: capacity)
        values.initialize(repeating: .absent)
    }

    deinit {
        values.deallocate()
        for block in blocks { block.deallocate() }
    }

    /// The arguments for the evaluation.
    public var view: Arguments { Arguments(base: values.baseAddress.map { UnsafePointer($0) }, count: values.count) }
    public var count: Int { values.count }

    /// Reads or replaces one argument; an entry's check does so.
    public subscript(index: Int) -> Argument {
        get { index < values.count ? values[index] : .absent }
        set { values[index] = newValue }
    }

    /// Keeps a copy of `bytes` as long as the storage.
    public func keep(_ bytes: some Collection<UInt8>) -> ByteView {
        let block = UnsafeMutableBufferPointer<UInt8>.allocate(capacity: max(1, bytes.count))
        _ = block.initialize(from: bytes)
        blocks.append(block)
        return ByteView(start: block.baseAddress, count: bytes.count)
    }

    /// Keeps `object` as long as the storage.
    public func keep<Object: AnyObject>(_ object: Object) -> Unmanaged<Object> {
        owned.append(object)
        return Unmanaged.passUnretained(object)
    }

    /// The text of a string argument.
    public func text(_ index: Int) -> String? {
        switch self[index] {
        case .string(let view), .field(let view, _): return view.text
        default: return nil
        }
    }
}
