// HTTP: reads the head of a request or response.

import Base

/// Reads a message head, line by line (RFC 9112 §2 to §5; `h1_headers_to_hdr_list`).
///
/// Pure: no I/O. However the input is split, the outcome is the same. A line is read left to right, so the first
/// offending byte decides the failure.
public struct HeadParser: Sendable {
    public typealias Failure = HeadFailure

    private enum State: UInt8, Comparable {
        case leading, startLine, fields, done

        static func < (left: State, right: State) -> Bool { left.rawValue < right.rawValue }
    }

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
        isVersion09 = false
    }

    /// Whether bytes of a head were seen: a connection that ends now cuts a message short.
    public var hasBegun: Bool { state != .leading }

    /// Reads on.
    /// - Parameters:
    ///   - bytes: the head from its first byte on; each call gives at least as many bytes as the one before.
    ///   - message: takes the head up as it is read. Its block must stay the same from the first call on, and must be larger than
    ///     `options.maximalSize` by ``slack``.
    /// - Returns: the length of the head in `bytes` once it is complete, `nil` before.
    /// - Throws: ``HeadFailure``; the connection must then be closed behind an error page.
    public mutating func parse(_ bytes: ByteView, into message: Message) throws(Failure) -> Int? {
        guard let base = bytes.baseAddress else { return nil }
        guard let out = message.block.area, message.block.capacity > Self.slack else { throw failure(.headTooLarge, 0) }
        let most = min(options.maximalSize, message.block.capacity &- Self.slack)
        let limit = min(bytes.count, most)

        if state <= .startLine {
            if state == .leading, try !skipLeading(base, limit) {
                if limit == most { throw failure(.headTooLarge, limit) }
                return nil
            }
            if state == .leading {
                message.reset()
                message.isRequest = isRequest
                message.reserveFields(options.maximalFields)
                message.wireSize = isRequest ? Message.requestOverhead : Message.responseOverhead
                state = .startLine
                leading = line
            }
            // Why: an incomplete line is read again from its start. That costs less than the packet which brought a few more bytes.
            let end = isRequest ? try requestLine(base, limit, out, message) : try statusLine(base, limit, out, message)
            guard let end else {
                if limit == most { throw failure(isRequest ? .targetTooLong : .headTooLarge, limit) }
                return nil
            }
            line = end
            state = .fields
            if isVersion09 { return try finish(end, message) }
        }

        let end = try fieldLines(base, limit, out, message)
        if end > 0 { return try finish(end, message) }
        if limit == most { throw failure(.headTooLarge, limit) }
        return nil
    }

    /// Bytes behind the largest head that the block must have: words are written as a whole, and targets may grow by a byte.
    public static let slack = 64

    /// Skips empty lines in front of the start line, as HAProxy does.
    /// - Returns: whether a start line begins.
    private mutating func skipLeading(_ base: UnsafePointer<UInt8>, _ limit: Int) throws(Failure) -> Bool {
        while line < limit {
            if base[line] == 13 {
                guard line &+ 1 < limit else { return false }
                if base[line &+ 1] != 10 { throw failure(.bareCarriageReturn, line &+ 1) }
                line &+= 2
            } else if base[line] == 10 {
                line &+= 1
            } else {
                return true
            }
        }
        return false
    }

    // MARK: Lines

    @inline(__always)
    func failure(_ reason: HeadFailure.Reason, _ position: Int) -> HeadFailure {
        HeadFailure(reason, at: position, isRequest: isRequest)
    }

    /// Reads field lines, as many as are complete. Each word read is written to `out` at the same offset, names in lower case,
    /// so that the block holds a copy of the head when its end comes.
    /// - Returns: the offset behind the empty line, or 0 as long as it is missing.
    private mutating func fieldLines(
        _ base: UnsafePointer<UInt8>, _ limit: Int, _ out: UnsafeMutablePointer<UInt8>, _ message: Message
    ) throws(Failure) -> Int {
        let fields = message.fields
        var start = line
        while true {
            line = start
            guard start < limit else { return 0 }
            if base[start] <= 32 {
                if base[start] == 13 {
                    guard start &+ 1 < limit else { return 0 }
                    if base[start &+ 1] != 10 { throw failure(.bareCarriageReturn, start &+ 1) }
                    return start &+ 2
                }
                if base[start] == 10 { return start &+ 1 }
                guard let end = try foldedLine(base, limit, out, message) else { return 0 }
                start = end
                continue
            }

            // The name, up to the colon.
            var at = start
            while true {
                if at <= limit &- 16 {
                    let bytes = Vectors.lowered(Vectors.load(base, at))
                    Vectors.store(bytes, out, at)
                    let other = Vectors.notAlphanumericOrDash(lowered: bytes)
                    if Vectors.isClear(other) {
                        at &+= 16
                        continue
                    }
                    at &+= Vectors.first(other)
                    let byte = base[at]
                    if byte == 58 { break }
                    if HTTPCharacter.isToken(byte) {
                        at &+= 1
                        continue
                    }
                }
                let word = Words.load(base, at, before: limit)
                Words.store(Words.lowered(word), out, at)
                let other = Words.notAlphanumericOrDash(word)
                if other == 0 {
                    at &+= 8
                    continue
                }
                at &+= Words.first(other)
                if at >= limit { return 0 }
                let byte = base[at]
                if byte == 58 { break }
                if !HTTPCharacter.isToken(byte) {
                    guard let end = try droppedLine(base, at, limit) else { return 0 }
                    at = -end
                    break
                }
                at &+= 1
            }
            if at < 0 {
                start = -at
                continue
            }
            let nameEnd = at
            if nameEnd == start { throw failure(.badFieldName, start) }
            at &+= 1

            // The value, up to the line's end.
            let end: Int
            while true {
                if at <= limit &- 16 {
                    let bytes = Vectors.load(base, at)
                    Vectors.store(bytes, out, at)
                    let low = Vectors.upTo13(bytes)
                    if Vectors.isClear(low) {
                        at &+= 16
                        continue
                    }
                    at &+= Vectors.first(low)
                } else {
                    let word = Words.load(base, at, before: limit)
                    Words.store(word, out, at)
                    let low = Words.upTo13(word)
                    if low == 0 {
                        at &+= 8
                        continue
                    }
                    at &+= Words.first(low)
                }
                if at &+ 1 < limit, Words.pair(base, at) == Words.lineEnd {
                    Words.store(pair: Words.lineEnd, out, at)
                    end = at &+ 2
                    break
                }
                guard try oddValueByte(base, at, limit) else {
                    if at >= limit || base[at] == 13 { return 0 }
                    end = at &+ 1
                    break
                }
                at &+= 1
            }
            var valueStart = nameEnd &+ 1
            while valueStart < at, out[valueStart] <= 32, HTTPCharacter.isBlank(out[valueStart]) { valueStart &+= 1 }
            while at > valueStart, out[at &- 1] <= 32, HTTPCharacter.isBlank(out[at &- 1]) { at &-= 1 }

            let count = message.fieldCount
            if count >= options.maximalFields { throw failure(.tooManyFields, start) }
            let nameCount = nameEnd &- start
            (fields + count).initialize(to: HeaderField(
                name: Slice(offset: start, length: nameCount), value: Slice(offset: valueStart, length: at &- valueStart),
                id: KnownHeader.lookUp(padded: UnsafeRawPointer(out + start), nameCount)))
            message.fieldCount = count &+ 1
            message.wireSize &+= nameCount &+ (at &- valueStart) &+ 4
            start = end
        }
    }

    /// Judges a byte from 0 to 13 in a value.
    /// - Returns: whether it is part of the value; otherwise it begins the line's end, or more bytes are needed.
    private func oddValueByte(_ base: UnsafePointer<UInt8>, _ at: Int, _ limit: Int) throws(Failure) -> Bool {
        if at >= limit { return false }
        switch base[at] {
        case 13:
            if at &+ 1 < limit, base[at &+ 1] != 10 { throw failure(.bareCarriageReturn, at &+ 1) }
            return false
        case 10:
            return false
        case 0:
            if !options.acceptsViolations { throw failure(.nul, at) }
            return true
        default:
            return true
        }
    }

    /// A line whose name holds a byte that no name has: dropped if violations are accepted.
    /// - Returns: the offset behind the line; `nil` if it is incomplete.
    private func droppedLine(_ base: UnsafePointer<UInt8>, _ from: Int, _ limit: Int) throws(Failure) -> Int? {
        guard options.acceptsViolations else { throw failure(.badFieldName, from) }
        var at = from
        while at < limit, base[at] != 58 {
            if base[at] == 10 || base[at] == 13 { throw failure(.badFieldName, at) }
            at &+= 1
        }
        return try fieldValue(base, at &+ 1, limit)?.1
    }

    /// Reads the rest of a line as a value.
    /// - Returns: the value without surrounding blanks, and the offset behind the line; `nil` if it is incomplete.
    private func fieldValue(_ base: UnsafePointer<UInt8>, _ from: Int, _ limit: Int) throws(Failure) -> (Slice, Int)? {
        var at = from
        while at < limit, HTTPCharacter.isBlank(base[at]) { at &+= 1 }
        let start = at
        while at < limit {
            if base[at] <= 13, try !oddValueByte(base, at, limit) { break }
            at &+= 1
        }
        guard at < limit else { return nil }
        var end = at &+ 1
        if base[at] == 13 {
            guard end < limit else { return nil }
            end &+= 1
        }
        while at > start, HTTPCharacter.isBlank(base[at &- 1]) { at &-= 1 }
        return (Slice(offset: start, length: at &- start), end)
    }

    /// A line that begins with a blank continues the value before (obs-fold); blanks take the place of the line's end.
    private mutating func foldedLine(
        _ base: UnsafePointer<UInt8>, _ limit: Int, _ out: UnsafeMutablePointer<UInt8>, _ message: Message
    ) throws(Failure) -> Int? {
        let first = base[line]
        guard first == 32 || first == 9, message.fieldCount > 0 else { throw failure(.badFieldName, line) }
        guard let (value, end) = try fieldValue(base, line, limit) else { return nil }
        if !value.isEmpty {
            let last = message.fieldCount - 1
            let before = message.fields[last].value
            let joined = before.isEmpty ? value : Slice(offset: before.start, length: value.end - before.start)
            for at in (before.isEmpty ? value.start : before.end)..<value.end {
                out[at] = base[at] == 13 || base[at] == 10 ? 32 : base[at]
            }
            message.fields[last].value = joined
            message.wireSize += joined.count - before.count
        }
        return end
    }

    private mutating func requestLine(
        _ base: UnsafePointer<UInt8>, _ limit: Int, _ out: UnsafeMutablePointer<UInt8>, _ message: Message
    ) throws(Failure) -> Int? {
        let start = line
        var at = start
        // Method.
        while at < limit, HTTPCharacter.isToken(base[at]) {
            out[at] = base[at]
            at &+= 1
        }
        guard at < limit else { return nil }
        if at == start || !HTTPCharacter.isBlank(base[at]) { throw failure(.unexpectedByte, at) }
        message.methodText = Slice(offset: start, length: at &- start)
        message.method = Method(ByteView(start: base + start, count: at &- start))
        while at < limit, HTTPCharacter.isBlank(base[at]) { at &+= 1 }

        // Target.
        let target = at
        while true {
            let word = Words.load(base, at, before: limit)
            Words.store(word, out, at)
            let other = Words.notTarget(word)
            if other == 0 {
                at &+= 8
                continue
            }
            at &+= Words.first(other)
            guard at < limit else { return nil }
            let byte = base[at]
            if byte <= 32 { break }
            if !options.acceptsViolations || byte == 0x7f { throw failure(.badTarget, at) }
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
            message.wireSize += message.methodText.count + message.target.count
            return end
        }
        while at < limit, HTTPCharacter.isBlank(base[at]) { at &+= 1 }
        let end: Int
        if at &+ 10 <= limit, Words.load(base, at) | 1 &<< 56 == 0x312e_312f_5054_5448, Words.pair(base, at &+ 8) == Words.lineEnd {
            // `HTTP/1.0` or `HTTP/1.1`, CR LF.
            message.versionMajor = 1
            message.versionMinor = base[at &+ 7] &- 48
            end = at &+ 10
        } else {
            guard let afterVersion = try version(base, at, limit, message), let behind = try lineEnd(base, afterVersion, limit)
            else { return nil }
            end = behind
        }
        message.wireSize = Message.requestOverhead + message.methodText.count + message.target.count
        return end
    }

    private func statusLine(
        _ base: UnsafePointer<UInt8>, _ limit: Int, _ out: UnsafeMutablePointer<UInt8>, _ message: Message
    ) throws(Failure) -> Int? {
        var at = line
        if at &+ 8 < limit, Words.load(base, at) | 1 &<< 56 == 0x312e_312f_5054_5448 {
            message.versionMajor = 1
            message.versionMinor = base[at &+ 7] &- 48
            at &+= 8
        } else {
            guard let behind = try version(base, at, limit, message) else { return nil }
            at = behind
        }
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
        for at in reason.start..<reason.end { out[at] = base[at] }
        message.reason = reason
        message.wireSize = Message.responseOverhead + reason.count
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

    /// Decides the framing of the head, which is in the message's block now.
    private mutating func finish(_ length: Int, _ message: Message) throws(Failure) -> Int? {
        state = .done
        message.block.head = 0
        message.block.tail = length
        if isRequest {
            try frameRequest(message)
        } else {
            try frameResponse(message)
        }
        return length
    }
}
