// HTTP: dates.

import Base

/// Dates of HTTP (RFC 9110 §5.6.7), in seconds since 1970-01-01 00:00 UTC.
public enum HTTPDate {
    /// Bytes of an IMF-fixdate.
    public static let length = 29

    private static let days: StaticString = "SunMonTueWedThuFriSat"
    private static let months: StaticString = "JanFebMarAprMayJunJulAugSepOctNovDec"

    /// Writes an IMF-fixdate, `Sun, 06 Nov 1994 08:49:37 GMT`.
    /// - Parameter seconds: 0 or more, below the year 10000.
    /// - Returns: `false`, with nothing written, without room or outside that range.
    public static func append(_ seconds: Int64, to buffer: inout Buffer) -> Bool {
        guard buffer.contiguousRoom >= length, let area = buffer.area, write(seconds, to: area + buffer.tail) else { return false }
        buffer.tail += length
        return true
    }

    /// Writes an IMF-fixdate to `out`, where ``length`` bytes are writable.
    public static func write(_ seconds: Int64, to out: UnsafeMutablePointer<UInt8>) -> Bool {
        guard seconds >= 0, seconds < 253_402_300_800 else { return false }
        let date = CivilDate(seconds: seconds)
        copy(days, date.weekday, to: out)
        out[3] = 44
        out[4] = 32
        two(date.day, to: out + 5)
        out[7] = 32
        copy(months, date.month - 1, to: out + 8)
        out[11] = 32
        two(date.year / 100, to: out + 12)
        two(date.year % 100, to: out + 14)
        out[16] = 32
        two(date.hour, to: out + 17)
        out[19] = 58
        two(date.minute, to: out + 20)
        out[22] = 58
        two(date.second, to: out + 23)
        out[25] = 32
        out[26] = 71
        out[27] = 77
        out[28] = 84
        return true
    }

    private static func copy(_ names: StaticString, _ index: Int, to out: UnsafeMutablePointer<UInt8>) {
        for at in 0..<3 { out[at] = names.utf8Start[index * 3 + at] }
    }

    private static func two(_ value: Int, to out: UnsafeMutablePointer<UInt8>) {
        out[0] = UInt8(truncatingIfNeeded: 48 + value / 10)
        out[1] = UInt8(truncatingIfNeeded: 48 + value % 10)
    }

    /// Reads an IMF-fixdate, an RFC 850 date or the output of `asctime` (`parse_http_date`).
    /// - Returns: `nil` if it is none of them. The name of the day is not checked against the date.
    public static func parse(_ text: ByteView) -> Int64? {
        var cursor = Cursor(text: text)
        guard let weekday = cursor.letters() else { return nil }
        var date = CivilDate(seconds: 0)
        if cursor.take(44) {
            guard cursor.take(32), let day = cursor.number(2) else { return nil }
            date.day = day
            if weekday.count == 3 {
                // IMF-fixdate.
                guard isDay(weekday, full: false), cursor.take(32), let month = cursor.month(), cursor.take(32), let year = cursor.number(4),
                    cursor.take(32), cursor.time(&date)
                else { return nil }
                date.month = month
                date.year = year
            } else {
                // RFC 850. A year that would be more than 50 years ahead is in the past; without a clock, 70 divides.
                guard isDay(weekday, full: true), cursor.take(45), let month = cursor.month(), cursor.take(45), let year = cursor.number(2),
                    cursor.take(32), cursor.time(&date)
                else { return nil }
                date.month = month
                date.year = year < 70 ? 2000 + year : 1900 + year
            }
            guard cursor.take(32), cursor.take(71), cursor.take(77), cursor.take(84) else { return nil }
        } else {
            // asctime.
            guard isDay(weekday, full: false), cursor.take(32), let month = cursor.month(), cursor.take(32) else { return nil }
            let day: Int? = cursor.take(32) ? cursor.number(1) : cursor.number(2)
            guard let day, cursor.take(32), cursor.time(&date), cursor.take(32), let year = cursor.number(4) else { return nil }
            date.day = day
            date.month = month
            date.year = year
        }
        guard cursor.isAtEnd else { return nil }
        return date.seconds
    }

    private static func isDay(_ name: ByteView, full: Bool) -> Bool {
        for index in 0..<7 {
            let short = ByteView(start: days.utf8Start + index * 3, count: 3)
            if !full {
                if name.equals(short) { return true }
            } else if name.count >= 6, ByteView(rebasing: name[0..<3]).equals(short) {
                return ByteView(rebasing: name[(name.count - 3)...]).equalsIgnoringCase(lowercase: "day")
            }
        }
        return false
    }

    private struct Cursor {
        let text: ByteView
        var at = 0

        init(text: ByteView) { self.text = text }

        var isAtEnd: Bool { at == text.count }

        mutating func take(_ byte: UInt8) -> Bool {
            guard at < text.count, text[at] == byte else { return false }
            at += 1
            return true
        }

        mutating func letters() -> ByteView? {
            let start = at
            while at < text.count, ASCII.isLetter(text[at]) { at += 1 }
            return at > start ? ByteView(rebasing: text[start..<at]) : nil
        }

        mutating func number(_ digits: Int) -> Int? {
            guard at + digits <= text.count else { return nil }
            var value = 0
            for _ in 0..<digits {
                guard ASCII.isDigit(text[at]) else { return nil }
                value = value * 10 + Int(text[at] - 48)
                at += 1
            }
            return value
        }

        mutating func month() -> Int? {
            guard let name = letters(), name.count == 3 else { return nil }
            for index in 0..<12 where name.equals(ByteView(start: months.utf8Start + index * 3, count: 3)) { return index + 1 }
            return nil
        }

        mutating func time(_ date: inout CivilDate) -> Bool {
            guard let hour = number(2), take(58), let minute = number(2), take(58), let second = number(2) else { return false }
            date.hour = hour
            date.minute = minute
            date.second = second
            return true
        }
    }
}

/// A moment by calendar and clock, UTC, in the Gregorian calendar.
public struct CivilDate: Equatable, Sendable {
    public var year: Int
    /// 1 to 12.
    public var month: Int
    /// 1 to 31.
    public var day: Int
    public var hour: Int
    public var minute: Int
    /// 0 to 60.
    public var second: Int
    /// 0 is Sunday.
    public var weekday: Int

    /// The moment so many seconds after 1970-01-01 00:00 UTC (days from civil, after Howard Hinnant).
    public init(seconds: Int64) {
        let days = Int(seconds >= 0 ? seconds / 86400 : (seconds - 86399) / 86400)
        let rest = Int(seconds) - days * 86400
        hour = rest / 3600
        minute = rest / 60 % 60
        second = rest % 60
        weekday = ((days + 4) % 7 + 7) % 7
        let shifted = days + 719_468
        let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
        let dayOfEra = shifted - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let shiftedMonth = (5 * dayOfYear + 2) / 153
        day = dayOfYear - (153 * shiftedMonth + 2) / 5 + 1
        month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
        year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
    }

    /// Seconds since 1970-01-01 00:00 UTC; `nil` if a part is out of range.
    public var seconds: Int64? {
        guard year >= 0, year <= 9999, month >= 1, month <= 12, day >= 1, day <= Self.days(in: month, of: year), hour >= 0, hour < 24,
            minute >= 0, minute < 60, second >= 0, second <= 60
        else { return nil }
        let shiftedYear = month <= 2 ? year - 1 : year
        let era = (shiftedYear >= 0 ? shiftedYear : shiftedYear - 399) / 400
        let yearOfEra = shiftedYear - era * 400
        let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
        let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
        return Int64(era * 146_097 + dayOfEra - 719_468) * 86400 + Int64(hour * 3600 + minute * 60 + second)
    }

    static func days(in month: Int, of year: Int) -> Int {
        switch month {
        case 4, 6, 9, 11: 30
        case 2: (year % 4 == 0 && year % 100 != 0) || year % 400 == 0 ? 29 : 28
        default: 31
        }
    }
}
