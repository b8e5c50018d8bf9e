// Streams: what one thread owns.
import Base
import CShims
import HTTP
import Net
import Proxies
import Samples

/// Makes muxes; implemented by the module `Muxes`, which stands above this one (`mux_ops->init`).
public protocol MuxProvider: AnyObject {
    /// Takes over an accepted connection; streams follow when the protocol says so.
    func startFront(_ session: Session, _ connection: Connection)
    /// Makes the endpoint of a new connection to a server; `connection` may still be connecting.
    func startBack(_ connection: Connection, worker: Worker, server: Server?, proxy: Proxy) -> ServerConnection
}

/// Objects of one kind, reused.
final class ObjectPool<Object: AnyObject> {
    private var free: [Object] = []
    private let keepAtMost: Int
    private(set) var used = 0
    private var peak = 0
    init(keepAtMost: Int) {
        self.keepAtMost = keepAtMost
        free.reserveCapacity(min(keepAtMost, 64))
    }
    @inline(__always) func take(orMake make: () -> Object) -> Object {
        used += 1
        if used > peak { peak = used }
        return free.popLast() ?? make()
    }
    /// Lets objects go that were not needed since the last call.
    func trim() -> Bool {
        let wanted = max(0, peak - used)
        peak = used
        guard free.count > wanted else { return false }
        free.removeLast(free.count - wanted)
        return true
    }
    /// The caller must not touch `object` afterwards.
    @inline(__always) func give(_ object: Object) {
        used -= 1
        if free.count < keepAtMost { free.append(object) }
    }
}

/// One thread of the process: its loop, its pools, its idle server connections.
///
/// Everything reached from here is used by this thread only, except live state of ``Proxies``.
public final class Worker: @unchecked Sendable {
    public let loop: EventLoop
    /// The thread's number, from 0.
    public let index: Int
    public let configuration: Configuration
    /// Buffers of `tune.bufsize` bytes.
    public let buffers: BufferPool
    /// Bytes kept free while headers may still be added (`tune.maxrewrite`).
    public let reserve: Int
    /// Spellings of header names for bogus peers (`h1-case-adjust`); `nil` without any.
    public let cases: CaseMap?
    /// `tune.http.maxhdr`.
    public let maxFields: Int
    public let process: ProcessState

    /// HTTP/1 and raw TCP; set once before traffic.
    public var http1: (any MuxProvider)!
    public var passthrough: (any MuxProvider)!

    let streams: ObjectPool<Stream>
    let sessions: ObjectPool<Session>
    let messages: ObjectPool<Message>
    /// Connections that wait for a PROXY protocol header.
    let handshakes = ObjectPool<Handshake>(keepAtMost: 64)
    /// Connections that are closed and may be reused as objects.
    let connections: ObjectPool<Connection>
    /// Idle connections to servers, by ``Server/slot``.
    var idle: [IdleConnections]
    /// All streams of this thread, for `show sess` and hard stop.
    public internal(set) var streamList = StreamList()
    /// All sessions' front connections that are idle between requests: closed first when stopping.
    public let idleFronts = IdleFrontList()
    var purge: IdlePurge?
    private var trimmer: PoolTrimmer?
    /// Bytes sent to clients in this second and the one before (`BytesOutRate`).
    var bytesOutRate = (second: Int64(0), now: UInt64(0), before: UInt64(0))
    /// Buffers, dates and sockets of this thread's logs.
    public let log: LogThread
    /// Servers whose weight this thread renews.
    var slowStarts: [SlowStart] = []
    /// What this thread accepts on.
    var acceptors: [Acceptor] = []
    /// Acceptors that wait for a place.
    var waitingAcceptors: [Acceptor] = []
    /// Read by other threads as a hint: a missed one is caught by the acceptor's timer or the next release.
    var hasWaitingAcceptors: Bool { !waitingAcceptors.isEmpty }
    var lastDescriptorReport: Tick = -1000
    private var sourcePortCursor = 0

    /// The next place in a range of `count` source ports. Threads begin apart, so that they seldom want the same one.
    func nextSourcePort(_ count: Int) -> Int {
        sourcePortCursor &+= 1
        return (index * count / configuration.threads + sourcePortCursor) % count
    }

    /// This thread's memory for evaluating expressions.
    public let scratch = Scratch()
    /// How often this thread ran each rule.
    public let ruleCounters = RuleCounters()

    public init(loop: EventLoop, configuration: Configuration, process: ProcessState) {
        self.loop = loop
        index = loop.index
        self.configuration = configuration
        self.process = process
        let global = configuration.global
        buffers = BufferPool(blockSize: global.tune.bufsize, keepAtMost: 256)
        reserve = global.tune.maxrewrite
        maxFields = global.tune.httpMaxhdr
        var cases = CaseMap()
        for (name, spelling) in global.h1CaseAdjust { try? cases.add(from: Array(name.utf8), to: Array(spelling.utf8)) }
        self.cases = cases.isEmpty ? nil : cases
        streams = ObjectPool(keepAtMost: 256)
        sessions = ObjectPool(keepAtMost: 256)
        messages = ObjectPool(keepAtMost: 512)
        connections = ObjectPool(keepAtMost: 512)
        idle = (0..<configuration.serverSlots).map { _ in IdleConnections() }
        log = LogThread(configuration)
        purge = IdlePurge(worker: self)
        trimmer = PoolTrimmer(worker: self)
    }

    // MARK: Pools

    /// Gives memory back that the last seconds did not need.
    func trimPools() {
        var freed = buffers.trim()
        freed = messages.trim() || freed
        freed = streams.trim() || freed
        freed = sessions.trim() || freed
        freed = connections.trim() || freed
        if freed { hs_release_heap() }
    }

    /// An empty message with a block to hold its head.
    public func takeMessage() -> Message {
        let maxFields = self.maxFields
        let message = messages.take { Message(maxFields: maxFields) }
        message.block = buffers.take()
        return message
    }

    /// Gives a message and its block back.
    public func give(_ message: Message) {
        message.reset()
        buffers.give(&message.block)
        messages.give(message)
    }

    /// A connection object without a descriptor.
    public func takeConnection() -> Connection {
        let loop = self.loop
        return connections.take { Connection(loop: loop) }
    }

    /// Closes a connection and gives the object back.
    public func give(_ connection: Connection) {
        connection.close()
        connection.observer = nil
        connections.give(connection)
    }
}

/// Looks every few seconds whether the pools hold more than traffic needs.
private final class PoolTrimmer: Task {
    private unowned(unsafe) let worker: Worker
    private static let interval: Int64 = 2000

    init(worker: Worker) {
        self.worker = worker
        super.init(loop: worker.loop)
        expire = loop.now + Self.interval
        loop.schedule(self)
    }

    override func run(_ reasons: WakeReasons) {
        worker.trimPools()
        expire = loop.now + Self.interval
        loop.schedule(self)
    }
}
