// Control: the CLI as an applet.
import Base
import CShims
import Net
import Proxies
import Streams

/// Moves bytes between a client and its ``CLISession`` (`cli_io_handler`).
final class CLIApplet: Applet {
    let name = "<CLI>"
    private let session: CLISession
    private var deadline: Tick = .eternity

    init(_ context: CLIContext, tune: TuneSettings) {
        session = CLISession(context: context, maxLine: tune.bufsize, maxPayload: tune.cliMaxPayloadSize)
    }

    func process(_ applet: AppletContext) {
        let context = session.context
        context.stream = applet.stream
        context.now = applet.stream.loop.now
        context.wall = applet.stream.loop.wall
        if context.wakeFromAnyThread == nil { context.wakeFromAnyThread = CLIApplet.waker(applet) }
        context.outputClosed = applet.outputClosed
        if applet.outputClosed { return leave(applet) }
        // Why: a long line of commands must not keep the thread from its traffic.
        for _ in 0..<32 {
            switch session.advance() {
            case .output:
                session.drain { applet.write($0) }
                if session.hasOutput { return }
            case .input:
                let input = applet.input
                if !input.isEmpty {
                    applet.consume(session.take(input))
                } else if applet.inputEnded {
                    session.inputEnded()
                } else {
                    return
                }
            case .wait(let until):
                context.inputEnded = applet.inputEnded
                var delay = until == .eternity ? Tick.eternity : max(1, until - context.now)
                if applet.inputEnded {
                    // Why: a client that is gone and one that has only closed its side look alike until the kernel is asked.
                    if isGone(applet) { return leave(applet) }
                    delay = min(delay, 100)
                }
                if delay != .eternity { applet.wake(after: delay) }
                return
            case .finished: return leave(applet)
            }
            if let timeout = context.timeout {
                context.timeout = nil
                applet.stream.setClientTimeout(timeout)
            }
        }
        applet.wake()
    }

    /// Ends the session; what the client still sends is thrown away.
    private func leave(_ applet: AppletContext) {
        session.abandon()
        let rest = applet.input.count
        if rest > 0 { applet.consume(rest) }
        applet.finish()
    }

    /// Whether both directions of the client's socket are closed.
    private func isGone(_ applet: AppletContext) -> Bool {
        guard let connection = applet.stream.front.endpoint?.connection else { return true }
        var asked = pollfd(fd: connection.fd, events: 0, revents: 0)
        return poll(&asked, 1, 0) > 0 && Int32(asked.revents) & (POLLHUP | POLLERR) != 0
    }

    func release(_ applet: AppletContext) {
        session.abandon()
        session.context.stream = nil
    }

    /// A closure that wakes the applet from any thread, while it exists.
    private static func waker(_ applet: AppletContext) -> @Sendable () -> Void {
        let reference = Waker(applet)
        return { reference.loop.post { reference.applet?.wake() } }
    }

    /// Why it may cross threads: `post` is for all threads, and only the applet's own loop follows the reference.
    private final class Waker: @unchecked Sendable {
        weak var applet: AppletContext?
        let loop: EventLoop
        init(_ applet: AppletContext) {
            self.applet = applet
            loop = applet.stream.loop
        }
    }
}

extension ControlCenter {
    /// Makes the internal frontend of the `stats socket` lines, to be bound like any other (`cli_create_frontend`, `GLOBAL`).
    public static func makeFrontend(_ configuration: Configuration) -> Proxy {
        let global = configuration.global
        var settings = ProxySettings()
        settings.name = "GLOBAL"
        settings.capabilities = .frontend
        settings.mode = .tcp
        settings.maxconn = global.statsMaxconn
        settings.timeouts.client = global.statsTimeout
        settings.binds = global.statsSockets
        return Proxy(settings, threads: configuration.threads)
    }

    /// Makes `frontend`, made by ``makeFrontend(_:)``, answer with this center's commands.
    public func serve(_ frontend: Proxy) {
        self.frontend = frontend
        let tune = configuration.global.tune
        frontend.makeApplet = { [unowned self] subject in
            let session = unsafeDowncast(subject, to: Session.self)
            let bind = session.listener?.settings
            let context = CLIContext(center: self, level: bind?.level ?? .operator, severityOutput: bind?.severityOutput ?? .none)
            return CLIApplet(context, tune: tune)
        }
    }
}
