// harrier: a checked configuration at work.
import Base
import CShims
import Config
import Muxes
import Net
import Proxies
import Streams

/// Binds, starts the threads and serves until a signal ends it.
struct ProcessService {
    let result: ConfigurationProgram.Result
    let options: LaunchOptions
    private let clock = SystemClock()

    init(result: ConfigurationProgram.Result, options: LaunchOptions) {
        self.result = result
        self.options = options
    }

    /// - Returns: the process's exit status.
    func run() -> Int32 {
        _ = hs_signal_ignore(SIGPIPE)
        let global = result.parsed.global
        let threads = max(1, global.nbthread ?? 1)
        let maxconn = global.maxconn ?? 10_000
        let configuration = Configuration(global: global, sections: result.parsed.proxies, threads: threads, maxconn: maxconn)
        let process = ProcessState(maxconn: maxconn, clock: clock)
        let engine = Engine(configuration, process: process, clock: clock) { worker in
            worker.http1 = HTTP1()
            worker.passthrough = Passthrough()
        }
        for proxy in configuration.proxies where proxy.isFrontend && !proxy.settings.disabled {
            for (bind, address) in proxy.settings.binds.flatMap({ bind in bind.specs.flatMap(\.addresses).map { (bind, $0) } }) {
                do {
                    let socket = try ListeningSocket.open(address, ListenOptions(), shards: threads)
                    try socket.publish()
                    let listener = proxy.addListener(bind, address: socket.address)
                    engine.listen(listener, descriptors: socket.descriptors)
                } catch {
                    Console.error(Diagnostics.line(.alert, "Starting \(proxy.settings.kindName) \(proxy.name): \(error.text)", pid: getpid()) + "\n")
                    return 1
                }
            }
        }
        for worker in engine.workers.dropFirst() {
            let loop = worker.loop
            var thread = pthread_t()
            let box = Unmanaged.passRetained(loop)
            pthread_create(&thread, nil, { argument in
                Unmanaged<EventLoop>.fromOpaque(argument!).takeRetainedValue().run()
                return nil
            }, box.toOpaque())
        }
        engine.workers[0].loop.run()
        return 0
    }
}
