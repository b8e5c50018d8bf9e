// Proxies: what frontends, listeners, backends and servers count.
import Base

/// A number that statistics show; the comment names its column in `show stat` (HAProxy manual, management guide 9.1).
@frozen
public enum Counter: UInt8, CaseIterable, Sendable {
    /// Sessions: streams of a backend or server, connections accepted by a frontend or listener (`stot`).
    case sessions
    /// Connections accepted (`conn_tot`).
    case connections
    /// Bytes of requests (`bin`, `reqbin`).
    case bytesIn
    /// Bytes of responses (`bout`, `resbin`).
    case bytesOut
    /// Bytes of requests sent on (`reqbout`).
    case requestBytesOut
    /// Bytes of responses sent on (`resbout`).
    case responseBytesOut
    /// Requests refused by a rule (`dreq`).
    case deniedRequests
    /// Responses refused by a rule (`dresp`).
    case deniedResponses
    /// Requests with errors (`ereq`).
    case requestErrors
    /// Requests that could not connect to a server (`econ`).
    case connectionErrors
    /// Responses with errors (`eresp`).
    case responseErrors
    /// Repeated connection attempts (`wretr`).
    case retries
    /// Requests moved to another server (`wredis`).
    case redispatches
    /// Times a server was chosen by the balancing algorithm (`lbtot`).
    case balanced
    /// Attempts to connect (`connect`).
    case connects
    /// Idle connections used again (`reuse`).
    case reuses
    /// HTTP requests (`req_tot`).
    case requests
    /// HTTP requests over HTTP/1 (`h1req`).
    case h1Requests
    /// HTTP requests over HTTP/2 (`h2req`).
    case h2Requests
    /// Sessions over HTTP/1 (`h1sess`).
    case h1Sessions
    /// Sessions over HTTP/2 (`h2sess`).
    case h2Sessions
    /// Responses by class (`hrsp_1xx` … `hrsp_5xx`, `hrsp_other`).
    case responses1xx, responses2xx, responses3xx, responses4xx, responses5xx, responsesOther
    /// Transfers given up by the client (`cli_abrt`).
    case clientAborts
    /// Transfers given up by the server (`srv_abrt`).
    case serverAborts
    /// Requests answered here (`intercepted`).
    case intercepted
    /// Connections refused by a rule (`dcon`).
    case deniedConnections
    /// Sessions refused by a rule (`dses`).
    case deniedSessions
    /// Header rewrites that failed (`wrew`).
    case failedRewrites
    /// Errors of our own (`eint`).
    case internalErrors
    /// Failed checks while up (`chkfail`).
    case failedChecks
    /// Errors seen by `observe` that reached the limit (`hanafail`).
    case failedHealthAnalyses

    /// The class counter for a status (`hrsp_…`).
    @inlinable
    public static func responses(_ status: Int) -> Counter {
        switch status {
        case 100..<200: .responses1xx
        case 200..<300: .responses2xx
        case 300..<400: .responses3xx
        case 400..<500: .responses4xx
        case 500..<600: .responses5xx
        default: .responsesOther
        }
    }
}

/// Events a second of these kinds are measured too.
@frozen
public enum CounterRate: UInt8, CaseIterable, Sendable {
    /// Sessions (`rate`, `rate_max`).
    case sessions
    /// HTTP requests (`req_rate`, `req_rate_max`).
    case requests
    /// Connections (`conn_rate`, `conn_rate_max`).
    case connections
}

/// Durations averaged over the last 512 requests, in milliseconds (`qtime`, `ctime`, `rtime`, `ttime` and their maxima).
@frozen
public enum CounterTime: UInt8, CaseIterable, Sendable {
    case queue, connect, response, total
}

/// The numbers that one thread counts for one object.
///
/// Only that thread writes, with plain additions; anyone may read (word-sized loads, so a reader sees a recent value).
/// The handle is trivial: keep it in the session or stream. Valid as long as its ``Counters``.
@frozen
public struct CounterBlock {
    @usableFromInline let words: UnsafeMutablePointer<UInt64>

    @usableFromInline init(words: UnsafeMutablePointer<UInt64>) { self.words = words }

    @usableFromInline static let rateBase = 40
    @usableFromInline static let timeBase = 52
    /// Words of a block: up to 40 counters, then 3 rates of 4 words, then 4 times of 3 words; whole cache lines.
    @usableFromInline static let stride = 64

    /// The counter's value in this thread.
    @inlinable
    public subscript(counter: Counter) -> UInt64 {
        get { words[Int(counter.rawValue)] }
        nonmutating set { words[Int(counter.rawValue)] = newValue }
    }

    /// Notes `count` events at `now` (milliseconds); also the highest number seen in a second.
    @inlinable
    public func event(_ rate: CounterRate, at now: Tick, count: UInt64 = 1) {
        let slot = words + (CounterBlock.rateBase &+ Int(rate.rawValue) &* 4)
        let second = UInt64(truncatingIfNeeded: now / 1000)
        if slot[0] != second { roll(slot, to: second) }
        slot[1] &+= count
    }

    /// Starts the slot of another second: word 0 second, 1 its count, 2 the count of the second before, 3 highest count.
    @usableFromInline
    func roll(_ slot: UnsafeMutablePointer<UInt64>, to second: UInt64) {
        slot[3] = max(slot[3], slot[1])
        slot[2] = second == slot[0] &+ 1 ? slot[1] : 0
        slot[1] = 0
        slot[0] = second
    }

    /// Adds a duration in milliseconds to an average (`swrate_add_dynamic` over `TIME_STATS_SAMPLES`).
    @inlinable
    public func duration(_ time: CounterTime, _ milliseconds: Int) {
        let slot = words + (CounterBlock.timeBase &+ Int(time.rawValue) &* 3)
        let value = UInt64(truncatingIfNeeded: max(0, milliseconds))
        if slot[1] < 512 { slot[1] &+= 1; slot[0] &+= value } else { slot[0] = slot[0] &- (slot[0] &+ 511) / 512 &+ value }
        if value > slot[2] { slot[2] = value }
    }
}

/// The counters of one frontend, backend, server or listener: one block a thread, summed when read.
public final class Counters: @unchecked Sendable {
    // Why this is safe to share: a block is written by its own thread only; readers tolerate values of a moment ago.
    @usableFromInline let words: UnsafeMutablePointer<UInt64>
    /// Number of threads that count.
    public let threads: Int

    public init(threads: Int) {
        self.threads = max(1, threads)
        let count = self.threads * CounterBlock.stride
        // 64-byte alignment: no two threads share a cache line.
        words = UnsafeMutableRawPointer.allocate(byteCount: count * 8, alignment: 64).bindMemory(to: UInt64.self, capacity: count)
        words.initialize(repeating: 0, count: count)
    }

    deinit { UnsafeMutableRawPointer(words).deallocate() }

    /// The block that `thread` (from 0) counts in.
    @inlinable
    public subscript(thread: Int) -> CounterBlock {
        assert(thread >= 0 && thread < threads)
        return CounterBlock(words: words + thread &* CounterBlock.stride)
    }

    /// Sum over all threads.
    public func total(_ counter: Counter) -> UInt64 {
        (0..<threads).reduce(0) { $0 &+ self[$1][counter] }
    }

    /// Events during the last second, from two slots: the current one and the rest of the one before (`read_freq_ctr`).
    /// - Parameter now: monotonic milliseconds.
    public func rate(_ rate: CounterRate, at now: Tick) -> Int {
        let second = UInt64(truncatingIfNeeded: now / 1000)
        let remaining = UInt64(1000 - now % 1000)
        var current: UInt64 = 0
        var previous: UInt64 = 0
        for thread in 0..<threads {
            let slot = slot(rate, thread)
            if slot[0] == second { current &+= slot[1]; previous &+= slot[2] }
            else if slot[0] &+ 1 == second { previous &+= slot[1] }
        }
        // Why: as HAProxy, a single event of the second before does not fade into fractions.
        if previous <= 1, current == 0 { return Int(previous) }
        return Int(current &+ previous &* remaining / 1000)
    }

    /// The most events in any second so far. Exact for one thread; with several it is the sum of their own maxima,
    /// which their common maximum never exceeds.
    public func maximum(_ rate: CounterRate) -> Int {
        Int((0..<threads).reduce(0 as UInt64) { sum, thread in
            let slot = slot(rate, thread)
            return sum &+ max(slot[3], slot[1])
        })
    }

    /// Average in milliseconds over at most the last 512 durations of each thread (`swrate_avg`).
    public func average(_ time: CounterTime) -> Int {
        var sum: UInt64 = 0
        var samples: UInt64 = 0
        for thread in 0..<threads {
            let slot = self[thread].words + CounterBlock.timeBase + Int(time.rawValue) * 3
            sum &+= slot[0]
            samples &+= slot[1]
        }
        return samples == 0 ? 0 : Int((sum &+ samples &- 1) / samples)
    }

    /// The longest duration in milliseconds.
    public func maximum(_ time: CounterTime) -> Int {
        Int((0..<threads).reduce(0 as UInt64) { max($0, self[$1].words[CounterBlock.timeBase + Int(time.rawValue) * 3 + 2]) })
    }

    /// Sets everything to zero (`clear counters all`). Call it while the threads are parked, or accept a lost event.
    public func reset() { words.update(repeating: 0, count: threads * CounterBlock.stride) }

    /// Forgets the maxima (`clear counters`).
    public func resetMaxima() {
        for thread in 0..<threads {
            for rate in CounterRate.allCases { slot(rate, thread)[3] = 0 }
            for time in CounterTime.allCases { self[thread].words[CounterBlock.timeBase + Int(time.rawValue) * 3 + 2] = 0 }
        }
    }

    private func slot(_ rate: CounterRate, _ thread: Int) -> UnsafeMutablePointer<UInt64> {
        self[thread].words + CounterBlock.rateBase + Int(rate.rawValue) * 4
    }
}
