// Base: durations as people write them, `30s` or `500us`.

/// A unit of time as HAProxy configurations spell it (manual §2.5 "Time format").
public enum TimeUnit: String, Sendable, CaseIterable {
    case microseconds = "us"
    case milliseconds = "ms"
    case seconds = "s"
    case minutes = "m"
    case hours = "h"
    case days = "d"

    /// Length of the unit in microseconds.
    public var inMicroseconds: UInt64 {
        switch self {
        case .microseconds: 1
        case .milliseconds: 1000
        case .seconds: 1_000_000
        case .minutes: 60_000_000
        case .hours: 3_600_000_000
        case .days: 86_400_000_000
        }
    }

    /// Why a text is no duration.
    public enum Failure: Error, Equatable, Sendable {
        /// There is no digit at the start.
        case noNumber
        /// This character belongs neither to a number nor to a unit.
        case unexpectedCharacter(Character)
        /// The duration is above what 31 bits hold in the unit asked for.
        case overflow
    }

    /// The largest duration any unit takes (`TIMER_MAX`): about 24.8 days in milliseconds.
    public static let maximum: Int64 = 2_147_483_647

    /// Reads a duration such as `90`, `30s`, `5ms` or `1d` (`parse_time_err`).
    ///
    /// A rest below one `unit` is rounded up: only zero gives zero.
    /// - Parameters:
    ///   - unit: unit of the result.
    ///   - bareUnit: unit of a number without suffix.
    public static func parse(
        _ text: some StringProtocol, in unit: TimeUnit = .milliseconds, bareUnit: TimeUnit
    ) throws(Failure) -> Int64 {
        let characters = Array(text)
        var index = 0
        var value: UInt64 = 0
        while index < characters.count, let digit = characters[index].asciiDigit {
            // Why: beyond 2^53 it overflows in every unit; the cap keeps the arithmetic below exact.
            value = min(value * 10 + UInt64(digit), 1 << 53)
            index += 1
        }
        guard index > 0 else {
            throw characters.isEmpty ? .noNumber : .unexpectedCharacter(characters[0])
        }
        let suffix = String(characters[index...])
        let given: TimeUnit
        if suffix.isEmpty {
            given = bareUnit
        } else if let known = TimeUnit(rawValue: suffix) {
            given = known
        } else {
            // The first character that no unit has at this place.
            let longest = TimeUnit.allCases.map(\.rawValue).filter { suffix.hasPrefix($0) }.map(\.count).max() ?? 0
            let partial = longest == 0 && suffix.hasPrefix("u") ? 1 : longest
            throw .unexpectedCharacter(characters[min(index + partial, characters.count - 1)])
        }
        guard value > 0 else { return 0 }
        let (total, overflow) = value.multipliedReportingOverflow(by: given.inMicroseconds)
        guard !overflow else { throw .overflow }
        let result = (total - 1) / unit.inMicroseconds + 1
        guard result <= UInt64(maximum) else { throw .overflow }
        return Int64(result)
    }
}

extension Character {
    /// The value of `0`–`9`, else `nil`.
    var asciiDigit: UInt8? {
        guard let code = asciiValue, ASCII.isDigit(code), utf8.count == 1 else { return nil }
        return code - 48
    }
}
