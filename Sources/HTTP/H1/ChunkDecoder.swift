// HTTP: takes the chunked coding off a body.

import Base

/// Finds the payload in a chunked body (RFC 9112 §7.1; `h1_parse_chunk_size`, `h1_measure_trailers`).
///
/// Pure: no buffer, no I/O. However the input is split, the outcome is the same. Lines must end in CR LF, for a bare
/// LF ends them for some readers and not for others. Extensions are checked and dropped.
public struct ChunkDecoder: Sendable {
    /// Why the framing is lost; the connection must then be closed.
    public struct Failure: Error, Equatable, Sendable {
        public enum Reason: UInt8, Sendable {
            /// The grammar does not allow this byte at this place.
            case unexpectedByte
            /// The chunk would hold 2^52 bytes or more.
            case sizeTooLarge
            /// The line in front of a chunk, or the trailer section, is too long.
            case lineTooLong
        }
        public var reason: Reason
        /// Offset in the bytes given last.
        public var position: Int
    }

    /// What comes next in the bytes.
    public enum Step: Equatable, Sendable {
        /// More bytes are needed; all before this offset are done with, the rest must be given again.
        case needMore(Int)
        /// These bytes are payload; go on behind them. Empty only if there was no room for payload.
        case payload(Range<Int>)
        /// A trailer field: go on at `next`. Fields that would frame or route are not reported.
        case trailer(name: Range<Int>, value: Range<Int>, next: Int)
        /// The body ends before this offset.
        case end(Int)
    }

    private enum State: UInt8 {
        case sizeStart, size, afterSize, parameters, quoted, escaped, sizeLineFeed
        case payload, payloadReturn, payloadLineFeed
        case trailers, done
    }

    /// Bytes that one size line may have, and the trailer section in all, its empty line included.
    public var maximalLine = 8192

    private var state = State.sizeStart
    /// Bytes of the current chunk still to come.
    private var remaining: UInt64 = 0
    /// Bytes of the current size line or of the trailers so far.
    private var lineLength = 0

    public init() {}

    /// Prepares for the next body.
    public mutating func reset() {
        state = .sizeStart
        remaining = 0
        lineLength = 0
    }

    /// The last chunk was seen, but perhaps not all trailers.
    public var hasEndedPayload: Bool { state == .trailers || state == .done }
    /// The body is complete.
    public var isComplete: Bool { state == .done }
    /// Payload of the current chunk still to come, in bytes.
    public var chunkRemaining: UInt64 { state == .payload ? remaining : 0 }

    /// Finds the next piece of the body.
    /// - Parameters:
    ///   - bytes: what came off the wire and was not done with.
    ///   - offset: where to go on in `bytes`.
    ///   - room: payload bytes that can be taken now.
    public mutating func next(_ bytes: ByteView, from offset: Int, room: Int = .max) throws(Failure) -> Step {
        var at = offset
        while at < bytes.count {
            let byte = bytes[at]
            switch state {
            case .payload:
                let available = bytes.count &- at
                var count = min(available, room)
                if UInt64(truncatingIfNeeded: count) > remaining { count = Int(truncatingIfNeeded: remaining) }
                remaining &-= UInt64(truncatingIfNeeded: count)
                if remaining == 0 { state = .payloadReturn }
                return .payload(at..<(at &+ count))
            case .payloadReturn:
                guard byte == 13 else { throw Failure(reason: .unexpectedByte, position: at) }
                state = .payloadLineFeed
            case .payloadLineFeed:
                guard byte == 10 else { throw Failure(reason: .unexpectedByte, position: at) }
                state = .sizeStart
                lineLength = 0
            case .sizeStart, .size:
                if let digit = Self.hexadecimal(byte) {
                    if remaining >= 1 &<< 48 { throw Failure(reason: .sizeTooLarge, position: at) }
                    remaining = remaining &<< 4 | digit
                    state = .size
                } else {
                    guard state == .size else { throw Failure(reason: .unexpectedByte, position: at) }
                    try afterSize(byte, at)
                }
                try countLine(at)
            case .afterSize:
                try afterSize(byte, at)
                try countLine(at)
            case .parameters:
                switch byte {
                case 13: state = .sizeLineFeed
                case 34: state = .quoted
                case 9, 32, 59, 61: break
                default:
                    guard HTTPCharacter.isToken(byte) else { throw Failure(reason: .unexpectedByte, position: at) }
                }
                try countLine(at)
            case .quoted:
                switch byte {
                case 34: state = .parameters
                case 92: state = .escaped
                case 9: break
                case 0..<32, 127: throw Failure(reason: .unexpectedByte, position: at)
                default: break
                }
                try countLine(at)
            case .escaped:
                guard byte == 9 || byte >= 32, byte != 127 else { throw Failure(reason: .unexpectedByte, position: at) }
                state = .quoted
                try countLine(at)
            case .sizeLineFeed:
                guard byte == 10 else { throw Failure(reason: .unexpectedByte, position: at) }
                lineLength = 0
                state = remaining > 0 ? .payload : .trailers
            case .trailers:
                return try trailer(bytes, at)
            case .done:
                return .end(at)
            }
            at &+= 1
        }
        return state == .done ? .end(at) : .needMore(at)
    }

    private mutating func countLine(_ at: Int) throws(Failure) {
        lineLength &+= 1
        if lineLength > maximalLine { throw Failure(reason: .lineTooLong, position: at) }
    }

    private mutating func afterSize(_ byte: UInt8, _ at: Int) throws(Failure) {
        switch byte {
        case 13: state = .sizeLineFeed
        case 59: state = .parameters
        case 9, 32: state = .afterSize
        default: throw Failure(reason: .unexpectedByte, position: at)
        }
    }

    @inline(__always)
    private static func hexadecimal(_ byte: UInt8) -> UInt64? {
        if ASCII.isDigit(byte) { return UInt64(byte &- 48) }
        let letter = (byte | 0x20) &- 97
        return letter < 6 ? UInt64(letter &+ 10) : nil
    }

    /// Reads trailer lines from `start`, each as a whole.
    private mutating func trailer(_ bytes: ByteView, _ start: Int) throws(Failure) -> Step {
        var line = start
        while true {
            // Why: the limit comes before what stands behind it, or the outcome would depend on the split.
            let allowed = line &+ maximalLine &- lineLength
            let end = min(bytes.count, allowed)
            // Name.
            var at = line
            while at < end, HTTPCharacter.isToken(bytes[at]) { at &+= 1 }
            guard at < end else { return try partial(line, end, allowed) }
            if at == line {
                // The empty line.
                guard bytes[at] == 13 else { throw Failure(reason: .unexpectedByte, position: at) }
                guard at &+ 1 < end else { return try partial(line, end, allowed) }
                guard bytes[at &+ 1] == 10 else { throw Failure(reason: .unexpectedByte, position: at &+ 1) }
                state = .done
                return .end(at &+ 2)
            }
            guard bytes[at] == 58 else { throw Failure(reason: .unexpectedByte, position: at) }
            let name = line..<at
            at &+= 1
            // Value.
            while at < end, HTTPCharacter.isBlank(bytes[at]) { at &+= 1 }
            let value = at
            while at < end, bytes[at] != 13 {
                if bytes[at] == 10 || bytes[at] == 0 { throw Failure(reason: .unexpectedByte, position: at) }
                at &+= 1
            }
            guard at &+ 1 < end else { return try partial(line, end, allowed) }
            guard bytes[at &+ 1] == 10 else { throw Failure(reason: .unexpectedByte, position: at &+ 1) }
            let next = at &+ 2
            while at > value, HTTPCharacter.isBlank(bytes[at &- 1]) { at &-= 1 }
            lineLength &+= next &- line
            if Self.mayFollow(ByteView(rebasing: bytes[name])) { return .trailer(name: name, value: value..<at, next: next) }
            line = next
        }
    }

    /// A line that has no end before `end`.
    private func partial(_ line: Int, _ end: Int, _ allowed: Int) throws(Failure) -> Step {
        if end == allowed { throw Failure(reason: .lineTooLong, position: end) }
        return .needMore(line)
    }

    /// Fields that frame, route or authenticate must not come behind the body (RFC 9110 §6.5.1).
    private static func mayFollow(_ name: ByteView) -> Bool {
        guard name.count <= 24 else { return true }
        return withUnsafeTemporaryAllocation(of: UInt8.self, capacity: 24) { lowered in
            for index in 0..<name.count { lowered[index] = ASCII.lowered(name[index]) }
            switch KnownHeader(lowercase: ByteView(start: lowered.baseAddress, count: name.count)) {
            case .host, .connection, .proxyConnection, .keepAlive, .contentLength, .transferEncoding, .te, .trailer, .upgrade,
                .expect, .http2Settings, .authorization, .proxyAuthorization, .cookie, .setCookie, .contentEncoding, .contentType,
                .contentRange, .cacheControl, .maxForwards, .range, .location, .xForwardedFor, .forwarded:
                return false
            default:
                return true
            }
        }
    }
}
