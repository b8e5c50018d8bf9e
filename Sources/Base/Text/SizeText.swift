// Base: sizes as people write them, `16k` or `1m`.

/// Sizes with optional binary suffixes (HAProxy 3.4 "Size format").
public enum SizeText {
    /// Why a text is no size.
    public enum Failure: Error, Equatable, Sendable {
        /// There is no digit at the start.
        case noNumber
        /// This character belongs neither to a number nor to a suffix.
        case unexpectedCharacter(Character)
        /// The size is 2^63 bytes or more.
        case overflow
    }

    /// Reads a size in bytes: digits and perhaps `k`, `m` or `g`, 1024-based, either case (`parse_size_err`).
    public static func parse(_ text: some StringProtocol) throws(Failure) -> Int {
        let characters = Array(text)
        var index = 0
        var value = 0
        while index < characters.count, let digit = characters[index].asciiDigit {
            let (times, tooLarge) = value.multipliedReportingOverflow(by: 10)
            let (sum, tooLargeSum) = times.addingReportingOverflow(Int(digit))
            guard !tooLarge, !tooLargeSum else { throw .overflow }
            value = sum
            index += 1
        }
        guard index > 0 else { throw characters.isEmpty ? .noNumber : .unexpectedCharacter(characters[0]) }
        guard index < characters.count else { return value }
        let factor: Int
        switch characters[index] {
        case "k", "K": factor = 1 << 10
        case "m", "M": factor = 1 << 20
        case "g", "G": factor = 1 << 30
        default: throw .unexpectedCharacter(characters[index])
        }
        guard index + 1 == characters.count else { throw .unexpectedCharacter(characters[index + 1]) }
        let (bytes, overflow) = value.multipliedReportingOverflow(by: factor)
        guard !overflow else { throw .overflow }
        return bytes
    }
}
