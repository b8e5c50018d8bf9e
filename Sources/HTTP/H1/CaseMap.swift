// HTTP: header names spelt as old clients and servers insist.

import Base

/// The spellings of `h1-case-adjust` and `h1-case-adjust-file` (manual §3.1).
///
/// Built while the configuration is read, then never changed.
public struct CaseMap: Sendable {
    public enum Failure: Error, Equatable, Sendable {
        /// The two names differ in more than case, or the first is not in lower case.
        case notASpelling
        /// The name has a spelling already.
        case duplicate
        /// Not a header name.
        case badName
    }

    /// All spellings, one behind the other, each of the length of its name.
    private final class Storage: Sendable {
        nonisolated(unsafe) let bytes: UnsafeMutablePointer<UInt8>
        let capacity: Int
        init(_ spellings: [[UInt8]]) {
            // Written here once and only read afterwards, hence safe to share.
            capacity = spellings.reduce(0) { $0 + $1.count }
            bytes = .allocate(capacity: max(capacity, 1))
            var at = 0
            for spelling in spellings {
                for byte in spelling {
                    bytes[at] = byte
                    at += 1
                }
            }
        }
        deinit { bytes.deallocate() }
    }

    private var spellings: [[UInt8]] = []
    private var slices: [Slice] = []
    private var storage = Storage([])

    public init() {}

    public var isEmpty: Bool { slices.isEmpty }

    /// Adds the spelling `to` for the name `from`, which must be in lower case.
    public mutating func add(from: [UInt8], to: [UInt8]) throws(Failure) {
        guard !from.isEmpty, from.allSatisfy(HTTPCharacter.isToken), to.allSatisfy(HTTPCharacter.isToken) else { throw .badName }
        guard from.count == to.count, zip(from, to).allSatisfy({ $0 == ASCII.lowered($1) }) else { throw .notASpelling }
        for known in spellings where known.count == from.count {
            if zip(known, from).allSatisfy({ ASCII.lowered($0) == $1 }) { throw .duplicate }
        }
        spellings.append(to)
        storage = Storage(spellings)
        var at = 0
        slices = spellings.map { spelling in
            defer { at += spelling.count }
            return Slice(offset: at, length: spelling.count)
        }
    }

    /// The spelling for a name in lower case; `nil` if it stays. Valid as long as the map.
    public func spelling(of name: ByteView) -> ByteView? {
        for slice in slices where slice.count == name.count {
            let spelling = slice.view(in: storage.bytes)
            var index = 0
            while index < name.count, ASCII.lowered(spelling[index]) == name[index] { index += 1 }
            if index == name.count { return spelling }
        }
        return nil
    }
}
