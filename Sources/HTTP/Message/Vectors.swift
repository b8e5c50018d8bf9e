// HTTP: sixteen bytes at a time.

import Base

/// The tests of ``Words`` on sixteen bytes. Each gives all ones for a byte that is hit.
enum Vectors {
    typealias Bytes = SIMD16<UInt8>

    @inline(__always)
    static func load(_ base: UnsafePointer<UInt8>, _ at: Int) -> Bytes {
        UnsafeRawPointer(base + at).loadUnaligned(as: Bytes.self)
    }

    @inline(__always)
    static func store(_ bytes: Bytes, _ out: UnsafeMutablePointer<UInt8>, _ at: Int) {
        UnsafeMutableRawPointer(out + at).storeBytes(of: bytes, as: Bytes.self)
    }

    /// Index of the first hit; 16 without one.
    @inline(__always)
    static func first(_ hits: SIMDMask<SIMD16<Int8>>) -> Int {
        let halves = unsafeBitCast(hits, to: SIMD2<UInt64>.self)
        let low = UInt64(littleEndian: halves[0])
        if low != 0 { return low.trailingZeroBitCount &>> 3 }
        return 8 &+ UInt64(littleEndian: halves[1]).trailingZeroBitCount &>> 3
    }

    /// Whether nothing is hit.
    @inline(__always)
    static func isClear(_ hits: SIMDMask<SIMD16<Int8>>) -> Bool {
        let halves = unsafeBitCast(hits, to: SIMD2<UInt64>.self)
        return halves[0] | halves[1] == 0
    }

    @inline(__always)
    static func upTo13(_ bytes: Bytes) -> SIMDMask<SIMD16<Int8>> { bytes .<= Bytes(repeating: 13) }

    /// ASCII upper-case letters become lower-case ones.
    @inline(__always)
    static func lowered(_ bytes: Bytes) -> Bytes {
        let upper = (bytes &- Bytes(repeating: 65)) .<= Bytes(repeating: 25)
        return bytes | (unsafeBitCast(upper, to: Bytes.self) & Bytes(repeating: 0x20))
    }

    /// What is neither a letter, a digit nor `-`, for bytes that are lowered.
    @inline(__always)
    static func notAlphanumericOrDash(lowered bytes: Bytes) -> SIMDMask<SIMD16<Int8>> {
        let letter = (bytes &- Bytes(repeating: 97)) .<= Bytes(repeating: 25)
        let digit = (bytes &- Bytes(repeating: 48)) .<= Bytes(repeating: 9)
        let dash = bytes .== Bytes(repeating: 45)
        return .!(letter .| digit .| dash)
    }
}
