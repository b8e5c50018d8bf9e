// Base: addresses as people write and read them.

extension SocketAddress {
    /// Bytes that ``writeHost(to:)`` may need at most.
    public static let longestHost = 46

    /// The address without its port, as `inet_ntop` and HAProxy's logs print it: `192.0.2.1`, `2001:db8::1`.
    /// `unix` for UNIX sockets, empty without an address.
    public var hostText: String {
        withUnsafeTemporaryAllocation(of: UInt8.self, capacity: Self.longestHost) { scratch in
            let count = writeHost(to: scratch.baseAddress.unsafelyUnwrapped)
            return String(decoding: scratch.prefix(count), as: UTF8.self)
        }
    }

    /// Writes ``hostText`` without a String.
    /// - Parameter bytes: room for ``longestHost`` bytes.
    /// - Returns: the number of bytes written.
    public func writeHost(to bytes: UnsafeMutablePointer<UInt8>) -> Int {
        var at = 0
        switch family {
        case .ipv4: Self.writeIPv4(UInt32(truncatingIfNeeded: low), bytes, &at)
        case .ipv6: writeIPv6(bytes, &at)
        case .unix, .abstract, .abstractTerminated, .socketPair:
            for byte in "unix".utf8 { bytes[at] = byte; at += 1 }
        case .none, .descriptor: break
        }
        return at
    }

    /// The whole address as HAProxy's messages and `show` commands print it: `127.0.0.1:80`, `[::1]:80`,
    /// `/run/x.sock`, `abns@name`, `fd@3`.
    public var text: String {
        switch family {
        case .none: ""
        case .ipv4: "\(hostText):\(port)"
        case .ipv6: "[\(hostText)]:\(port)"
        case .unix: path.isEmpty ? "unix" : path
        case .abstract: "abns@\(path)"
        case .abstractTerminated: "abnsz@\(path)"
        case .descriptor: "fd@\(descriptor ?? -1)"
        case .socketPair: "sockpair@\(descriptor ?? -1)"
        }
    }

    @inline(__always)
    private static func writeDecimal(_ value: UInt32, _ bytes: UnsafeMutablePointer<UInt8>, _ at: inout Int) {
        if value >= 100 { bytes[at] = UInt8(truncatingIfNeeded: 48 &+ value / 100); at += 1 }
        if value >= 10 { bytes[at] = UInt8(truncatingIfNeeded: 48 &+ value / 10 % 10); at += 1 }
        bytes[at] = UInt8(truncatingIfNeeded: 48 &+ value % 10)
        at += 1
    }

    private static func writeIPv4(_ value: UInt32, _ bytes: UnsafeMutablePointer<UInt8>, _ at: inout Int) {
        var shift = 24
        while shift >= 0 {
            writeDecimal(value >> UInt32(shift) & 255, bytes, &at)
            if shift > 0 { bytes[at] = 0x2E; at += 1 }
            shift -= 8
        }
    }

    private func writeIPv6(_ bytes: UnsafeMutablePointer<UInt8>, _ at: inout Int) {
        func group(_ index: Int) -> UInt32 {
            UInt32(truncatingIfNeeded: (index < 4 ? high : low) >> UInt64(48 - 16 * (index & 3))) & 0xFFFF
        }
        // The longest run of at least two zero groups becomes `::` (RFC 5952 §4.2).
        var bestStart = -1, bestCount = 1, start = -1
        for index in 0...8 {
            if index < 8, group(index) == 0 {
                if start < 0 { start = index }
            } else if start >= 0 {
                if index - start > bestCount { bestStart = start; bestCount = index - start }
                start = -1
            }
        }
        let endsInIPv4 = bestStart == 0 && (bestCount == 6 || bestCount == 5 && group(5) == 0xFFFF)
        var index = 0
        while index < 8 {
            if index == bestStart {
                bytes[at] = 0x3A; at += 1
                index += bestCount
                if index == 8 { bytes[at] = 0x3A; at += 1 }
                continue
            }
            if index > 0 { bytes[at] = 0x3A; at += 1 }
            if index == 6, endsInIPv4 {
                Self.writeIPv4(UInt32(truncatingIfNeeded: low), bytes, &at)
                return
            }
            let value = group(index)
            var shift: UInt32 = value >= 0x1000 ? 12 : value >= 0x100 ? 8 : value >= 0x10 ? 4 : 0
            while true {
                let digit = UInt8(truncatingIfNeeded: value >> shift & 15)
                bytes[at] = digit < 10 ? 48 + digit : 87 + digit
                at += 1
                if shift == 0 { break }
                shift -= 4
            }
            index += 1
        }
    }

}

extension SocketAddress {
    /// Reads a numeric IPv4 or IPv6 address, as `inet_pton` does: no name, no port, no brackets, no leading zeros.
    /// - Returns: `nil` for anything else.
    public init?(numeric bytes: ByteView) {
        if let value = Self.parseIPv4(bytes, bytes.startIndex) {
            self.init(ipv4: value)
        } else if let (high, low) = Self.parseIPv6(bytes) {
            self.init(ipv6High: high, low)
        } else {
            return nil
        }
    }

    /// Reads a numeric address out of a string; see ``init(numeric:)-(ByteView)``.
    public init?(numeric text: some StringProtocol) {
        var copy = String(text)
        guard let parsed = copy.withUTF8({ SocketAddress(numeric: $0) }) else { return nil }
        self = parsed
    }

    private static func parseIPv4(_ bytes: ByteView, _ from: Int) -> UInt32? {
        var value: UInt32 = 0
        var part: UInt32 = 0
        var digits = 0, dots = 0
        for index in from..<bytes.count {
            let byte = bytes[index]
            if ASCII.isDigit(byte) {
                if digits > 0, part == 0 { return nil }
                part = part * 10 + UInt32(byte - 48)
                digits += 1
                if part > 255 { return nil }
            } else if byte == 0x2E, digits > 0, dots < 3 {
                value = value << 8 | part
                part = 0
                digits = 0
                dots += 1
            } else {
                return nil
            }
        }
        return dots == 3 && digits > 0 ? value << 8 | part : nil
    }

    private static func parseIPv6(_ bytes: ByteView) -> (UInt64, UInt64)? {
        var groups: (UInt64, UInt64) = (0, 0)
        var count = 0  // groups before the gap, then behind it
        var tail: (UInt64, UInt64) = (0, 0)
        var tailCount = -1  // -1: no gap seen
        func push(_ value: UInt64) {
            if tailCount < 0 {
                groups = (groups.0 << 16 | groups.1 >> 48, groups.1 << 16 | value)
                count += 1
            } else {
                tail = (tail.0 << 16 | tail.1 >> 48, tail.1 << 16 | value)
                tailCount += 1
            }
        }
        var index = 0
        if bytes.count >= 2, bytes[0] == 0x3A, bytes[1] == 0x3A {
            tailCount = 0
            index = 2
        }
        while index < bytes.count {
            var value: UInt64 = 0
            var digits = 0
            let start = index
            while index < bytes.count, digits < 5, let digit = hexDigit(bytes[index]) {
                value = value << 4 | UInt64(digit)
                digits += 1
                index += 1
            }
            if index < bytes.count, bytes[index] == 0x2E {
                guard let ipv4 = parseIPv4(bytes, start) else { return nil }
                push(UInt64(ipv4 >> 16))
                push(UInt64(ipv4 & 0xFFFF))
                index = bytes.count
                break
            }
            guard (1...4).contains(digits) else { return nil }
            push(value)
            if count + max(tailCount, 0) > 8 { return nil }
            if index == bytes.count { break }
            guard bytes[index] == 0x3A else { return nil }
            index += 1
            if index == bytes.count { return nil }
            if bytes[index] == 0x3A {
                if tailCount >= 0 { return nil }
                tailCount = 0
                index += 1
            }
        }
        if tailCount < 0 { return count == 8 ? groups : nil }
        guard count + tailCount <= 7 else { return nil }
        // The groups before the gap move to the top; the gap is zeros.
        let shift = (8 - count) * 16
        let moved: (UInt64, UInt64) = shift >= 128 ? (0, 0)
            : shift >= 64 ? (groups.1 << UInt64(shift - 64), 0)
            : shift == 0 ? groups : (groups.0 << UInt64(shift) | groups.1 >> UInt64(64 - shift), groups.1 << UInt64(shift))
        return (moved.0 | tail.0, moved.1 | tail.1)
    }

    private static func hexDigit(_ byte: UInt8) -> UInt8? {
        switch byte {
        case 48...57: byte - 48
        case 65...70: byte - 55
        case 97...102: byte - 87
        default: nil
        }
    }
}
