import Base
import CShims
import Net
import Testing

@Suite("Signals, threads, files of the process", .serialized)
struct ProcessTests {
    final class Box: @unchecked Sendable { var values: [Int32] = [] }

    @Test("signals arrive as events of the loop")
    func signals() {
        // Why a thread of its own: other tests' threads do not block the signal.
        let seen = Box()
        let thread = WorkerThread(name: "signals") {
            SignalReader.block([SIGUSR1, SIGTTIN])
            let loop = EventLoop(index: 0)
            let reader = SignalReader([SIGUSR1, SIGTTIN], loop: loop) { seen.values.append($0) }
            pthread_kill(pthread_self(), SIGUSR1)
            pthread_kill(pthread_self(), SIGTTIN)
            for _ in 0..<50 where seen.values.count < 2 { loop.round(maximumWait: 20) }
            withExtendedLifetime(reader) {}
        }
        thread?.join()
        #expect(Set(seen.values) == [SIGUSR1, SIGTTIN])
    }

    @Test("a thread is bound to its processors")
    func affinity() {
        let seen = Box()
        WorkerThread(name: "bound") {
            seen.values = [ProcessorSet([0]).bindThread() ? 1 : 0, hs_cpu_count(), ProcessorSet([1023]).bindThread() ? 1 : 0]
        }?.join()
        #expect(seen.values == [1, 1, 0])
        #expect(ProcessorSet([3, 1, 3, 5000, -1]).numbers == [1, 3])
        #expect(ProcessorSet.available >= 1)
    }

    @Test("the pid file holds the number and a line feed")
    func pidFile() throws {
        try withFolder { folder in
            let path = "\(folder)/pid"
            try #require(PIDFile(path)).write()
            let file = try #require(fopen(path, "r"))
            defer { fclose(file) }
            var bytes = [UInt8](repeating: 0, count: 64)
            let count = fread(&bytes, 1, 64, file)
            #expect(bytes.prefix(count).elementsEqual("\(getpid())\n".utf8))
            #expect(PIDFile("/nonexistent/pid") == nil)
        }
    }

    @Test("predecessors that are gone are not counted")
    func predecessors() {
        #expect(Predecessors(pids: [getpid(), 0x3FFF_FFFF], signal: SIGUSR1).tell(0) == 1)
    }

    @Test("impossible privileges are refused with HAProxy's words")
    func privileges() {
        var privileges = Privileges()
        privileges.chroot = "/nonexistent"
        #expect(throws: Privileges.Failure(text: "Cannot chroot(/nonexistent).")) { try privileges.enterRoot() }
        #expect(Privileges.user(named: "root") == 0)
        #expect(Privileges.group(named: "root") == 0)
        #expect(Privileges.user(named: "no such user") == nil)
    }
}
