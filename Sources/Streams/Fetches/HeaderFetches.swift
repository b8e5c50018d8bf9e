// Streams: fetches of header fields (HAProxy manual §7.3.6).
import Base
import HTTP
import Samples

/// Which fields, and where their values begin and end.
struct HeaderWalk {
    /// Whether a field is one value (`fhdr`) or a list separated by commas (`hdr`).
    let whole: Bool
    /// In lower case; `nil` for every field.
    let name: ByteView?
    let id: KnownHeader
    var field = 0
    /// Offset of the next value inside the current field's value; -1 when the next field must be found.
    var offset = -1

    init(_ arguments: Arguments, whole: Bool) {
        name = arguments.string(0)
        id = arguments.header(0)
        self.whole = whole
    }

    /// The next value (`http_find_header`).
    @inline(__always)
    mutating func next(_ message: Message) -> ByteView? {
        if offset < 0 {
            if let name {
                guard let found = id == .none ? message.find(named: name, from: field) : message.find(id, from: field) else { return nil }
                field = found
            } else {
                guard field < message.fieldCount else { return nil }
            }
            if whole {
                field += 1
                return message.value(at: field - 1)
            }
            offset = 0
        }
        let value = message.value(at: field)
        let (part, behind) = HeaderWalk.part(value, from: offset)
        if behind < 0 {
            offset = -1
            field += 1
        } else {
            offset = behind
        }
        return part
    }

    /// The value that starts at `start`, blanks around it cut, and where the next one starts (-1: nowhere).
    /// Commas in quoted strings do not separate (`http_find_hdr_value_end`).
    static func part(_ value: ByteView, from start: Int) -> (ByteView, Int) {
        var end = start
        var isQuoted = false
        while end < value.count {
            let byte = value[end]
            if isQuoted {
                if byte == 0x5c { end += 1 } else if byte == 0x22 { isQuoted = false }
            } else if byte == 0x22 {
                isQuoted = true
            } else if byte == 0x2c {
                break
            }
            end += 1
        }
        let next = end < value.count ? end + 1 : -1
        var first = start, last = min(end, value.count)
        while first < last, value[first] == 0x20 || value[first] == 0x09 { first += 1 }
        while last > first, value[last - 1] == 0x20 || value[last - 1] == 0x09 { last -= 1 }
        return (ByteView(rebasing: value[first..<last]), next)
    }
}

extension Fetch {
    /// The families `hdr` and `fhdr` for both directions.
    public static var headers: [Self] {
        var list: [Self] = []
        for (prefix, availability) in [("req.", Availability.request), ("res.", .response)] {
            let isResponse = prefix == "res."
            let value = fetchHeader(prefix + "hdr", availability, isResponse ? .response : .request, whole: false)
            let count = countHeader(prefix + "hdr_cnt", availability, isResponse ? .response : .request, whole: false)
            let address = addressHeader(prefix + "hdr_ip", availability, isResponse ? .response : .request)
            let number = numberHeader(prefix + "hdr_val", availability, isResponse ? .response : .request)
            list += [
                value, count, address, number, fetchHeader(prefix + "fhdr", availability, isResponse ? .response : .request, whole: true),
                countHeader(prefix + "fhdr_cnt", availability, isResponse ? .response : .request, whole: true),
                Fetch(prefix + "hdr_names", .optional(.string), .string, availability, "Names of all fields.", manual: "7.3.6", function: isResponse ? responseNames : requestNames),
                Fetch(prefix + "hdrs", .binary, availability, "The whole header section.", manual: "7.3.6", function: isResponse ? responseSection : requestSection),
            ]
            list += isResponse
                ? [value.alias("shdr"), count.alias("shdr_cnt"), address.alias("shdr_ip"), number.alias("shdr_val")]
                : [count.alias("hdr_cnt"), address.alias("hdr_ip"), number.alias("hdr_val")]
        }
        list.append(fetchHeader("hdr", .message, .either, whole: false))
        return list
    }

    private static let nameCheck: ArgumentCheck = { storage throws(SampleFailure) in
        if let name = storage.text(0), !name.isEmpty {
            let lowered = storage.keep(name.utf8.map(ASCII.lowered))
            storage[0] = .field(lowered, KnownHeader(lowercase: lowered))
        }
        if case .integer(let occurrence) = storage[1], occurrence < -10 { throw SampleFailure("headers with negative occurrence must be >= -10") }
    }

    private static let requestNames: Function = { arguments, context in context.names(.request, arguments) }
    private static let responseNames: Function = { arguments, context in context.names(.response, arguments) }
    private static let requestSection: Function = { _, context in context.section(.request) }
    private static let responseSection: Function = { _, context in context.section(.response) }
    private static let requestAddress: Function = { arguments, context in context.headerAddress(.request, arguments) }
    private static let responseAddress: Function = { arguments, context in context.headerAddress(.response, arguments) }
    private static let requestNumber: Function = { arguments, context in context.headerNumber(.request, arguments) }
    private static let responseNumber: Function = { arguments, context in context.headerNumber(.response, arguments) }

    /// Which message a fetch looks at.
    enum Direction { case request, response, either }

    private static func fetchHeader(_ name: String, _ availability: Availability, _ direction: Direction, whole: Bool) -> Fetch {
        // Why: one closure for each combination: a fetch must capture nothing.
        let function: Fetch.Function =
            switch (direction, whole) {
            case (.request, false): { arguments, context in context.header(.request, arguments, whole: false) }
            case (.request, true): { arguments, context in context.header(.request, arguments, whole: true) }
            case (.response, false): { arguments, context in context.header(.response, arguments, whole: false) }
            case (.response, true): { arguments, context in context.header(.response, arguments, whole: true) }
            case (.either, _): { arguments, context in context.header(.either, arguments, whole: false) }
            }
        return Fetch(
            name, Signature([.string, .integer], required: 0), .string, availability,
            whole ? "A whole field." : "A value of a field, commas separating.", manual: "7.3.6", check: nameCheck, function: function)
    }

    private static func countHeader(_ name: String, _ availability: Availability, _ direction: Direction, whole: Bool) -> Fetch {
        let function: Fetch.Function =
            switch (direction, whole) {
            case (.response, false): { arguments, context in context.headerCount(.response, arguments, whole: false) }
            case (.response, true): { arguments, context in context.headerCount(.response, arguments, whole: true) }
            case (_, false): { arguments, context in context.headerCount(.request, arguments, whole: false) }
            case (_, true): { arguments, context in context.headerCount(.request, arguments, whole: true) }
            }
        return Fetch(name, .optional(.string), .integer, availability, "Number of a field's \(whole ? "lines" : "values").", manual: "7.3.6", check: nameCheck, function: function)
    }

    private static func addressHeader(_ name: String, _ availability: Availability, _ direction: Direction) -> Fetch {
        Fetch(name, Signature([.string, .integer], required: 0), .address, availability, "An address in a field.", manual: "7.3.6", check: nameCheck,
            function: direction == .response ? responseAddress : requestAddress)
    }

    private static func numberHeader(_ name: String, _ availability: Availability, _ direction: Direction) -> Fetch {
        Fetch(name, Signature([.string, .integer], required: 0), .integer, availability, "A number in a field.", manual: "7.3.6", check: nameCheck,
            function: direction == .response ? responseNumber : requestNumber)
    }
}

extension EvaluationContext {
    @inline(__always)
    mutating func withMessage(_ direction: Fetch.Direction, _ body: (Message) -> Sample?) -> Sample? {
        switch direction {
        case .request: withRequest(body)
        case .response: withResponse(body)
        case .either: isResponse ? withResponse(body) : withRequest(body)
        }
    }

    /// `hdr(name,occurrence)`: in an ACL each value in turn, elsewhere the last unless an occurrence is given (`smp_fetch_hdr`).
    mutating func header(_ direction: Fetch.Direction, _ arguments: Arguments, whole: Bool) -> Sample? {
        var state = cursor
        let iterates = options.contains(.iterate)
        let sample = withMessage(direction) { message in
            var walk = HeaderWalk(arguments, whole: whole)
            if case .integer(let occurrence) = arguments[1], occurrence != 0 {
                return Self.occurrence(occurrence, walk, message).map { .string($0) }
            }
            guard iterates else { return Self.occurrence(-1, walk, message).map { .string($0) } }
            // The cursor holds the field's index and, biased by 1, the offset of its next value.
            walk.field = Int(state.0)
            walk.offset = Int(state.1) - 1
            guard let value = walk.next(message) else { return nil }
            state = (UInt64(walk.field), UInt64(walk.offset + 1))
            return Sample(.string(value), [.notLast, .constant])
        }
        cursor = state
        return sample
    }

    /// The value at an occurrence counted from 1, or from -1 backwards.
    private static func occurrence(_ occurrence: Int64, _ walk: HeaderWalk, _ message: Message) -> ByteView? {
        var walk = walk
        if occurrence > 0 {
            var rest = occurrence
            while let value = walk.next(message) {
                rest -= 1
                if rest == 0 { return value }
            }
            return nil
        }
        if occurrence == -1 {
            var last: ByteView?
            while let value = walk.next(message) { last = value }
            return last
        }
        var counting = walk
        var total: Int64 = 0
        while counting.next(message) != nil { total += 1 }
        guard total >= -occurrence else { return nil }
        return Self.occurrence(total + occurrence + 1, walk, message)
    }

    mutating func headerCount(_ direction: Fetch.Direction, _ arguments: Arguments, whole: Bool) -> Sample? {
        withMessage(direction) { message in
            var walk = HeaderWalk(arguments, whole: whole)
            var count = 0
            while walk.next(message) != nil { count += 1 }
            return Sample(.integer(Int64(count)), .volatile)
        }
    }

    mutating func headerNumber(_ direction: Fetch.Direction, _ arguments: Arguments) -> Sample? {
        guard var sample = header(direction, arguments, whole: false), sample.cast(to: .integer, scratch) else { return nil }
        return sample
    }

    /// Values that are no address are passed over in an ACL (`smp_fetch_hdr_ip`). A port behind an IPv4 address, or
    /// brackets around an IPv6 address, are allowed.
    mutating func headerAddress(_ direction: Fetch.Direction, _ arguments: Arguments) -> Sample? {
        while let sample = header(direction, arguments, whole: false) {
            if let text = sample.bytes, let address = Self.address(in: text) {
                return Sample(address.value, sample.flags)
            }
            if !sample.flags.contains(.notLast) { return nil }
        }
        return nil
    }

    private static func address(in text: ByteView) -> Sample? {
        if text.first == 0x5b, let close = text.firstIndex(of: 0x5d) {
            return SocketAddress(numeric: ByteView(rebasing: text[1..<close])).flatMap(Sample.init(address:))
        }
        if let found = SocketAddress(numeric: text).flatMap(Sample.init(address:)) { return found }
        guard let colon = text.firstIndex(of: 0x3a), text[(colon + 1)...].allSatisfy(ASCII.isDigit) else { return nil }
        return SocketAddress(numeric: ByteView(rebasing: text.prefix(colon))).flatMap(Sample.init(address:))
    }

    mutating func names(_ direction: Fetch.Direction, _ arguments: Arguments) -> Sample? {
        let scratch = scratch
        return withMessage(direction) { message in
            scratch.write { target in
                var count = 0
                for index in 0..<message.fieldCount {
                    let name = message.name(at: index)
                    guard count + name.count + 8 < target.count else { return nil }
                    if index > 0 {
                        if let delimiter = arguments.string(0) {
                            guard count + delimiter.count + name.count < target.count else { return nil }
                            for byte in delimiter { target[count] = byte; count += 1 }
                        } else { target[count] = 0x2c; count += 1 }
                    }
                    for byte in name { target[count] = byte; count += 1 }
                }
                return count
            }.map { .string($0) }
        }
    }

    mutating func section(_ direction: Fetch.Direction) -> Sample? {
        let scratch = scratch
        return withMessage(direction) { message in
            scratch.write { target in
                var count = 0
                func put(_ view: ByteView) { for byte in view { target[count] = byte; count += 1 } }
                guard message.wireSize + 2 <= target.count else { return nil }
                for index in 0..<message.fieldCount {
                    put(message.name(at: index))
                    target[count] = 0x3a; target[count + 1] = 0x20
                    count += 2
                    put(message.value(at: index))
                    target[count] = 13; target[count + 1] = 10
                    count += 2
                }
                target[count] = 13; target[count + 1] = 10
                return count + 2
            }.map { .binary($0) }
        }
    }
}
