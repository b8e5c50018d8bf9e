// HTTP: dates inside persistence cookies.

import Base

/// A date as persistence cookies carry it: five digits of base 64, most significant first, of a 30-bit count of four seconds
/// (`s30tob64`, `b64tos30`).
public enum CookieStamp {
    public static let length = 5

    private static let digits: StaticString = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"

    /// Writes `quarters`, units of 4 seconds, to `out`, where ``length`` bytes are writable.
    public static func write(_ quarters: Int64, to out: UnsafeMutablePointer<UInt8>) {
        for index in 0..<length {
            let digit = Int(truncatingIfNeeded: quarters >> Int64(6 * (length - 1 - index))) & 63
            out[index] = digits.utf8Start[digit]
        }
    }

    /// Reads a date at the begin of `text`.
    /// - Returns: seconds since the epoch, or 0 if there is none.
    public static func read(_ text: ByteView) -> Int64 {
        guard text.count >= length else { return 0 }
        var value: Int64 = 0
        for index in 0..<length {
            let byte = text[index]
            let digit: UInt8
            switch byte {
            case 65...90: digit = byte - 65
            case 97...122: digit = byte - 71
            case 48...57: digit = byte + 4
            case 43: digit = 62
            case 47: digit = 63
            default: return 0
            }
            value = value << 6 | Int64(digit)
        }
        return value << 2
    }
}
