import Base
import Testing

@testable import Proxies

/// A reload must not send traffic to a server that was down or taken out by hand.
@Suite("Server state files (spec/balancing.md 2.4)")
struct StateFileTests {
    static func backend(weight: Int = 5, disabled: Bool = false) -> TestBackend {
        TestBackend(.roundrobin, weights: [weight]) { settings in
            settings.id = 3
            settings.servers[0].check = true
            settings.servers[0].disabled = disabled
        }
    }

    @Test("a line has 25 columns in HAProxy's order")
    func writes() {
        let backend = Self.backend()
        _ = backend.proxy.servers[0].setAddress(SocketAddress(ipv4: 0x7F00_0001, port: 19081), portOffset: nil)
        #expect(StateFile.line(for: backend.proxy.servers[0], now: 1005)
            == "3 be 1 a 127.0.0.1 2 0 5 5 5 1 0 0 6 0 0 0 - 19081 - 0 0 - - 0\n")
        #expect(StateFile.head.split(separator: "\n")[1].split(separator: " ").count == 26)
    }

    @Test("reading back", arguments: [
        (state: 0, admin: 0, health: 9, serverState: ServerState.stopped, newHealth: 0, newAdmin: ServerAdmin()),
        (1, 0, 9, .running, 1, ServerAdmin()), (2, 0, 0, .running, 4, ServerAdmin()), (3, 0, 0, .stopping, 2, ServerAdmin()),
        (2, 8, 4, .running, 4, .forcedDrain), (0, 1, 0, .stopped, 0, .forcedMaintenance), (2, 2 + 16 + 32, 4, .running, 4, ServerAdmin()),
    ])
    func reads(state: Int, admin: Int, health: Int, serverState: ServerState, newHealth: Int, newAdmin: ServerAdmin) throws {
        let text = "1\n# be_id\n3 be 1 a 127.0.0.1 \(state) \(admin) 7 5 60 6 3 \(health) 6 0 0 0 - 80 - 0 0 - - 0\n"
        let entry = try #require(StateFile.read(text)?.first)
        let server = Self.backend().proxy.servers[0]
        _ = server.restore(entry, now: 1_100_000)
        #expect(server.state == serverState)
        #expect(server.check.health == newHealth)
        #expect(server.admin == newAdmin)
        #expect(server.userWeight == 7)
        #expect(server.lastChange == 1040)
    }

    @Test("the configuration wins where it changed")
    func configurationWins() throws {
        let line = "3 be 1 a 127.0.0.1 0 5 7 6 60 6 3 0 6 0 0 0 - 80 - 0 0 - - 0"
        let entry = try #require(StateFile.Entry(line[...]))
        let server = Self.backend().proxy.servers[0]
        _ = server.restore(entry, now: 1_100_000)
        #expect(server.admin.isEmpty)
        #expect(server.userWeight == 5)
    }

    @Test("bad lines are ignored", arguments: [
        "", "# comment", "3 be 1 a 127.0.0.1 9 0 5 5 5 1 0 0 6 0 0 0 - 80 - 0 0 - - 0", "3 be 1 a 127.0.0.1 2 0 500 5 5 1 0 0 6 0 0 0 - 80",
        "3 be 1 a 127.0.0.1 2 0 5 5 5 2 0 0 6 0 0 0 - 80", "3 be 1 a 127.0.0.1 2 0 5",
    ])
    func refuses(line: String) { #expect(StateFile.Entry(line[...]) == nil) }

    @Test("another version is not read")
    func version() { #expect(StateFile.read("2\n") == nil) }
}
