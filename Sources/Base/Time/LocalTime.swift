// Base: calendar dates without a C call each.
import CShims

/// A date in the proleptic Gregorian calendar.
@frozen
public struct CalendarDate: Sendable, Equatable {
    public var year: Int, month: Int, day: Int, hour: Int, minute: Int, second: Int
    /// Days since Sunday.
    public var weekday: Int

    /// The date of `seconds` since 1970, `offset` seconds east of Greenwich.
    public init(seconds: Int64, offset: Int = 0) {
        let local = seconds + Int64(offset)
        var days = Int(local / 86400)
        var rest = Int(local % 86400)
        if rest < 0 { rest += 86400; days -= 1 }
        hour = rest / 3600
        minute = rest % 3600 / 60
        second = rest % 60
        weekday = ((days % 7) + 11) % 7
        // Why: the year starts in March here, which puts the leap day last.
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

    /// The month's English abbreviation.
    public var monthName: StaticString {
        switch month {
        case 1: "Jan"
        case 2: "Feb"
        case 3: "Mar"
        case 4: "Apr"
        case 5: "May"
        case 6: "Jun"
        case 7: "Jul"
        case 8: "Aug"
        case 9: "Sep"
        case 10: "Oct"
        case 11: "Nov"
        default: "Dec"
        }
    }
}

/// The machine's time zone, asked once every quarter of an hour.
///
/// Offsets change only at such borders, so the answer is always the C library's.
public struct LocalTime {
    private var quarter = Int64.min
    private var known = 0

    public init() {}

    /// Seconds east of Greenwich at `seconds` since 1970.
    public mutating func offset(at seconds: Int64) -> Int {
        let asked = seconds >= 0 ? seconds / 900 : (seconds - 899) / 900
        if asked == quarter { return known }
        var moment = time_t(seconds)
        var parts = tm()
        known = localtime_r(&moment, &parts) == nil ? 0 : Int(parts.tm_gmtoff)
        quarter = asked
        return known
    }
}
