// Streams: what is counted.
import Base
import HTTP
import Proxies

extension Stream {
    func countRequestError() { frontCount[.requestErrors] &+= 1 }

    func countResponseError() {
        backCount[.responseErrors] &+= 1
        serverCount?[.responseErrors] &+= 1
    }

    /// A status that a server sent.
    func countResponse(_ status: Int) {
        guard let count = serverCount else { return }
        count[Counter.responses(status)] &+= 1
        count[.requests] &+= 1
    }

    /// A status that a client gets.
    func countFrontendResponse(_ status: Int) {
        let counter = Counter.responses(status)
        frontCount[counter] &+= 1
        if flags.contains(.backendCounted) { backCount[counter] &+= 1 }
    }

    /// Bytes and times, once at the end (`stream_process_counters`, `stream_update_time_stats`).
    func account() {
        countBytes(frontCount)
        worker.process.bytesOut.wrappingAdd(response.bytesOut, ordering: .relaxed)
        worker.noteBytesOut(response.bytesOut)
        if let count = session.listenerCount {
            count[.bytesIn] &+= request.bytesIn
            count[.bytesOut] &+= response.bytesIn
        }
        guard flags.contains(.backendAssigned) else { return }
        countBytes(backCount)
        guard let count = serverCount else { return }
        countBytes(count)
        if logs.queue >= 0 { times(.queue, logs.queue - max(logs.request, 0), count) }
        if logs.connect >= 0 { times(.connect, logs.connect - logs.queue, count) }
        if logs.data >= 0 { times(.response, logs.data - logs.connect, count) }
        times(.total, logs.close - Int64(max(logs.idle, 0)) - Int64(logs.handshake), count)
    }

    @inline(__always)
    private func countBytes(_ count: CounterBlock) {
        count[.bytesIn] &+= request.bytesIn
        count[.bytesOut] &+= response.bytesIn
        count[.requestBytesOut] &+= request.bytesOut
        count[.responseBytesOut] &+= response.bytesOut
    }

    @inline(__always)
    private func times(_ kind: CounterTime, _ value: Int64, _ count: CounterBlock) {
        let value = Int(max(0, value))
        count.duration(kind, value)
        backCount.duration(kind, value)
    }
}
