import Base
import CShims
import Testing

@Suite("Calendar dates")
struct CalendarDateTests {
    @Test("agree with the C library", arguments: [
        Int64(0), -1, 951_782_400, 951_868_799, 1_709_164_800, 1_709_251_199, 1_795_444_901, 4_102_444_800, 253_402_300_799, -2_208_988_800,
    ])
    func agrees(seconds: Int64) {
        var moment = time_t(seconds), parts = tm()
        gmtime_r(&moment, &parts)
        let date = CalendarDate(seconds: seconds)
        #expect(date.year == Int(parts.tm_year) + 1900)
        #expect(date.month == Int(parts.tm_mon) + 1)
        #expect(date.day == Int(parts.tm_mday))
        #expect(date.hour == Int(parts.tm_hour))
        #expect(date.minute == Int(parts.tm_min))
        #expect(date.second == Int(parts.tm_sec))
        #expect(date.weekday == Int(parts.tm_wday))
    }

    @Test("agree over four centuries of days")
    func days() {
        for day in stride(from: Int64(-60000), to: 120_000, by: 37) {
            var moment = time_t(day * 86400 + 43_200), parts = tm()
            gmtime_r(&moment, &parts)
            let date = CalendarDate(seconds: day * 86400 + 43_200)
            #expect(date.day == Int(parts.tm_mday) && date.month == Int(parts.tm_mon) + 1 && date.weekday == Int(parts.tm_wday))
        }
    }

    @Test("shift by the offset")
    func offset() {
        #expect(CalendarDate(seconds: 1_795_444_901, offset: 3600).hour == (CalendarDate(seconds: 1_795_444_901).hour + 1) % 24)
    }
}
