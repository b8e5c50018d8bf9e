import Config

extension Keyword<GlobalSettings> {
    /// Words which only tune mechanisms that Harrier does not have: taken, named under `-dD`, listed in
    /// doc/compatibility.md. None of them changes what a client or server gets.
    public static var hints: [Self] {
        words.map { name, argument, help in
            let isNegatable = name == "busy-polling" || name == "numa-cpu-mapping"
            return Keyword(
                (isNegatable ? "[no] " : "") + (argument.isEmpty ? name : "\(name) <value>"), in: [.global], help, manual: "3.2",
                example: argument.isEmpty ? name : "\(name) \(argument)", isHint: true
            ) { words, _ throws(ConfigError) in
                if argument.isEmpty { return }
                guard !words.isAtEnd else { throw words.missing("value") }
                switch argument {
                case "on" where name == "tune.listener.multi-queue": _ = try words.choice(["on": (), "off": (), "fair": ()])
                case "on" where name == "tune.idle-pool.shared": _ = try words.choice(["on": (), "off": (), "full": ()])
                case "on": _ = try words.onOff()
                case "auto":
                    _ = try words.choice(["on": (), "off": (), "auto": (), "lock": (), "no-lock": (), "memory": (), "no-memory": ()])
                case _ where Int(argument) != nil: _ = try words.size()
                default: break
                }
                words.skipAll()
            }
        }
    }

    private static let words: [(name: String, argument: String, help: String)] = [
        // The event loop: one epoll loop a thread, always.
        ("busy-polling", "", "Would poll without sleeping."),
        ("noepoll", "", "Would use another way to wait for events; there is one, epoll."),
        ("nopoll", "", "Would use another way to wait for events; there is one, epoll."),
        ("noevports", "", "Solaris only."),
        ("nokqueue", "", "BSD only."),
        ("tune.epoll.mask-events", "err,hup", "Would hide events of the kernel from the loop."),
        ("tune.events.max-events-at-once", "100", "Bounds a queue of internal events that does not exist."),
        ("tune.fd.edge-triggered", "on", "Edge-triggered events are always used."),
        ("tune.sched.low-latency", "on", "Tunes HAProxy's scheduler."),
        ("tune.max-rules-at-once", "50", "Bounds the rules run before HAProxy's scheduler is asked again."),
        ("tune.streams-elasticity", "100", "Tunes HAProxy's scheduler."),
        ("tune.idle-pool.shared", "on", "Each thread keeps the server connections that it opened."),
        ("tune.listener.multi-queue", "on", "Each thread has its own listening socket."),
        ("tune.takeover-other-tg-connections", "none", "There is one thread group."),
        ("max-threads-per-group", "16", "There is one thread group."),
        ("tune.ring.queues", "1", "Tunes HAProxy's rings."),
        ("warn-blocked-traffic-after", "100", "Tunes HAProxy's watchdog."),
        // Processors.
        ("cpu-policy", "none", "Would choose processors; `cpu-map` and `nbthread` do."),
        ("cpu-affinity", "per-core", "Would bind threads to processors; `cpu-map` does."),
        ("cpu-set", "reset", "Would choose processors; `cpu-map` and `nbthread` do."),
        ("numa-cpu-mapping", "", "Would choose processors of one node; `cpu-map` does."),
        ("nogetaddrinfo", "", "Names are always resolved by getaddrinfo(3)."),
        // Memory.
        ("no-memory-trimming", "", "Tunes the C library's allocator."),
        ("prealloc-fd", "", "The kernel's table of descriptors grows by itself."),
        ("tune.buffers.limit", "0", "Bounds HAProxy's buffer allocator."),
        ("tune.buffers.reserve", "4", "Tunes HAProxy's buffer allocator."),
        ("tune.bufsize.large", "65536", "Tunes HAProxy's buffer allocator."),
        ("tune.bufsize.small", "1024", "Tunes HAProxy's buffer allocator."),
        ("tune.defaults.purge", "", "Unused defaults sections are always dropped."),
        ("tune.fail-alloc", "0", "Injects faults into HAProxy's allocator."),
        ("tune.memory.hot-size", "524288", "Tunes HAProxy's allocator."),
        ("tune.pattern.cache-size", "10000", "Bounds a cache of pattern matches that does not exist."),
        // Forwarding.
        ("tune.applet.zero-copy-forwarding", "on", "Tunes HAProxy's forwarding."),
        ("tune.disable-fast-forward", "", "Tunes HAProxy's forwarding."),
        ("tune.disable-zero-copy-forwarding", "", "Tunes HAProxy's forwarding."),
        ("tune.h1.zero-copy-fwd-recv", "on", "Tunes HAProxy's forwarding."),
        ("tune.h1.zero-copy-fwd-send", "on", "Tunes HAProxy's forwarding."),
        ("tune.pt.zero-copy-forwarding", "on", "Tunes HAProxy's forwarding."),
        ("tune.idletimer", "1000", "Tunes HAProxy's guess of idle streams."),
        ("tune.pipesize", "65536", "The kernel's size of pipes is used."),
        ("tune.recv_enough", "10136", "Tunes HAProxy's reads."),
        ("tune.rcvbuf.backend", "65536", "The kernel's buffers of datagram sockets are used."),
        ("tune.rcvbuf.frontend", "65536", "The kernel's buffers of datagram sockets are used."),
        ("tune.sndbuf.backend", "65536", "The kernel's buffers of datagram sockets are used."),
        ("tune.sndbuf.frontend", "65536", "The kernel's buffers of datagram sockets are used."),
        // What looks inside HAProxy.
        ("anonkey", "1", "Hides names in dumps that do not exist."),
        ("debug.counters", "on", "Counts events inside HAProxy."),
        ("profiling.memory", "on", "Measures HAProxy's allocator."),
        ("profiling.tasks", "auto", "Measures HAProxy's scheduler."),
        ("stress-level", "0", "Stresses HAProxy's own code."),
        // Parts that are not there and therefore have nothing to tune.
        ("harden.reject-privileged-ports.quic", "on", "There is no QUIC."),
        ("limited-quic", "", "There is no QUIC."),
        ("httpclient.resolvers.disabled", "on", "There is no HTTP client."),
        ("httpclient.resolvers.id", "default", "There is no HTTP client."),
        ("httpclient.resolvers.prefer", "ipv4", "There is no HTTP client."),
        ("httpclient.retries", "3", "There is no HTTP client."),
        ("httpclient.timeout.connect", "5s", "There is no HTTP client."),
        ("tune.comp.maxlevel", "1", "There is no compression."),
        ("tune.peers.max-updates-at-once", "200", "There are no peers."),
    ]
}
