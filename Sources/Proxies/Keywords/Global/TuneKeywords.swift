import Base
import Config

extension Keyword<GlobalSettings> {
    /// `tune.…` words that change something (HAProxy manual §3.2).
    public static var tuning: [Self] { [
        size("tune.bufsize <bytes>", "3.2", in: 1024...(1 << 28), "32k", "Sets the size of buffers; a message head must fit.") { $0.tune.bufsize = $1 },
        size("tune.maxrewrite <bytes>", "3.2", in: 0...(1 << 28), "1024", "Sets the part of a buffer kept free for rewriting.") { $0.tune.maxrewrite = $1 },
        Keyword("tune.http.maxhdr <number>", in: [.global], "Limits the header fields of a message.", manual: "3.2", example: "tune.http.maxhdr 128") {
            words, settings throws(ConfigError) in
            guard let text = words.nextIfAny() else { throw words.failNext("'tune.http.maxhdr' expects an integer argument.") }
            guard let value = Int(text), (1...32767).contains(value) else {
                throw words.fail("'tune.http.maxhdr' expects a numeric value between 1 and 32767")
            }
            settings.tune.httpMaxhdr = value
        },
        size("tune.http.cookielen <bytes>", "3.2", in: 0...65_535, "63", "Limits captured cookies.") { $0.tune.httpCookielen = max($1, 1) },
        size("tune.http.logurilen <bytes>", "3.2", in: 0...(1 << 20), "1024", "Limits request targets in logs.") { $0.tune.httpLogurilen = max($1, 1) },
        number("tune.maxaccept <number>", "3.2", in: -1...Int(Int32.max), "4", "Limits the connections that a listener takes at once.") { $0.tune.maxaccept = $1 },
        number("tune.maxpollevents <number>", "3.2", in: 1...1_000_000, "200", "Limits the events fetched from the kernel at once.") { $0.tune.maxpollevents = $1 },
        number("tune.runqueue-depth <number>", "3.2", in: 1...Int(Int32.max), "200", "Limits the tasks run in one round of the loop.") { $0.tune.runqueueDepth = $1 },
        number("tune.pool-high-fd-ratio <percent>", "3.2", in: 0...100, "25", "Closes idle server connections when more descriptors than this are used.") { $0.tune.poolHighFDRatio = $1 },
        number("tune.pool-low-fd-ratio <percent>", "3.2", in: 0...100, "20", "Takes no other thread's idle connections when fewer descriptors than this are used.") { $0.tune.poolLowFDRatio = $1 },
        size("tune.rcvbuf.client <bytes>", "3.2", in: 0...(1 << 30), "65536", "Sets the kernel's receive buffer of client connections.") { $0.tune.rcvbufClient = $1 == 0 ? nil : $1 },
        size("tune.rcvbuf.server <bytes>", "3.2", in: 0...(1 << 30), "65536", "Sets the kernel's receive buffer of server connections.") { $0.tune.rcvbufServer = $1 == 0 ? nil : $1 },
        size("tune.sndbuf.client <bytes>", "3.2", in: 0...(1 << 30), "65536", "Sets the kernel's send buffer of client connections.") { $0.tune.sndbufClient = $1 == 0 ? nil : $1 },
        size("tune.sndbuf.server <bytes>", "3.2", in: 0...(1 << 30), "65536", "Sets the kernel's send buffer of server connections.") { $0.tune.sndbufServer = $1 == 0 ? nil : $1 },
        size("tune.notsent-lowat.client <bytes>", "3.2", in: 0...(1 << 30), "65536", "Limits what waits unsent in the kernel for clients.") { $0.tune.notsentLowatClient = $1 },
        size("tune.notsent-lowat.server <bytes>", "3.2", in: 0...(1 << 30), "65536", "Limits what waits unsent in the kernel for servers.") { $0.tune.notsentLowatServer = $1 },
        number("tune.max-checks-per-thread <number>", "3.2", in: 0...Int(Int32.max), "10", "Limits the checks that a thread runs at once.") { $0.tune.maxChecksPerThread = $1 },
        size("tune.cli.max-payload-size <bytes>", "3.2", in: 1...(1 << 30), "128k", "Limits the payload of a command.") { $0.tune.cliMaxPayloadSize = $1 },
        Keyword("tune.listener.default-shards { by-process | by-thread | by-group }", in: [.global], "Sets how many sockets share the address of a `bind` line without `shards`.", manual: "3.2", example: "tune.listener.default-shards by-thread") {
            words, settings throws(ConfigError) in
            settings.tune.defaultShards = try words.choice(["by-process": .count(1), "by-thread": .byThread, "by-group": .byGroup])
        },
        number("tune.renice.runtime <number>", "3.2", in: -20...19, "0", "Sets the process's priority once it runs.") { $0.tune.reniceRuntime = $1 },
        number("tune.renice.startup <number>", "3.2", in: -20...19, "0", "Sets the process's priority while it starts.") { $0.tune.reniceStartup = $1 },
        number("tune.stick-counters <number>", "3.2", in: 0...255, "3", "Sets the number of stick counters of a stream.") { $0.tune.stickCounters = $1 },
        size("tune.vars.global-max-size <bytes>", "3.2", in: 0...Int(UInt32.max), "1m", "Limits all variables together.") { $0.tune.varsGlobalMaxSize = $1 },
        size("tune.vars.proc-max-size <bytes>", "3.2", in: 0...Int(UInt32.max), "1m", "Limits the process's variables.") { $0.tune.varsProcMaxSize = $1 },
        size("tune.vars.sess-max-size <bytes>", "3.2", in: 0...Int(UInt32.max), "1m", "Limits a session's variables.") { $0.tune.varsSessMaxSize = $1 },
        size("tune.vars.txn-max-size <bytes>", "3.2", in: 0...Int(UInt32.max), "1m", "Limits a transaction's variables.") { $0.tune.varsTxnMaxSize = $1 },
        size("tune.vars.reqres-max-size <bytes>", "3.2", in: 0...Int(UInt32.max), "1m", "Limits a request's or response's variables.") { $0.tune.varsReqresMaxSize = $1 },
        size("tune.vars.check-max-size <bytes>", "3.2", in: 0...Int(UInt32.max), "1m", "Limits a check's variables.") { $0.tune.varsCheckMaxSize = $1 },
    ] }
}
