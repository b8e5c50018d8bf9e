// Muxes: HTTP/1 on one side of a stream.
import Base
import HTTP
import Net
import Streams

/// What HTTP/1 needs on both sides: bytes in, bytes out, and where each message's body ends (`struct h1c`, `struct h1s`).
///
/// Subclasses know what a head is there: a request from a client, or a response from a server.
class H1Endpoint: Endpoint {
    /// How far the incoming message is.
    enum InputState: Equatable {
        /// A head, or the rest of one, is awaited.
        case head
        /// So many body bytes are to come.
        case length(UInt64)
        case chunked
        case untilClose
        /// The message is complete.
        case done
        /// Bytes without messages.
        case tunnel
    }

    /// How the outgoing body is written.
    enum OutputState {
        case head, raw, chunked
        /// The whole message was written to ``output``.
        case done
    }

    final let worker: Worker
    final let io: Connection
    /// Received and not yet parsed.
    final var input = Buffer()
    /// Written and not yet sent.
    final var output = Buffer()
    final var inputState = InputState.head
    final var outputState = OutputState.head
    final var parser: HeadParser
    final var chunks = ChunkDecoder()
    /// Bytes on the wire of the current incoming head.
    final var headSize = 0

    init(worker: Worker, connection: Connection, isRequest: Bool, options: ParseOptions) {
        self.worker = worker
        io = connection
        parser = HeadParser(isRequest: isRequest, options: options)
        super.init()
    }

    override var connection: Connection? { io }

    // MARK: Reading

    /// Reads once behind what ``input`` holds.
    final func fillInput() -> Transfer {
        if !input.isAllocated { input = worker.buffers.take() }
        if input.contiguousRoom == 0 { input.realign() }
        guard input.contiguousRoom > 0 else { return .wouldBlock }
        let result = io.receive(into: input.writable)
        if case .moved(let count) = result { input.advance(written: count) }
        return result
    }

    @inline(__always)
    final func releaseInput() { if input.isAllocated, input.isEmpty { worker.buffers.give(&input) } }

    /// Notes how the body of a complete head is framed.
    final func startBody(_ framing: Framing) {
        switch framing.body {
        case .none: inputState = .done
        case .length(let count): inputState = count == 0 ? .done : .length(count)
        case .chunked:
            chunks.reset()
            inputState = .chunked
        case .untilClose: inputState = .untilClose
        case .tunnel: inputState = .done
        }
    }

    /// Moves body bytes into `channel` as far as they go.
    final func receiveBody(into channel: Channel) {
        flags.subtract([.moreToReceive, .wantsRoom])
        switch inputState {
        case .head: return
        case .done: finishInput(channel)
        case .chunked: receiveChunks(into: channel)
        case .length, .untilClose, .tunnel: receiveRaw(into: channel)
        }
        releaseInput()
        noteMore()
    }

    /// Edge-triggered polling tells once: remember that there is more.
    @inline(__always)
    final func noteMore() {
        if inputState != .done, !input.isEmpty || io.canReceive { flags.insert(.moreToReceive) }
    }

    @inline(__always)
    final func finishInput(_ channel: Channel) {
        channel.endOfMessage = true
        flags.insert(.endOfInput)
        noticePeerClose()
    }

    /// Behind a complete message only the peer's departure matters.
    final func noticePeerClose() {
        if io.errorPending {
            io.fetchError()
            if io.error != .none { flags.insert([.error, .endOfStream]) }
        }
        if io.peerClosed, input.isEmpty { flags.insert(.endOfStream) }
    }

    private func receiveRaw(into channel: Channel) {
        if !channel.buffer.isAllocated { channel.buffer = takeBodyBuffer(channel) }
        while true {
            let room = channel.receiveLimit(reserve: worker.reserve)
            guard room > 0 else {
                flags.insert(.wantsRoom)
                return
            }
            if channel.buffer.contiguousRoom < room { channel.buffer.realign() }
            var window = min(room, channel.buffer.contiguousRoom)
            if case .length(let remaining) = inputState { window = Int(min(UInt64(window), remaining)) }
            if !input.isEmpty {
                let count = min(window, input.count)
                channel.buffer.append(ByteView(rebasing: input.readable[..<count]))
                input.consume(count)
                accept(count, channel)
                if inputState == .done { return }
                continue
            }
            let target = UnsafeMutableBufferPointer(rebasing: channel.buffer.writable[..<window])
            switch io.receive(into: target) {
            case .moved(let count):
                channel.buffer.advance(written: count)
                accept(count, channel)
            case .wouldBlock: break
            case .endOfStream: endOfStream(channel)
            case .failed: flags.insert([.error, .endOfStream])
            }
            return
        }
    }

    /// A large block where more than one small one is still to come and nobody looks at it on the way.
    @inline(__always)
    private func takeBodyBuffer(_ channel: Channel) -> Buffer {
        if case .length(let remaining) = inputState, channel.freewheels, remaining > UInt64(worker.buffers.blockSize) {
            return worker.buffers.takeLarge()
        }
        return worker.buffers.take()
    }

    @inline(__always)
    private func accept(_ count: Int, _ channel: Channel) {
        channel.bytesIn &+= UInt64(count)
        if case .length(let remaining) = inputState {
            let rest = remaining - UInt64(count)
            inputState = rest == 0 ? .done : .length(rest)
            if rest == 0 { finishInput(channel) }
        }
    }

    /// The peer closed its writing half.
    private func endOfStream(_ channel: Channel) {
        flags.insert(.endOfStream)
        if inputState == .untilClose {
            inputState = .done
            channel.endOfMessage = true
            flags.insert(.endOfInput)
        }
    }

    private func receiveChunks(into channel: Channel) {
        while true {
            if decodeChunks(into: channel) { return }
            switch fillInput() {
            case .moved: continue
            case .wouldBlock: return
            case .endOfStream:
                flags.insert(.endOfStream)
                return
            case .failed:
                flags.insert([.error, .endOfStream])
                return
            }
        }
    }

    /// - Returns: whether reading more would be of no use now.
    private func decodeChunks(into channel: Channel) -> Bool {
        var offset = 0
        defer {
            channel.bytesIn &+= UInt64(offset)
            input.consume(offset)
        }
        while offset < input.count {
            if !channel.buffer.isAllocated { channel.buffer = worker.buffers.take() }
            var room = channel.receiveLimit(reserve: worker.reserve)
            if room < 0 { room = 0 }
            if channel.buffer.contiguousRoom < room { channel.buffer.realign() }
            room = min(room, channel.buffer.contiguousRoom)
            let bytes = input.readable
            do {
                switch try chunks.next(bytes, from: offset, room: room) {
                case .needMore(let done):
                    offset = done
                    return false
                case .payload(let range):
                    if range.isEmpty {
                        offset = range.lowerBound
                        flags.insert(.wantsRoom)
                        return true
                    }
                    channel.buffer.append(ByteView(rebasing: bytes[range]))
                    offset = range.upperBound
                case .trailer(let name, let value, let next):
                    keepTrailer(ByteView(rebasing: bytes[name]), ByteView(rebasing: bytes[value]), channel)
                    offset = next
                case .end(let end):
                    offset = end
                    inputState = .done
                    finishInputAfterChunks(channel)
                    return true
                }
            } catch {
                flags.insert([.protocolError, .endOfStream])
                return true
            }
        }
        return false
    }

    private func finishInputAfterChunks(_ channel: Channel) {
        channel.endOfMessage = true
        flags.insert(.endOfInput)
    }

    private func keepTrailer(_ name: ByteView, _ value: ByteView, _ channel: Channel) {
        guard keepsTrailers else { return }
        var lines = channel.trailers ?? []
        lines.append(contentsOf: name.lazy.map(ASCII.lowered))
        lines.append(contentsOf: [58, 32])
        lines.append(contentsOf: value)
        lines.append(contentsOf: [13, 10])
        channel.trailers = lines
    }

    /// Whether trailers are passed on (`option http-drop-request-trailers` and its twin).
    var keepsTrailers: Bool { true }

    // MARK: Writing

    /// Writes released bytes of `channel` and sends as much as the socket takes.
    final func sendBody(from channel: Channel) {
        while true {
            let outBefore = output.count
            switch outputState {
            case .head, .done: break
            case .raw: if !sendRaw(from: channel) { return }
            case .chunked: encodeChunks(from: channel)
            }
            if channel.output == 0, channel.endOfMessage, channel.freewheels, channel.buffer.isEmpty, !channel.endOfMessageSent {
                finishOutput(channel)
            }
            let progress = flush(channel)
            // Why: what was sent made room in the output block for the rest of the body.
            guard progress, channel.output > 0, outputState == .chunked || output.isEmpty, output.count < outBefore || output.isEmpty else { return }
        }
    }

    /// - Returns: false when sending failed or blocked.
    private func sendRaw(from channel: Channel) -> Bool {
        let count = channel.output
        guard count > 0 else { return true }
        let body = ByteView(rebasing: channel.buffer.readable[..<count])
        if output.isEmpty {
            return took(io.send(body), channel, pending: 0)
        }
        // Why: a small body leaves with its head in one segment; a copy is cheaper than a vector.
        if count <= output.contiguousRoom, count <= 2048 {
            output.append(body)
            channel.consumed(count)
            return true
        }
        return took(io.send(output.readable, body), channel, pending: output.count)
    }

    private func took(_ result: Transfer, _ channel: Channel, pending: Int) -> Bool {
        switch result {
        case .moved(let count):
            channel.bytesOut &+= UInt64(count)
            let fromOutput = min(count, pending)
            if fromOutput > 0 {
                output.consume(fromOutput)
                releaseOutput()
            }
            channel.consumed(count - fromOutput)
            return channel.output == 0 || io.canSend
        case .wouldBlock: return false
        case .endOfStream, .failed:
            sendFailed()
            return false
        }
    }

    private func sendFailed() {
        // Why: an answer that arrived before the reset must still be read.
        if io.canReceive || !input.isEmpty {
            flags.insert([.errorPending, .moreToReceive])
        } else {
            flags.insert([.errorPending, .error])
        }
    }

    private func encodeChunks(from channel: Channel) {
        while channel.output > 0 {
            if !output.isAllocated { output = worker.buffers.take() }
            // Size line, payload, CR LF; and room kept for the last chunk.
            let room = output.contiguousRoom - ChunkEncoder.longestSizeLine - 2
            guard room > 0 else {
                output.realign()
                if output.contiguousRoom - ChunkEncoder.longestSizeLine - 2 <= 0 { return }
                continue
            }
            let count = min(channel.output, room)
            _ = ChunkEncoder.appendSize(UInt64(count), to: &output)
            output.append(ByteView(rebasing: channel.buffer.readable[..<count]))
            _ = ChunkEncoder.appendLineEnd(to: &output)
            channel.consumed(count)
        }
    }

    /// Everything of the body was written: the end of the message follows.
    private func finishOutput(_ channel: Channel) {
        if outputState == .chunked {
            if !output.isAllocated { output = worker.buffers.take() }
            let trailers = channel.trailers ?? []
            if output.contiguousRoom < trailers.count + 5 { output.realign() }
            guard output.contiguousRoom >= 5 else { return }
            _ = ChunkEncoder.appendLastChunk(to: &output)
            if output.contiguousRoom >= trailers.count + 2 {
                trailers.withUnsafeBufferPointer { _ = output.append($0) }
            }
            output.append("\r\n")
        }
        if outputState != .head {
            outputState = .done
            channel.endOfMessageSent = true
        }
    }

    /// Sends what ``output`` holds.
    /// - Returns: whether anything was sent.
    @discardableResult
    final func flush(_ channel: Channel?) -> Bool {
        guard !output.isEmpty else { return true }
        var moved = false
        while !output.isEmpty {
            switch io.send(output.readable) {
            case .moved(let count):
                channel?.bytesOut &+= UInt64(count)
                output.consume(count)
                moved = true
            case .wouldBlock: return moved
            case .endOfStream, .failed:
                sendFailed()
                return moved
            }
        }
        releaseOutput()
        return moved
    }

    @inline(__always)
    private func releaseOutput() { if output.isAllocated, output.isEmpty { worker.buffers.give(&output) } }

    override func startTunnel() {
        inputState = .tunnel
        outputState = .raw
        flags.subtract([.endOfInput])
    }

    final func dropBuffers() {
        input.reset()
        output.reset()
        worker.buffers.give(&input)
        worker.buffers.give(&output)
    }
}
