// Config: versions and their order.

/// A version such as `3.4.0` or `2.4-dev19`.
public struct Version: Sendable, Comparable, CustomStringConvertible {
    /// The dotted numbers, four of them; missing ones are 0.
    public let numbers: [Int]
    /// N of `-devN`; `nil` for a release.
    public let development: Int?

    public init(_ major: Int, _ minor: Int, _ patch: Int = 0, development: Int? = nil) {
        numbers = [major, minor, patch, 0]
        self.development = development
    }

    /// Reads a version; `nil` when the text is none.
    ///
    /// What follows the numbers and the development mark (commits, build names) does not count.
    public init?(_ text: some StringProtocol) {
        let parts = text.split(separator: "-", omittingEmptySubsequences: false)
        var numbers: [Int] = []
        var letters = false
        for part in parts[0].split(separator: ".", omittingEmptySubsequences: false) {
            guard numbers.count < 4, !letters else { return nil }
            let digits = part.prefix { $0.isASCII && $0.isNumber }
            guard let number = Int(digits) else { return nil }
            // Why: old OpenSSL releases end in a letter, 1.1.1w.
            letters = digits.endIndex != part.endIndex
            guard part[digits.endIndex...].allSatisfy({ $0.isASCII && $0.isLetter }) else { return nil }
            numbers.append(number)
        }
        self.numbers = numbers + Array(repeating: 0, count: 4 - numbers.count)
        development = parts.dropFirst().lazy.compactMap { part in
            part.hasPrefix("dev") ? Int(part.dropFirst(3)) ?? 0 : nil
        }.first
    }

    public static func < (a: Version, b: Version) -> Bool {
        for (x, y) in zip(a.numbers, b.numbers) where x != y { return x < y }
        return (a.development ?? .max) < (b.development ?? .max)
    }

    /// `3.4.0`
    public var description: String {
        numbers.prefix(3).map(String.init).joined(separator: ".") + (development.map { "-dev\($0)" } ?? "")
    }
}
