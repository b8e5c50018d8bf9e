// Net: reading PROXY protocol headers.
import Base

extension ProxyHeader {
    /// Bytes of a version 1 line at most, its line feed included.
    static let longestLine = 107
    /// The twelve bytes that begin version 2.
    static let signature: (UInt64, UInt32) = (0x0D0A_0D0A_000D_0A51, 0x5549_540A)

    /// Reads a header at the start of `bytes` (`conn_recv_proxy`).
    ///
    /// Pure: call again with more bytes until it does not return `nil`; the outcome does not depend on the pieces.
    /// - Parameter limit: bytes of a header at most, which must fit into the buffer that the caller reads into.
    /// - Returns: `nil` while the header is not complete.
    public static func parse(_ bytes: ByteView, limit: Int = 16_384) throws(Failure) -> ProxyHeader? {
        guard let first = bytes.first else { return nil }
        switch first {
        case 0x50: return try parseLine(bytes)
        case 0x0D: return try parseBinary(bytes, limit: limit)
        default: throw .notHeader
        }
    }

    // MARK: Version 1

    private static func parseLine(_ bytes: ByteView) throws(Failure) -> ProxyHeader? {
        let prefix: StaticString = "PROXY "
        for index in 0..<min(6, bytes.count) where bytes[index] != prefix.utf8Start[index] { throw .notHeader }
        guard let lineFeed = bytes.prefix(longestLine).firstIndex(of: 0x0A) else {
            if bytes.count >= longestLine { throw .badHeader }
            try checkBeginning(bytes)
            return nil
        }
        guard lineFeed >= 7, bytes[lineFeed - 1] == 0x0D else { throw .badHeader }
        var header = ProxyHeader()
        header.length = lineFeed + 1
        var words = Words(bytes: bytes, at: 6, end: lineFeed - 1)
        let family = words.next()
        if family.equals("UNKNOWN") { return header }
        guard family.equals("TCP4") || family.equals("TCP6") else { throw .badProtocol }
        guard let source = SocketAddress(numeric: words.next()), let destination = SocketAddress(numeric: words.next()),
            let sourcePort = port(words.next()), let destinationPort = port(words.next()), words.isAtEnd
        else { throw .badHeader }
        let wanted: SocketAddress.Family = family.equals("TCP4") ? .ipv4 : .ipv6
        guard source.family == wanted, destination.family == wanted else { throw .badHeader }
        header.source = source.with(port: sourcePort)
        header.destination = destination.with(port: destinationPort)
        return header
    }

    /// Words that one space separates.
    private struct Words {
        let bytes: ByteView
        var at: Int
        let end: Int
        var isAtEnd: Bool { at > end }
        mutating func next() -> ByteView {
            guard at <= end else { return ByteView(start: nil, count: 0) }
            let start = at
            while at < end, bytes[at] != 0x20 { at += 1 }
            defer { at += 1 }
            return ByteView(rebasing: bytes[start..<at])
        }
    }

    /// Refuses early what cannot become a header any more, so that nobody waits for the rest of it.
    private static func checkBeginning(_ bytes: ByteView) throws(Failure) {
        guard bytes.count > 6 else { return }
        let rest = ByteView(rebasing: bytes[6...])
        for family in ["TCP4 ", "TCP6 ", "UNKNOWN"] as [StaticString] {
            let count = min(rest.count, family.utf8CodeUnitCount)
            if (0..<count).allSatisfy({ rest[$0] == family.utf8Start[$0] }) { return }
        }
        throw .badProtocol
    }

    private static func port(_ digits: ByteView) -> UInt16? {
        guard (1...5).contains(digits.count), digits.allSatisfy(ASCII.isDigit), digits.count == 1 || digits[0] != 0x30 else { return nil }
        return UInt16(exactly: digits.reduce(0) { $0 * 10 + Int($1 - 48) })
    }

    // MARK: Version 2

    private static func parseBinary(_ bytes: ByteView, limit: Int) throws(Failure) -> ProxyHeader? {
        for index in 0..<min(12, bytes.count) {
            let expected = index < 8
                ? UInt8(truncatingIfNeeded: signature.0 >> UInt64(56 - 8 * index))
                : UInt8(truncatingIfNeeded: signature.1 >> UInt32(24 - 8 * (index - 8)))
            if bytes[index] != expected { throw .notHeader }
        }
        guard bytes.count >= 16 else {
            // Version and command may be wrong already.
            if bytes.count > 12, bytes[12] != 0x20, bytes[12] != 0x21 { throw .badHeader }
            return nil
        }
        guard bytes[12] == 0x20 || bytes[12] == 0x21 else { throw .badHeader }
        let body = Int(bytes[14]) << 8 | Int(bytes[15])
        let total = 16 + body
        guard total <= limit else { throw .badHeader }
        let addressBytes: Int
        switch bytes[13] {
        case 0x11: addressBytes = 12
        case 0x21: addressBytes = 36
        case 0x12, 0x22, 0x31, 0x32: addressBytes = -1  // datagrams and UNIX sockets: known, but of no use here
        case 0x00: addressBytes = -1
        default: throw .badProtocol
        }
        let isLocal = bytes[12] == 0x20
        if !isLocal, addressBytes > body { throw .badHeader }
        guard bytes.count >= total else { return nil }
        var header = ProxyHeader()
        header.version = 2
        header.length = total
        header.isLocal = isLocal
        // Why: what a LOCAL header carries must be ignored (specification, section 2.2).
        guard !isLocal, addressBytes >= 0 else { return header }
        func number(_ at: Int, _ count: Int) -> UInt64 { (at..<at + count).reduce(0) { $0 << 8 | UInt64(bytes[$1]) } }
        if addressBytes == 12 {
            header.source = SocketAddress(ipv4: UInt32(number(16, 4)), port: UInt16(number(24, 2)))
            header.destination = SocketAddress(ipv4: UInt32(number(20, 4)), port: UInt16(number(26, 2)))
        } else {
            header.source = SocketAddress(ipv6High: number(16, 8), number(24, 8), port: UInt16(number(48, 2)))
            header.destination = SocketAddress(ipv6High: number(32, 8), number(40, 8), port: UInt16(number(50, 2)))
        }
        header.records = Slice(offset: 16 + addressBytes, length: body - addressBytes)
        try checkRecords(ByteView(rebasing: bytes[..<total]), header.records)
        return header
    }

    /// Every record must end where the header does, and a checksum must be right.
    private static func checkRecords(_ header: ByteView, _ records: Slice) throws(Failure) {
        var at = records.start
        while at < records.end {
            guard at + 3 <= records.end else { throw .badHeader }
            let length = Int(header[at + 1]) << 8 | Int(header[at + 2])
            guard at + 3 + length <= records.end else { throw .badHeader }
            if header[at] == RecordType.crc32c {
                guard length == 4 else { throw .badHeader }
                let stored = (0..<4).reduce(UInt32(0)) { $0 << 8 | UInt32(header[at + 3 + $1]) }
                guard CRC32C.of(header, zeroing: at + 3..<at + 7) == stored else { throw .badHeader }
            }
            at += 3 + length
        }
    }
}

extension UnsafeBufferPointer where Element == UInt8 {
    fileprivate func equals(_ literal: StaticString) -> Bool {
        count == literal.utf8CodeUnitCount && (0..<count).allSatisfy { self[$0] == literal.utf8Start[$0] }
    }
}

/// The Castagnoli checksum (RFC 4960, appendix B).
enum CRC32C {
    private static let table: [UInt32] = (0..<256).map { index in
        (0..<8).reduce(UInt32(index)) { value, _ in value & 1 == 1 ? value >> 1 ^ 0x82F6_3B78 : value >> 1 }
    }

    /// The checksum of `bytes`, in which those of `zeroing` count as zero.
    static func of(_ bytes: ByteView, zeroing: Range<Int> = 0..<0) -> UInt32 {
        var value = UInt32.max
        for index in bytes.indices {
            let byte = zeroing.contains(index) ? 0 : bytes[index]
            value = table[Int(UInt8(truncatingIfNeeded: value) ^ byte)] ^ value >> 8
        }
        return ~value
    }
}
