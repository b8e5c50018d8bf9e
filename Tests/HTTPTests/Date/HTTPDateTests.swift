import Base
import HTTP
import Testing

@Suite("Dates (RFC 9110 §5.6.7)")
struct HTTPDateTests {
    private func format(_ seconds: Int64) -> String? {
        let area = UnsafeMutablePointer<UInt8>.allocate(capacity: HTTPDate.length)
        defer { area.deallocate() }
        var buffer = Buffer(area: area, capacity: HTTPDate.length)
        return HTTPDate.append(seconds, to: &buffer) ? buffer.readable.text : nil
    }

    private func parse(_ text: String) -> Int64? { withBytes(text) { HTTPDate.parse($0) } }

    @Test("written", arguments: [
        (0, "Thu, 01 Jan 1970 00:00:00 GMT"), (784_111_777, "Sun, 06 Nov 1994 08:49:37 GMT"), (951_782_400, "Tue, 29 Feb 2000 00:00:00 GMT"),
        (4_107_542_399, "Sun, 28 Feb 2100 23:59:59 GMT"), (4_107_542_400, "Mon, 01 Mar 2100 00:00:00 GMT"), (253_402_300_799, "Fri, 31 Dec 9999 23:59:59 GMT"),
    ] as [(Int64, String)])
    func written(seconds: Int64, text: String) {
        #expect(format(seconds) == text)
        #expect(parse(text) == seconds)
    }

    @Test("outside the range nothing is written")
    func range() {
        #expect(format(-1) == nil)
        #expect(format(253_402_300_800) == nil)
    }

    @Test("read in all three forms", arguments: [
        "Sun, 06 Nov 1994 08:49:37 GMT", "Sunday, 06-Nov-94 08:49:37 GMT", "Sun Nov  6 08:49:37 1994",
    ])
    func forms(text: String) {
        #expect(parse(text) == 784_111_777)
        for end in text.indices { #expect(parse(String(text[..<end])) == nil) }
        #expect(parse(text + " ") == nil)
    }

    @Test("refused", arguments: [
        "", "Sun, 6 Nov 1994 08:49:37 GMT", "Sun, 06 nov 1994 08:49:37 GMT", "Sun, 06 Nov 1994 24:49:37 GMT", "Sun, 31 Feb 1994 08:49:37 GMT", "Sun, 29 Feb 2100 08:49:37 GMT",
        "Xyz, 06 Nov 1994 08:49:37 GMT", "Sun, 06 Nov 1994 08:49:37 UTC", "Sun, 00 Nov 1994 08:49:37 GMT", "Sun Nov 06 08:49:37 94", "Sundae, 06-Nov-94 08:49:37 GMT",
    ])
    func refused(text: String) {
        #expect(parse(text) == nil)
    }

    @Test("calendar and back over 400 years of days")
    func roundTrip() {
        var weekday = 6  // 2000-01-01 was a Saturday
        var seconds: Int64 = 946_684_800 + 3661
        for _ in 0..<146_097 {
            let date = CivilDate(seconds: seconds)
            guard date.seconds == seconds, date.weekday == weekday, date.hour == 1, date.minute == 1, date.second == 1 else {
                Issue.record("\(date)")
                return
            }
            seconds += 86400
            weekday = (weekday + 1) % 7
        }
        #expect(CivilDate(seconds: seconds).year == 2400)
        #expect(CivilDate(seconds: -1) == CivilDate(seconds: -1))
        #expect(CivilDate(seconds: -1).year == 1969)
    }
}
