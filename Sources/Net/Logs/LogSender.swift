// Net: log messages on their way out.
//
// Question  How does a finished line reach its syslog server?
// Owns      LogSender (one a thread), LogDrops.
// Invariants  One datagram (or one line) a message, sent at once, never waiting; what the kernel refuses is counted.
// Source    HAProxy manual §4.2 `log`; RFC 3164, RFC 5424; `__do_send_log`.
import Base
import CShims
import Synchronization

/// Messages that the kernel did not take (`dropped_logs`), over all threads.
public enum LogDrops {
    private static let counter = Atomic<Int>(0)
    /// Messages lost since the start.
    public static var count: Int { counter.load(ordering: .relaxed) }
    static func add() { counter.add(1, ordering: .relaxed) }
}

/// Counts the messages of one sampled `log` line, for all threads together.
public final class LogRound: Sendable {
    private let position = Atomic<Int>(0)
    public init() {}
    /// The next message's position from 0.
    func next() -> Int { position.wrappingAdd(1, ordering: .relaxed).oldValue & Int.max }
}

/// A `log` line in use: its settings and what its messages share.
public struct LogRoute: Sendable {
    public let target: LogTarget
    let round: LogRound?
    /// The layout in use.
    public let layout: LogTarget.Layout

    /// - Parameter hasHostname: whether `log-send-hostname` is on, which changes the default layout.
    public init(_ target: LogTarget, hasHostname: Bool) {
        self.target = target
        round = target.sampling == nil ? nil : LogRound()
        layout = target.layout ?? (hasHostname ? .rfc3164 : .local)
    }
}

/// Whose name messages bear.
public struct LogIdentity: Sendable {
    /// `log-tag`, or the program's name.
    public var tag: [UInt8]
    /// `log-send-hostname`; empty: not sent.
    public var hostname: [UInt8]
    public init(tag: String, hostname: String?) {
        self.tag = Array(tag.utf8)
        self.hostname = Array((hostname ?? "").utf8)
    }
}

/// Sends messages of one thread.
public final class LogSender {
    /// Sockets by family: IPv4, IPv6, UNIX; opened when first needed.
    private var sockets: (Int32, Int32, Int32) = (-1, -1, -1)
    private var localTime = LocalTime()
    private var dateSecond = Int64.min
    /// `Nov 24 14:01:27`
    private let shortDate = UnsafeMutablePointer<UInt8>.allocate(capacity: 16)
    /// `2026-11-24T14:01:27.000000+00:00`, microseconds patched in.
    private let isoDate = UnsafeMutablePointer<UInt8>.allocate(capacity: 32)
    private var header: Buffer
    private let pidText: [UInt8]
    private var nonBlocking: Set<Int32> = []

    static let headerRoom = 512

    public init(pid: Int32) {
        header = Buffer(area: .allocate(capacity: LogSender.headerRoom), capacity: LogSender.headerRoom)
        pidText = Array("\(pid)".utf8)
    }

    deinit {
        shortDate.deallocate()
        isoDate.deallocate()
        header.area?.deallocate()
        for fd in [sockets.0, sockets.1, sockets.2] where fd >= 0 { close(fd) }
    }

    /// Sends one message to every route that wants it.
    /// - Parameters:
    ///   - message: the text, without final newline.
    ///   - structuredData: RFC 5424 structured data, brackets included; empty: none.
    ///   - wall: microseconds since 1970.
    public func send(
        _ message: ByteView, level: SyslogLevel, structuredData: ByteView = ByteView(start: nil, count: 0),
        identity: LogIdentity, to routes: [LogRoute], wall: Int64
    ) {
        routes.withUnsafeBufferPointer { routes in
            for index in routes.indices { send(message, level, structuredData, identity, routes[index], wall) }
        }
    }

    private func send(
        _ message: ByteView, _ level: SyslogLevel, _ structuredData: ByteView, _ identity: LogIdentity, _ route: LogRoute,
        _ wall: Int64
    ) {
        if level > route.target.leastSevere { return }
        if let sampling = route.target.sampling, let round = route.round, !sampling.contains(round.next()) { return }
        header.reset()
        let shown = max(level, route.target.mostSevere)
        compose(route.layout, shown, route.target.facility, identity, structuredData.isEmpty, wall)
        var room = route.target.maxLength - header.count
        let data = route.layout == .rfc5424 && room > 0
            ? ByteView(rebasing: structuredData.prefix(max(0, room - 1))) : ByteView(start: nil, count: 0)
        room -= data.isEmpty ? 0 : data.count + 1
        let text = ByteView(rebasing: message.prefix(max(0, room)))
        switch route.target.destination {
        case .datagrams(let address):
            let fd = socket(for: address)
            if fd < 0 { return LogDrops.add() }
            let sent = address.withSockaddr { pointer, length in
                write(fd, UnsafeMutableRawPointer(mutating: UnsafeRawPointer(pointer)), length, data, text)
            }
            if !sent { LogDrops.add() }
        case .descriptor(let fd):
            if !nonBlocking.contains(fd) {
                nonBlocking.insert(fd)
                _ = hs_fcntl(fd, F_SETFL, hs_fcntl(fd, F_GETFL, 0) | O_NONBLOCK)
            }
            if !write(fd, nil, 0, data, text) { LogDrops.add() }
        }
    }

    /// One system call: header, structured data, text, newline.
    private func write(
        _ fd: Int32, _ name: UnsafeMutableRawPointer?, _ length: socklen_t, _ data: ByteView, _ text: ByteView
    ) -> Bool {
        var newline: UInt16 = UInt16(10).littleEndian | UInt16(32) << 8
        return withUnsafeTemporaryAllocation(of: iovec.self, capacity: 5) { parts in
            withUnsafeMutableBytes(of: &newline) { ends in
                var count = 0
                func add(_ base: UnsafeRawPointer?, _ size: Int) {
                    guard size > 0 else { return }
                    parts[count] = iovec(iov_base: UnsafeMutableRawPointer(mutating: base), iov_len: size)
                    count += 1
                }
                add(header.readable.baseAddress, header.count)
                if !data.isEmpty {
                    add(data.baseAddress, data.count)
                    add(ends.baseAddress.unsafelyUnwrapped + 1, 1)
                }
                add(text.baseAddress, text.count)
                add(ends.baseAddress, 1)
                let total = parts[0..<count].reduce(0) { $0 + $1.iov_len }
                if name == nil { return writev(fd, parts.baseAddress, Int32(count)) == total }
                var message = msghdr()
                message.msg_name = name
                message.msg_namelen = length
                message.msg_iov = parts.baseAddress
                message.msg_iovlen = count
                return sendmsg(fd, &message, Int32(MSG_DONTWAIT | MSG_NOSIGNAL)) == total
            }
        }
    }

    private func socket(for address: SocketAddress) -> Int32 {
        let known: Int32
        switch address.family {
        case .ipv4: known = sockets.0
        case .ipv6: known = sockets.1
        default: known = sockets.2
        }
        if known >= 0 { return known }
        let fd = CShims.socket(address.domain, Int32(SOCK_DGRAM.rawValue | SOCK_CLOEXEC.rawValue | SOCK_NONBLOCK.rawValue), 0)
        switch address.family {
        case .ipv4: sockets.0 = fd
        case .ipv6: sockets.1 = fd
        default: sockets.2 = fd
        }
        return fd
    }

    // MARK: Headers

    private func compose(
        _ layout: LogTarget.Layout, _ level: SyslogLevel, _ facility: SyslogFacility, _ identity: LogIdentity,
        _ isPlain: Bool, _ wall: Int64
    ) {
        switch layout {
        case .local, .rfc3164:
            priority(facility.code << 3 | level.rawValue)
            refreshDates(wall)
            header.append(ByteView(start: shortDate, count: 15))
            header.append(32)
            if layout == .rfc3164 {
                if identity.hostname.isEmpty { header.append("localhost") } else { append(identity.hostname) }
                header.append(32)
            }
            append(identity.tag)
            header.append(91)
            append(pidText)
            header.append("]: ")
        case .rfc5424:
            priority(facility.code << 3 | level.rawValue)
            header.append("1 ")
            appendISO(wall)
            header.append(32)
            if identity.hostname.isEmpty { header.append(45) } else { append(identity.hostname) }
            header.append(32)
            append(identity.tag)
            header.append(32)
            append(pidText)
            header.append(" - ")
            if isPlain { header.append("- ") }
        case .priority: priority(facility.code << 3 | level.rawValue)
        case .short: priority(level.rawValue)
        case .timed:
            priority(level.rawValue)
            appendISO(wall)
            header.append(32)
        case .iso:
            appendISO(wall)
            header.append(32)
        case .raw: break
        }
    }

    private func priority(_ value: Int) {
        header.append(60)
        header.append(decimal: UInt64(value))
        header.append(62)
    }

    private func append(_ bytes: [UInt8]) {
        bytes.withUnsafeBufferPointer { _ = header.append(ByteView(rebasing: $0.prefix(120))) }
    }

    private func appendISO(_ wall: Int64) {
        refreshDates(wall)
        var rest = Int(wall % 1_000_000)
        for place in stride(from: 25, through: 20, by: -1) {
            isoDate[place] = UInt8(48 + rest % 10)
            rest /= 10
        }
        header.append(ByteView(start: isoDate, count: 32))
    }

    private func refreshDates(_ wall: Int64) {
        let second = wall / 1_000_000
        if second == dateSecond { return }
        dateSecond = second
        let offset = localTime.offset(at: second)
        let date = CalendarDate(seconds: second, offset: offset)
        var short = Buffer(area: shortDate, capacity: 16)
        short.append(date.monthName)
        short.append(32)
        short.append(date.day < 10 ? 32 : UInt8(48 + date.day / 10))
        short.append(UInt8(48 + date.day % 10))
        short.append(32)
        LogSender.clock(date, to: &short)
        var iso = Buffer(area: isoDate, capacity: 32)
        iso.append(decimal: UInt64(date.year))
        iso.append(45)
        LogSender.two(date.month, to: &iso)
        iso.append(45)
        LogSender.two(date.day, to: &iso)
        iso.append(84)
        LogSender.clock(date, to: &iso)
        iso.append(".000000")
        iso.append(offset < 0 ? 45 : 43)
        LogSender.two(abs(offset) / 3600, to: &iso)
        iso.append(58)
        LogSender.two(abs(offset) % 3600 / 60, to: &iso)
    }

    private static func clock(_ date: CalendarDate, to buffer: inout Buffer) {
        two(date.hour, to: &buffer)
        buffer.append(58)
        two(date.minute, to: &buffer)
        buffer.append(58)
        two(date.second, to: &buffer)
    }

    private static func two(_ value: Int, to buffer: inout Buffer) {
        buffer.append(UInt8(48 + value / 10 % 10))
        buffer.append(UInt8(48 + value % 10))
    }
}
