import Base
import CShims
import Testing

@testable import Net

/// What a syslog server would receive.
@Suite("Log messages on the wire (RFC 3164, RFC 5424)")
struct LogSenderTests {
    /// A datagram socket on a port of its own.
    final class Receiver {
        let fd: Int32
        let address: SocketAddress
        init() {
            let descriptor = socket(AF_INET, Int32(SOCK_DGRAM.rawValue), 0)
            fd = descriptor
            SocketAddress(ipv4: 0x7F00_0001).withSockaddr { _ = hs_bind(descriptor, $0, $1) }
            address = .local(of: fd)
        }
        deinit { close(fd) }
        func receive() -> String? {
            var bytes = [UInt8](repeating: 0, count: 65536)
            let count = recv(fd, &bytes, bytes.count, Int32(MSG_DONTWAIT))
            return count < 0 ? nil : String(decoding: bytes[0..<count], as: UTF8.self)
        }
    }

    /// 2026-11-24 14:01:27.000123 UTC.
    static let wall: Int64 = 1_795_528_887_000_123
    let receiver = Receiver()

    func send(
        _ text: String, level: SyslogLevel = .info, structuredData: String = "", hostname: String? = nil, tag: String = "haproxy",
        times: Int = 1, _ edit: (inout LogTarget) -> Void
    ) -> [String] {
        setenv("TZ", "UTC", 1)
        var target = LogTarget(destination: .datagrams(receiver.address), facility: SyslogFacility(named: "local0")!)
        edit(&target)
        let sender = LogSender(pid: 77)
        let routes = [LogRoute(target, hasHostname: hostname != nil)]
        let text = Array(text.utf8), data = Array(structuredData.utf8)
        for _ in 0..<times {
            text.withUnsafeBufferPointer { text in
                data.withUnsafeBufferPointer { data in
                    sender.send(
                        text, level: level, structuredData: data, identity: LogIdentity(tag: tag, hostname: hostname), to: routes,
                        wall: Self.wall)
                }
            }
        }
        var received: [String] = []
        while let message = receiver.receive() { received.append(message) }
        return received
    }

    @Test("has the layout's header", arguments: [
        (LogTarget.Layout?.none, "<134>Nov 24 14:01:27 haproxy[77]: hello\n"),
        (.local, "<134>Nov 24 14:01:27 haproxy[77]: hello\n"),
        (.rfc3164, "<134>Nov 24 14:01:27 localhost haproxy[77]: hello\n"),
        (.rfc5424, "<134>1 2026-11-24T14:01:27.000123+00:00 - haproxy 77 - - hello\n"),
        (.priority, "<134>hello\n"),
        (.short, "<6>hello\n"),
        (.timed, "<6>2026-11-24T14:01:27.000123+00:00 hello\n"),
        (.iso, "2026-11-24T14:01:27.000123+00:00 hello\n"),
        (.raw, "hello\n"),
    ])
    func layouts(layout: LogTarget.Layout?, expected: String) {
        #expect(send("hello") { $0.layout = layout } == [expected])
    }

    @Test("carries host name and structured data")
    func extras() {
        #expect(send("m", hostname: "fooh") { _ in } == ["<134>Nov 24 14:01:27 fooh haproxy[77]: m\n"])
        #expect(
            send("m", structuredData: "[a b=\"c\"]", hostname: "h", tag: "t") { $0.layout = .rfc5424 }
                == ["<134>1 2026-11-24T14:01:27.000123+00:00 h t 77 - [a b=\"c\"] m\n"])
        #expect(send("m", structuredData: "[a]") { $0.layout = .raw } == ["m\n"])
    }

    @Test("is cut at its length, header included, newline apart", arguments: [80, 100, 1024, 50])
    func length(limit: Int) {
        let long = String(repeating: "x", count: 2000)
        #expect(send(long) { $0.maxLength = limit; $0.layout = .raw }.map(\.utf8.count) == [limit + 1])
        #expect(send(long) { $0.maxLength = limit; $0.layout = .rfc3164 }.map(\.utf8.count) == [limit + 1])
    }

    @Test("is filtered and capped by level", arguments: [
        (SyslogLevel.debug, [] as [String]), (.info, []), (.notice, ["<133>m\n"]), (.error, ["<131>m\n"]), (.emergency, ["<130>m\n"]),
    ])
    func levels(level: SyslogLevel, expected: [String]) {
        #expect(send("m", level: level) { $0.layout = .priority; $0.leastSevere = .notice; $0.mostSevere = .critical } == expected)
    }

    @Test("is sampled")
    func sampled() throws {
        let sampling = try LogTarget.Sampling("2-3:4")
        #expect(send("m", times: 9) { $0.layout = .raw; $0.sampling = sampling }.count == 4)
    }

    @Test("that nobody takes is counted")
    func drops() {
        let before = LogDrops.count
        _ = send("m") { $0.destination = .datagrams(SocketAddress(unixPath: "/nonexistent/log")) }
        _ = send("m") { $0.destination = .descriptor(1023) }
        #expect(LogDrops.count >= before + 2)
    }

    @Test("goes to a descriptor as a line")
    func descriptor() {
        var ends: [Int32] = [0, 0]
        #expect(pipe(&ends) == 0)
        defer { close(ends[0]); close(ends[1]) }
        _ = send("m", times: 2) { $0.layout = .short; $0.destination = .descriptor(ends[1]) }
        var bytes = [UInt8](repeating: 0, count: 100)
        let count = read(ends[0], &bytes, 100)
        #expect(String(decoding: bytes[0..<max(0, count)], as: UTF8.self) == "<6>m\n<6>m\n")
    }
}
