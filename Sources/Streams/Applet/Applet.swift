// Streams: what answers instead of a server.
import Base
import Net

/// A service inside the process, such as the CLI or the statistics (`struct applet`).
///
/// One instance serves one stream. It never blocks: it writes what fits, says that it waits, and is called again.
public protocol Applet: AnyObject {
    /// What logs show as the server.
    var name: String { get }
    /// Does what can be done now (`applet->fct`).
    func process(_ context: AppletContext)
    /// The stream is ending: give back what is held (`applet->release`). Called exactly once.
    func release(_ context: AppletContext)
}

/// An applet's end of a joint (`struct appctx`).
///
/// ``Applet/process(_:)`` reads the request from ``input`` and appends the answer to ``output``.
public final class AppletContext: Endpoint {
    public let applet: any Applet
    public let stream: Stream
    private var task: AppletTask!
    private var released = false
    /// The applet has said everything.
    public private(set) var finished = false

    init(applet: any Applet, stream: Stream) {
        self.applet = applet
        self.stream = stream
        super.init()
        task = AppletTask(self, loop: stream.loop)
    }

    public override var name: String? { applet.name }
    public override var isApplet: Bool { true }

    // MARK: For the applet

    /// What the client sent and the applet has not consumed yet.
    public var input: ByteView {
        let channel = stream.request
        guard channel.buffer.isAllocated, channel.output > 0 else { return ByteView(start: nil, count: 0) }
        return ByteView(rebasing: channel.buffer.readable[..<channel.output])
    }

    /// The client will send no more.
    public var inputEnded: Bool {
        !stream.front.flags.isDisjoint(with: [.endOfStream, .abortDone])
    }

    /// Nobody reads the answer any more.
    public var outputClosed: Bool {
        stream.front.flags.contains(.shutDone) || stream.front.flags.contains(.error) || stream.front.state >= .disconnected
    }

    public func consume(_ count: Int) {
        stream.request.consumed(count)
        stream.request.bytesOut &+= UInt64(count)
        stream.request.flags.insert(.writeEvent)
        stream.front.flags.remove(.needRoom)
    }

    /// Bytes that can be written now.
    public var outputRoom: Int {
        let channel = stream.response
        if !channel.buffer.isAllocated { return stream.worker.buffers.blockSize }
        return channel.buffer.room
    }

    /// Appends to the answer.
    /// - Returns: the number of bytes taken; fewer than given = the buffer is full, go on when called again.
    @discardableResult
    public func write(_ bytes: ByteView) -> Int {
        let channel = stream.response
        if !channel.buffer.isAllocated { channel.buffer = stream.worker.buffers.take() }
        if channel.buffer.contiguousRoom < bytes.count { channel.buffer.realign() }
        let taken = channel.buffer.append(bytes)
        if taken > 0 {
            channel.bytesIn &+= UInt64(taken)
            channel.flags.insert(.readEvent)
        }
        if taken < bytes.count { flags.insert(.wantsRoom) }
        return taken
    }

    /// Nothing more will be written; the connection closes once all is sent.
    public func finish() {
        finished = true
        flags.insert([.endOfInput, .endOfStream])
    }

    /// Calls the applet again soon (`appctx_wakeup`).
    public func wake() { task.wake(.message) }

    /// Calls the applet again after so many milliseconds at the latest.
    public func wake(after milliseconds: Int64) {
        task.expire = stream.loop.now + milliseconds
        stream.loop.schedule(task)
    }

    // MARK: From the stream

    func runApplet() {
        guard !released, connector != nil else { return }
        flags.remove(.wantsRoom)
        let before = stream.request.buffer.count
        applet.process(self)
        lastRead = stream.loop.now
        // Why: what was consumed made room for the client's next bytes.
        if before != stream.request.buffer.count { stream.request.flags.insert(.writeEvent) }
        connector?.endpointReady()
    }

    public override func receive(into channel: Channel) {
        if flags.contains(.endOfStream) { return }
    }

    public override func send(from channel: Channel) {
        if channel.output > 0 || channel.endOfMessage { wake() }
    }

    public override func resume() { wake() }

    public override func shutdown(_ mode: ShutdownMode) {
        // Why: a client that has only closed its own side still wants the whole answer.
        flags.insert(mode == .normal ? .writeShut : [.writeShut, .endOfStream])
        wake()
    }

    public override func detach() {
        guard !released else { return }
        released = true
        task.cancel()
        applet.release(self)
    }
}

private final class AppletTask: Task {
    unowned(unsafe) let context: AppletContext
    init(_ context: AppletContext, loop: EventLoop) {
        self.context = context
        super.init(loop: loop)
    }
    override func run(_ reasons: WakeReasons) {
        expire = .eternity
        context.runApplet()
    }
}

extension Stream {
    /// Connects the stream to its applet (`sc_applet_create`).
    func startApplet() {
        guard let applet else { return }
        let context = AppletContext(applet: applet, stream: self)
        context.connector = back
        context.lastRead = loop.now
        back.endpoint = context
        back.state = .ready
        if logs.queue < 0 { logs.queue = elapsed }
        context.wake()
    }
}
