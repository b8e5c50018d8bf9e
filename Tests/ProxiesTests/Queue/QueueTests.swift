import Base
import Testing

@testable import Proxies

/// A lost wake-up is a request that hangs; a wrong order is unfair to those who came first.
@Suite("Queues (spec/balancing.md 3)")
struct QueueTests {
    /// A request with its own waiter.
    final class Request {
        var assignment = ServerAssignment()
        let waiter = TestWaiter()
        let name: String
        init(_ name: String, class: Int = 0, offset: Int = 0) {
            self.name = name
            assignment.priority = QueuePriority(class: `class`, offset: offset)
        }
        func go(_ backend: TestBackend, at now: Tick = 1_000_000) -> AssignStatus {
            backend.proxy.assignServerAndQueue(&assignment, key: .none, waiter: waiter, thread: 0, now: now)
        }
        func end(_ backend: TestBackend) { backend.proxy.releaseSlot(&assignment, now: 1_000_000) }
    }

    static func single(maxconn: Int = 1, maxqueue: Int = 0, redispatch: Bool = false) -> TestBackend {
        TestBackend(.roundrobin, weights: [1]) { settings in
            settings.servers[0].maxconn = maxconn
            settings.servers[0].maxqueue = maxqueue
            settings.redispatch = redispatch ? .init() : nil
        }
    }

    @Test("a freed place goes to the first who waits")
    func order() {
        let backend = Self.single()
        let holder = Request("holder")
        #expect(holder.go(backend) == .ok)
        let waiting = (0..<3).map { Request("\($0)") }
        for request in waiting { #expect(request.go(backend) == .queued) }
        #expect(backend.proxy.queue.count == 3)
        #expect(backend.proxy.queue.maxCount == 3)
        holder.end(backend)
        #expect(waiting.map(\.waiter.released) == [1, 0, 0])
        let (released, granted) = backend.proxy.endWait(&waiting[0].assignment)
        #expect(released && granted)
        #expect(waiting[0].assignment.server?.name == "a")
        #expect(backend.proxy.served == 1)
        waiting[0].end(backend)
        #expect(waiting.map(\.waiter.released) == [1, 1, 0])
        _ = backend.proxy.endWait(&waiting[1].assignment)
        _ = backend.proxy.endWait(&waiting[2].assignment)
        // As `%bq` shows them: the third gave up after two were served.
        #expect(waiting.map(\.assignment.backendQueueLength) == [1, 2, 3])
    }

    @Test("class, then offset, then arrival (statement 38)")
    func priorities() {
        let backend = Self.single()
        let holder = Request("holder")
        #expect(holder.go(backend) == .ok)
        let requests = [
            Request("lo", class: 1), Request("n1"), Request("n2"), Request("offset", offset: -2000), Request("class", class: -5),
        ]
        for (index, request) in requests.enumerated() { #expect(request.go(backend, at: 1_000_000 + Int64(index)) == .queued) }
        var order: [String] = []
        var current = holder
        for _ in requests {
            current.end(backend)
            guard let next = requests.first(where: { $0.waiter.released == 1 && !order.contains($0.name) }) else { break }
            _ = backend.proxy.endWait(&next.assignment)
            order.append(next.name)
            current = next
        }
        #expect(order == ["class", "offset", "n1", "n2", "lo"])
    }

    @Test("who gives up leaves the queue, and a place granted meanwhile is not lost")
    func leaving() {
        let backend = Self.single()
        let holder = Request("holder")
        let first = Request("first")
        let second = Request("second")
        _ = holder.go(backend)
        _ = first.go(backend)
        _ = second.go(backend)
        #expect(backend.proxy.endWait(&first.assignment) == (false, false))
        #expect(backend.proxy.queue.count == 1)
        holder.end(backend)
        #expect(second.waiter.released == 1)
        #expect(first.waiter.released == 0)
        // The second was granted the place but gives up at the same moment.
        #expect(backend.proxy.endWait(&second.assignment) == (true, true))
        second.end(backend)
        #expect(backend.proxy.served == 0)
    }

    @Test("persistence waits at its server; maxqueue bounds that (statement 36)")
    func serverQueue() {
        let backend = TestBackend(.roundrobin, weights: [1, 1]) { settings in
            settings.servers[0].maxconn = 1
            settings.servers[0].maxqueue = 1
            settings.redispatch = .init()
        }
        let server = backend.proxy.servers[0]
        let requests = (0..<3).map { Request("\($0)") }
        for request in requests {
            request.assignment.direct(to: server)
            request.assignment.followsCookie = true
        }
        #expect(requests[0].go(backend) == .ok)
        #expect(requests[1].go(backend) == .queued)
        #expect(requests[2].go(backend) == .full)
        #expect(server.queue.count == 1)
        #expect(backend.proxy.mayLeaveFullServer(&requests[2].assignment))
        #expect(requests[2].go(backend) == .ok)
        #expect(requests[2].assignment.server?.name == "b")
        #expect(requests[2].assignment.wasRedispatched)
        #expect(!requests[2].assignment.followsCookie)
        requests[0].end(backend)
        #expect(requests[1].waiter.released == 1)
    }

    @Test("maxqueue without redispatch is final")
    func finalMaxqueue() {
        let backend = Self.single(maxqueue: 1)
        let request = Request("x")
        request.assignment.direct(to: backend.proxy.servers[0])
        #expect(!backend.proxy.mayLeaveFullServer(&request.assignment))
    }

    @Test("minconn and fullconn make the limit follow the load")
    func dynamicLimit() {
        let backend = TestBackend(.roundrobin, weights: [1]) { settings in
            settings.servers[0].minconn = 2
            settings.servers[0].maxconn = 10
            settings.fullconn = 100
        }
        let server = backend.proxy.servers[0]
        #expect(server.dynamicMaxconn == 2)
        for _ in 0..<50 { backend.proxy.streamEntered() }
        #expect(server.dynamicMaxconn == 5)
        for _ in 0..<50 { backend.proxy.streamEntered() }
        #expect(server.dynamicMaxconn == 10)
        for _ in 0..<100 { backend.proxy.streamLeft() }
        #expect(server.dynamicMaxconn == 2)
    }

    @Test("maintenance sends the waiting elsewhere; with the last server they all choose again")
    func redistribution() {
        let backend = TestBackend(.roundrobin, weights: [1, 1]) { settings in
            settings.servers[0].maxconn = 1
            settings.servers[1].maxconn = 1
        }
        let proxy = backend.proxy
        let holders = [Request("h0"), Request("h1")]
        for holder in holders { #expect(holder.go(backend) == .ok) }
        let persistent = Request("persistent")
        persistent.assignment.direct(to: proxy.servers[0])
        let forced = Request("forced")
        forced.assignment.direct(to: proxy.servers[0])
        forced.assignment.isForced = true
        let free = Request("free")
        #expect(persistent.go(backend) == .queued)
        #expect(forced.go(backend) == .queued)
        #expect(free.go(backend) == .queued)
        let first = proxy.servers[0].setMaintenance(now: 1_001_000)
        #expect(persistent.waiter.released == 1)
        #expect(forced.waiter.released == 0)
        #expect(free.waiter.released == 0)
        #expect(first.messages.map(\.message.text) == [
            "Server be/a is going DOWN for maintenance. 1 active and 0 backup servers left. 0 sessions active, 1 requeued, 1 remaining in queue.",
        ])
        #expect(proxy.endWait(&persistent.assignment) == (true, false))
        let second = proxy.servers[1].setMaintenance(now: 1_001_000)
        #expect(free.waiter.released == 1)
        #expect(second.messages.last?.message.text == "backend be has no server available!")
        #expect(second.messages.last?.message.level == .emergency)
        #expect(proxy.endWait(&free.assignment) == (true, false))
        #expect(free.go(backend) == .noServer)
    }

    @Test("a server that comes up serves the backend's queue at once, backups only alone")
    func grabbing() {
        let backend = TestBackend(.roundrobin, weights: [1, 1, 1], backups: [2]) { settings in
            for index in 0..<3 { settings.servers[index].maxconn = 1 }
        }
        let proxy = backend.proxy
        _ = proxy.servers[1].setMaintenance(now: 1_000_000)
        let holder = Request("holder")
        #expect(holder.go(backend) == .ok)
        let waiting = Request("waiting")
        #expect(waiting.go(backend) == .queued)
        _ = proxy.servers[1].setReady(now: 1_000_000)
        #expect(waiting.waiter.released == 1)
        #expect(proxy.endWait(&waiting.assignment) == (true, true))
        #expect(waiting.assignment.server?.name == "b")
    }

    @Test("the retry after a failure: wait, same server, or another (spec 3)")
    func redispatch() {
        let backend = TestBackend(.roundrobin, weights: [1, 1]) { settings in
            settings.redispatch = .init()
            settings.timeouts.connect = 200
        }
        let proxy = backend.proxy
        let request = Request("r")
        #expect(request.go(backend) == .ok)
        // Not persistent, two servers: every retry moves, at once.
        #expect(proxy.chooseRedispatch(&request.assignment, attempt: 1, retries: 3, thread: 0, now: 0) == .redispatch)
        #expect(proxy.retryDelay(after: .redispatch, isTimeout: false, isReused: false) == 0)
        #expect(request.go(backend) == .ok)
        #expect(proxy.servers[0].counters.total(.redispatches) == 1)
        // Persistent: only the last retry moves.
        let persistent = Request("p")
        persistent.assignment.direct(to: proxy.servers[0])
        #expect(persistent.go(backend) == .ok)
        for (attempt, choice) in [(1, RetryChoice.sameServer), (2, .sameServer), (3, .redispatch)] {
            #expect(proxy.chooseRedispatch(&persistent.assignment, attempt: attempt, retries: 3, thread: 0, now: 0) == choice)
        }
        #expect(proxy.retryDelay(after: .sameServer, isTimeout: false, isReused: false) == 200)
        #expect(proxy.retryDelay(after: .sameServer, isTimeout: true, isReused: false) == 0)
        #expect(proxy.retryDelay(after: .sameServer, isTimeout: false, isReused: true) == 0)
        #expect(proxy.servers[0].counters.total(.retries) == 2)
        let plain = TestBackend(.roundrobin, weights: [1, 1])
        let stubborn = Request("s")
        #expect(stubborn.go(plain) == .ok)
        #expect(plain.proxy.chooseRedispatch(&stubborn.assignment, attempt: 3, retries: 3, thread: 0, now: 0) == .sameServer)
        #expect(plain.proxy.retryDelay(after: .sameServer, isTimeout: false, isReused: false) == 1000)
    }
}
