// Streams: what is counted.
import Base
import HTTP
import Proxies

extension Stream {
    func countRequestError() { frontend.frontendCounters[worker.index][.requestErrors] &+= 1 }

    func countResponseError() {
        backend.backendCounters[worker.index][.responseErrors] &+= 1
        server?.counters[worker.index][.responseErrors] &+= 1
    }

    /// A status that a server sent.
    func countResponse(_ status: Int) {
        let counter = Counter.responses(status)
        if let server {
            server.counters[worker.index][counter] &+= 1
            server.counters[worker.index][.requests] &+= 1
        }
    }

    /// A status that a client gets.
    func countFrontendResponse(_ status: Int) {
        let counter = Counter.responses(status)
        frontend.frontendCounters[worker.index][counter] &+= 1
        if flags.contains(.backendCounted) { backend.backendCounters[worker.index][counter] &+= 1 }
    }

    /// Bytes and times, once at the end (`stream_process_counters`, `stream_update_time_stats`).
    func account() {
        let thread = worker.index
        let bytesIn = request.bytesIn
        let bytesOut = response.bytesIn
        let front = frontend.frontendCounters[thread]
        front[.bytesIn] &+= bytesIn
        front[.bytesOut] &+= bytesOut
        front[.requestBytesOut] &+= request.bytesOut
        front[.responseBytesOut] &+= response.bytesOut
        worker.process.bytesOut.wrappingAdd(response.bytesOut, ordering: .relaxed)
        if let listener = session.listener {
            listener.counters[thread][.bytesIn] &+= bytesIn
            listener.counters[thread][.bytesOut] &+= bytesOut
        }
        guard flags.contains(.backendAssigned) else { return }
        let back = backend.backendCounters[thread]
        back[.bytesIn] &+= bytesIn
        back[.bytesOut] &+= bytesOut
        back[.requestBytesOut] &+= request.bytesOut
        back[.responseBytesOut] &+= response.bytesOut
        guard let server else { return }
        let counters = server.counters[thread]
        counters[.bytesIn] &+= bytesIn
        counters[.bytesOut] &+= bytesOut
        counters[.requestBytesOut] &+= request.bytesOut
        counters[.responseBytesOut] &+= response.bytesOut
        let queue = logs.queue - max(logs.request, 0)
        let connect = logs.connect - logs.queue
        let data = logs.data - logs.connect
        let total = logs.close - Int64(max(logs.idle, 0)) - Int64(logs.handshake)
        if logs.queue >= 0 { times(.queue, queue, counters, back) }
        if logs.connect >= 0 { times(.connect, connect, counters, back) }
        if logs.data >= 0 { times(.response, data, counters, back) }
        times(.total, total, counters, back)
    }

    @inline(__always)
    private func times(_ kind: CounterTime, _ value: Int64, _ a: CounterBlock, _ b: CounterBlock) {
        let value = Int(max(0, value))
        a.duration(kind, value)
        b.duration(kind, value)
    }

    func rememberTimes() {}
}
