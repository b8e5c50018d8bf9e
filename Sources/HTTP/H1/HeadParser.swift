// HTTP: reads the head of a request or response.

import Base

/// Reads a message head, line by line (RFC 9112 §2 to §5; `h1_headers_to_hdr_list`).
///
/// Pure: no I/O. However the input is split, the outcome is the same. A line is read left to right, so the first
/// offending byte decides the failure.
public struct HeadParser: Sendable {
    public typealias Failure = HeadFailure

    private enum State: UInt8 { case leading, startLine, fields, done }

    /// Requests are read, or else responses.
    public let isRequest: Bool
    public var options: ParseOptions
    /// For responses: the method of the request that is answered.
    public var requestMethod = Method.get
    /// For responses: the request asked for an upgrade.
    public var requestAskedUpgrade = false
    /// For responses: that upgrade was to WebSocket.
    public var requestAskedWebSocket = false
    /// Empty bytes in front of the start line: they count in the head's length.
    public private(set) var leading = 0

    private var state = State.leading
    /// The line being read starts here.
    private var line = 0
    /// No line end lies before this offset.
    private var scanned = 0
    private var hasFolds = false
    private var isVersion09 = false

    public init(isRequest: Bool, options: ParseOptions = ParseOptions()) {
        self.isRequest = isRequest
        self.options = options
    }

    /// Prepares for the next head; options stay.
    public mutating func reset() {
        leading = 0
        state = .leading
        line = 0
        scanned = 0
        hasFolds = false
        isVersion09 = false
    }

    /// Whether bytes of a head were seen: a connection that ends now cuts a message short.
    public var hasBegun: Bool { state != .leading }

    /// Reads on.
    /// - Parameters:
    ///   - bytes: the head from its first byte on; each call gives at least as many bytes as the one before.
    ///   - message: receives the head once it is complete. Its block must be at least as large as the head.
    /// - Returns: the length of the head in `bytes` once it is complete, `nil` before.
    /// - Throws: ``HeadFailure``; the connection must then be closed behind an error page.
    public mutating func parse(_ bytes: ByteView, into message: Message) throws(Failure) -> Int? {
        guard let base = bytes.baseAddress else { return nil }
        let limit = min(bytes.count, options.maximalSize)

        if state == .leading {
            while line < limit {
                if base[line] == 13 {
                    guard line &+ 1 < limit else { break }
                    if base[line &+ 1] != 10 { throw failure(.bareCarriageReturn, line &+ 1) }
                    line &+= 2
                } else if base[line] == 10 {
                    line &+= 1
                } else {
                    message.reset()
                    message.isRequest = isRequest
                    state = .startLine
                    leading = line
                    break
                }
            }
            if state == .leading {
                if limit == options.maximalSize { throw failure(.headTooLarge, limit) }
                return nil
            }
        }

        if state == .startLine {
            guard hasLineEnd(base, limit) else {
                return try incomplete(limit, tooLong: isRequest ? .targetTooLong : .headTooLarge)
            }
            let end = isRequest
                ? try requestLine(base, limit, message) : try statusLine(base, limit, message)
            guard let end else { return try incomplete(limit, tooLong: isRequest ? .targetTooLong : .headTooLarge) }
            line = end
            state = .fields
            if isVersion09 { return try finish(base, end, message) }
        }

        while true {
            guard hasLineEnd(base, limit), let end = try fieldLine(base, limit, message) else {
                return try incomplete(limit, tooLong: .headTooLarge)
            }
            if end < 0 { return try finish(base, -end, message) }
            line = end
        }
    }

    // MARK: Lines

    @inline(__always)
    func failure(_ reason: HeadFailure.Reason, _ position: Int) -> HeadFailure {
        HeadFailure(reason, at: position, isRequest: isRequest)
    }

    /// A line which was seen without its end is not read again before the end is there.
    @inline(__always)
    private func hasLineEnd(_ base: UnsafePointer<UInt8>, _ limit: Int) -> Bool {
        if scanned <= line { return line < limit }
        return Self.contains(lineFeedIn: base, from: scanned, to: limit)
    }

    private static func contains(lineFeedIn base: UnsafePointer<UInt8>, from: Int, to: Int) -> Bool {
        var at = from
        while at < to {
            if base[at] == 10 { return true }
            at &+= 1
        }
        return false
    }

    private mutating func incomplete(_ limit: Int, tooLong: HeadFailure.Reason) throws(Failure) -> Int? {
        scanned = limit
        if limit == options.maximalSize { throw failure(tooLong, limit) }
        return nil
    }

    /// Reads one field line, or the empty line.
    /// - Returns: the offset behind the line; negated if it was the empty line; `nil` if it is incomplete.
    @inline(__always)
    private mutating func fieldLine(_ base: UnsafePointer<UInt8>, _ limit: Int, _ message: Message) throws(Failure) -> Int? {
        let start = line
        let first = base[start]
        if first <= 32 {
            if first == 13 {
                guard start &+ 1 < limit else { return nil }
                if base[start &+ 1] != 10 { throw failure(.bareCarriageReturn, start &+ 1) }
                return -(start &+ 2)
            }
            if first == 10 { return -(start &+ 1) }
            return try foldedLine(base, limit, message)
        }

        // The name, up to the colon.
        var at = start
        var isDropped = false
        while true {
            if at &+ 8 <= limit {
                let bad = Words.notAlphanumericOrDash(Words.load(base, at))
                if bad == 0 {
                    at &+= 8
                    continue
                }
                at &+= Words.first(bad)
            }
            guard at < limit else { return nil }
            let byte = base[at]
            if byte == 58 { break }
            if !HTTPCharacter.isToken(byte) {
                guard options.acceptsViolations, byte != 10, byte != 13 else { throw failure(.badFieldName, at) }
                isDropped = true
            }
            at &+= 1
        }
        let nameEnd = at
        if nameEnd == start { throw failure(.badFieldName, start) }
        at &+= 1

        guard let (value, end) = try fieldValue(base, at, limit) else { return nil }
        if isDropped {
            line = end
            return end
        }
        if message.fieldCount >= options.maximalFields { throw failure(.tooManyFields, start) }
        message.append(HeaderField(name: Slice(offset: start, length: nameEnd &- start), value: value, id: .none))
        return end
    }

    /// Reads the rest of a line as a value.
    /// - Returns: the value without surrounding blanks, and the offset behind the line; `nil` if it is incomplete.
    @inline(__always)
    private func fieldValue(_ base: UnsafePointer<UInt8>, _ from: Int, _ limit: Int) throws(Failure) -> (Slice, Int)? {
        var at = from
        while at < limit, HTTPCharacter.isBlank(base[at]) { at &+= 1 }
        let start = at
        var end: Int
        while true {
            if at &+ 8 <= limit {
                let low = Words.upTo13(Words.load(base, at))
                if low == 0 {
                    at &+= 8
                    continue
                }
                at &+= Words.first(low)
            }
            guard at < limit else { return nil }
            let byte = base[at]
            if byte == 13 {
                guard at &+ 1 < limit else { return nil }
                if base[at &+ 1] != 10 { throw failure(.bareCarriageReturn, at &+ 1) }
                end = at &+ 2
                break
            }
            if byte == 10 {
                end = at &+ 1
                break
            }
            if byte == 0, !options.acceptsViolations { throw failure(.nul, at) }
            at &+= 1
        }
        while at > start, HTTPCharacter.isBlank(base[at &- 1]) { at &-= 1 }
        return (Slice(offset: start, length: at &- start), end)
    }

    /// A line that begins with a blank continues the value before (obs-fold); ``finish(_:_:_:)`` puts blanks for line ends.
    private mutating func foldedLine(_ base: UnsafePointer<UInt8>, _ limit: Int, _ message: Message) throws(Failure) -> Int? {
        let first = base[line]
        guard first == 32 || first == 9, message.fieldCount > 0 else { throw failure(.badFieldName, line) }
        guard let (value, end) = try fieldValue(base, line, limit) else { return nil }
        hasFolds = true
        if !value.isEmpty {
            let last = message.fieldCount - 1
            let before = message.fields[last].value
            message.fields[last].value = before.isEmpty
                ? value : Slice(offset: before.start, length: value.end - before.start)
        }
        return end
    }

    private mutating func requestLine(_ base: UnsafePointer<UInt8>, _ limit: Int, _ message: Message) throws(Failure) -> Int? {
        let start = line
        var at = start
        // Method.
        while at < limit, HTTPCharacter.isToken(base[at]) { at &+= 1 }
        guard at < limit else { return nil }
        if at == start || !HTTPCharacter.isBlank(base[at]) { throw failure(.unexpectedByte, at) }
        message.methodText = Slice(offset: start, length: at &- start)
        message.method = Method(ByteView(start: base + start, count: at &- start))
        while at < limit, HTTPCharacter.isBlank(base[at]) { at &+= 1 }

        // Target.
        let target = at
        while true {
            if at &+ 8 <= limit {
                let bad = Words.notTarget(Words.load(base, at))
                if bad == 0 {
                    at &+= 8
                    continue
                }
                at &+= Words.first(bad)
            }
            guard at < limit else { return nil }
            let byte = base[at]
            if byte &- 0x21 > 0x5d || byte == 0x23 {
                if byte <= 32 { break }
                if !options.acceptsViolations || byte == 0x7f { throw failure(.badTarget, at) }
            }
            at &+= 1
        }
        if at == target { throw failure(.badTarget, at) }
        message.target = Slice(offset: target, length: at &- target)

        if !HTTPCharacter.isBlank(base[at]) {
            // HTTP/0.9 has no version.
            guard options.acceptsViolations, message.method == .get, base[at] == 13 || base[at] == 10 else {
                throw failure(base[at] == 13 || base[at] == 10 ? .badVersion : .badTarget, at)
            }
            guard let end = try lineEnd(base, at, limit) else { return nil }
            message.versionMajor = 0
            message.versionMinor = 9
            isVersion09 = true
            return end
        }
        while at < limit, HTTPCharacter.isBlank(base[at]) { at &+= 1 }
        guard let afterVersion = try version(base, at, limit, message) else { return nil }
        return try lineEnd(base, afterVersion, limit)
    }

    private func statusLine(_ base: UnsafePointer<UInt8>, _ limit: Int, _ message: Message) throws(Failure) -> Int? {
        guard var at = try version(base, line, limit, message) else { return nil }
        guard at < limit else { return nil }
        if !HTTPCharacter.isBlank(base[at]) { throw failure(.unexpectedByte, at) }
        while at < limit, HTTPCharacter.isBlank(base[at]) { at &+= 1 }

        // Status.
        let code = at
        var status = 0
        while at < limit, ASCII.isDigit(base[at]) {
            status = status &* 10 &+ Int(base[at] &- 48)
            at &+= 1
            if at &- code > (options.acceptsViolations ? 5 : 3) || status > 65535 { throw failure(.badStatus, at &- 1) }
        }
        guard at < limit else { return nil }
        let next = base[at]
        guard next == 13 || next == 10 || HTTPCharacter.isBlank(next) else { throw failure(.badStatus, at) }
        if at == code { throw failure(.badStatus, at) }
        if !options.acceptsViolations, at &- code != 3 || status < 100 || status > 599 { throw failure(.badStatus, code) }
        message.status = UInt16(truncatingIfNeeded: status)

        // Reason.
        guard let (reason, end) = try fieldValue(base, at, limit) else { return nil }
        message.reason = reason
        return end
    }

    /// `HTTP/` digit `.` digit.
    private func version(_ base: UnsafePointer<UInt8>, _ from: Int, _ limit: Int, _ message: Message) throws(Failure) -> Int? {
        let literal: StaticString = "HTTP/"
        var at = from
        while at < limit, at &- from < 8 {
            let byte = base[at]
            let fits = switch at &- from {
            case 0...4: byte == literal.utf8Start[at &- from]
            case 6: byte == 46
            default: ASCII.isDigit(byte)
            }
            if !fits { throw failure(.badVersion, at) }
            at &+= 1
        }
        guard at &- from == 8 else { return nil }
        message.versionMajor = base[from &+ 5] &- 48
        message.versionMinor = base[from &+ 7] &- 48
        // Why: nothing before 1.0 has fields; passing 0.9 on with fields would be ambiguous (better-than-HAProxy).
        if message.versionMajor == 0, !options.acceptsViolations { throw failure(.badVersion, from &+ 5) }
        return at
    }

    /// CR LF or LF at `at`.
    private func lineEnd(_ base: UnsafePointer<UInt8>, _ at: Int, _ limit: Int) throws(Failure) -> Int? {
        guard at < limit else { return nil }
        if base[at] == 10 { return at &+ 1 }
        if base[at] != 13 { throw failure(.unexpectedByte, at) }
        guard at &+ 1 < limit else { return nil }
        if base[at &+ 1] != 10 { throw failure(.bareCarriageReturn, at &+ 1) }
        return at &+ 2
    }

    // MARK: The complete head

    /// Copies the head into the message's block, lowers its names, then decides its framing.
    private mutating func finish(_ base: UnsafePointer<UInt8>, _ length: Int, _ message: Message) throws(Failure) -> Int? {
        guard let area = message.block.area, message.block.capacity >= length + 64 else {
            throw failure(.headTooLarge, length)
        }
        state = .done
        UnsafeMutableRawPointer(area).copyMemory(from: base, byteCount: length)
        message.block.head = 0
        message.block.tail = length

        var wire = isRequest
            ? Message.requestOverhead + message.methodText.count + message.target.count
            : Message.responseOverhead + message.reason.count
        var index = 0
        while index < message.fieldCount {
            let name = message.fields[index].name
            message.fields[index].id = Self.lowerAndIdentify(UnsafeMutableRawPointer(area + name.start), name.count)
            wire &+= name.count &+ message.fields[index].value.count &+ 4
            index &+= 1
        }
        message.wireSize = wire
        if hasFolds { unfold(message) }
        if isRequest {
            try frameRequest(message)
        } else {
            try frameResponse(message)
        }
        return length
    }

    /// Lowers a name's letters in place.
    @inline(__always)
    private static func lowerAndIdentify(_ name: UnsafeMutableRawPointer, _ count: Int) -> KnownHeader {
        if count >= 8 {
            var at = 0
            while at &+ 8 <= count {
                let word = Words.lowered(name.loadUnaligned(fromByteOffset: at, as: UInt64.self))
                name.storeBytes(of: word, toByteOffset: at, as: UInt64.self)
                at &+= 8
            }
            if at < count {
                let last = count &- 8
                let word = Words.lowered(name.loadUnaligned(fromByteOffset: last, as: UInt64.self))
                name.storeBytes(of: word, toByteOffset: last, as: UInt64.self)
            }
        } else {
            let bytes = name.assumingMemoryBound(to: UInt8.self)
            var at = 0
            while at < count {
                bytes[at] = ASCII.lowered(bytes[at])
                at &+= 1
            }
        }
        return KnownHeader.lookUp(UnsafeRawPointer(name), count)
    }

    /// Line ends inside values become blanks.
    private func unfold(_ message: Message) {
        guard let area = message.block.area else { return }
        for index in 0..<message.fieldCount {
            let value = message.fields[index].value
            for at in value.start..<value.end where area[at] == 13 || area[at] == 10 { area[at] = 32 }
        }
    }
}
