// Streams: dates as log lines show them.
import Base
import Samples

/// Writes dates of one thread; the texts of the last second are kept.
struct LogDates {
    /// `24/Nov/2026:14:04:32`, local and GMT, with the zone behind.
    private struct Text {
        var second = Int64.min
        /// 20 bytes of date, a blank, and `+0100`.
        let bytes = UnsafeMutablePointer<UInt8>.allocate(capacity: 32)
        static let dateLength = 20
        static let fullLength = 26
    }

    private var local = Text()
    private var universal = Text()
    private var zone = LocalTime()

    func free() {
        local.bytes.deallocate()
        universal.bytes.deallocate()
    }

    /// `24/Nov/2026:14:04:32.280` in local time (`date2str_log`).
    mutating func appendWithMilliseconds(_ wall: Int64, to line: inout LogLine) {
        let second = wall / 1_000_000
        if local.second != second { LogDates.refresh(&local, second, zone.offset(at: second)) }
        let milliseconds = Int(wall % 1_000_000) / 1000
        let bytes = local.bytes
        // Why: the zone's place is used for the milliseconds; a copy keeps the zone.
        withUnsafeTemporaryAllocation(of: UInt8.self, capacity: 24) { text in
            let base = text.baseAddress.unsafelyUnwrapped
            base.update(from: bytes, count: Text.dateLength)
            base[20] = 46
            base[21] = UInt8(48 &+ milliseconds / 100)
            base[22] = UInt8(48 &+ milliseconds / 10 % 10)
            base[23] = UInt8(48 &+ milliseconds % 10)
            line.append(plain: ByteView(start: base, count: 24))
        }
    }

    /// `24/Nov/2026:14:04:32 +0100` in local time (`localdate2str_log`).
    mutating func appendLocal(_ wall: Int64, to line: inout LogLine) {
        let second = wall / 1_000_000
        if local.second != second { LogDates.refresh(&local, second, zone.offset(at: second)) }
        line.append(plain: ByteView(start: local.bytes, count: Text.fullLength))
    }

    /// `24/Nov/2026:13:04:32 +0000` (`gmt2str_log`).
    mutating func appendUniversal(_ wall: Int64, to line: inout LogLine) {
        let second = wall / 1_000_000
        if universal.second != second { LogDates.refresh(&universal, second, 0) }
        line.append(plain: ByteView(start: universal.bytes, count: Text.fullLength))
    }

    private static func refresh(_ text: inout Text, _ second: Int64, _ offset: Int) {
        text.second = second
        let date = CalendarDate(seconds: second, offset: offset)
        var buffer = Buffer(area: text.bytes, capacity: 32)
        two(date.day, &buffer)
        buffer.append(47)
        buffer.append(date.monthName)
        buffer.append(47)
        two(date.year / 100, &buffer)
        two(date.year % 100, &buffer)
        for value in [date.hour, date.minute, date.second] {
            buffer.append(58)
            two(value, &buffer)
        }
        buffer.append(32)
        buffer.append(offset < 0 ? 45 : 43)
        two(abs(offset) / 3600, &buffer)
        two(abs(offset) % 3600 / 60, &buffer)
    }

    private static func two(_ value: Int, _ buffer: inout Buffer) {
        buffer.append(UInt8(48 + value / 10 % 10))
        buffer.append(UInt8(48 + value % 10))
    }
}
