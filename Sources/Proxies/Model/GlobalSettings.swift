/// What the `global` sections ask for (HAProxy manual §3), with 3.4's defaults.
public struct GlobalSettings: Sendable {
    /// A binding of threads to processors (`cpu-map`), as written.
    public struct CPUMap: Sendable, Equatable {
        /// Each thread of the range gets one processor (`auto:`).
        public var auto: Bool
        /// Thread group, from 1.
        public var group: Int
        /// Threads of the group, from 1; empty: all of them.
        public var threads: ClosedRange<Int>?
        /// Processors, from 0, in increasing order.
        public var processors: [Int]
        public init(auto: Bool, group: Int, threads: ClosedRange<Int>?, processors: [Int]) {
            self.auto = auto
            self.group = group
            self.threads = threads
            self.processors = processors
        }
    }

    /// Whether the process may be dumped after its privileges are dropped (`set-dumpable`).
    public enum Dumpable: Sendable { case off, on, libs }

    // MARK: Process

    public var daemon = false
    public var pidfile: String?
    public var user: String?
    public var group: String?
    public var uid: UInt32?
    public var gid: UInt32?
    public var chroot: String?
    /// Capabilities kept after `user` (`setcap`).
    public var setcap: [String] = []
    public var dumpable = Dumpable.off
    /// Name of the machine in statistics (`node`); unset: the host's name.
    public var node: String?
    public var description: String?
    /// Name among peers (`localpeer`).
    public var localpeer: String?
    /// Descriptors that may be open (`ulimit-n`); unset: computed.
    public var ulimitN: Int?
    /// Descriptors beyond which the automatic limit never goes (`fd-hard-limit`).
    public var fdHardLimit: Int?
    /// Whether a limit that cannot be reached stops the start (`strict-limits`).
    public var strictLimits = true
    /// Milliseconds that a soft stop may last (`hard-stop-after`).
    public var hardStopAfter: Int64?
    /// Milliseconds that listeners remain after a soft stop began (`grace`).
    public var grace: Int64?
    /// Milliseconds over which idle connections are closed in a soft stop (`close-spread-time`).
    public var closeSpreadTime: Int64?
    /// No message on the terminal once started (`quiet`).
    public var quiet = false
    /// Any warning is fatal (`zero-warning`).
    public var zeroWarning = false
    /// No warning about deprecated words (`expose-deprecated-directives`).
    public var exposeDeprecated = false
    /// Experimental words are allowed (`expose-experimental-directives`).
    public var exposeExperimental = false
    public var insecureForkWanted = false
    public var insecureSetuidWanted = false

    // MARK: Threads

    /// Threads (`nbthread`); unset: one a processor.
    public var nbthread: Int?
    public var threadGroups = 1
    /// `thread-hard-limit`.
    public var threadHardLimit: Int?
    public var cpuMaps: [CPUMap] = []

    // MARK: Limits

    /// Most client connections (`maxconn`); unset: computed from the descriptors.
    public var maxconn: Int?
    /// New connections a second (`maxconnrate`); 0: no limit.
    public var maxconnrate = 0
    /// New sessions a second (`maxsessrate`); 0: no limit.
    public var maxsessrate = 0
    /// Pipes for splicing (`maxpipes`); unset: computed.
    public var maxpipes: Int?
    /// Random percentage by which check intervals vary (`spread-checks`).
    public var spreadChecks = 0
    /// Milliseconds within which all checks start (`max-spread-checks`); 0: no limit.
    public var maxSpreadChecks: Int64 = 0

    // MARK: Logs

    /// Where the process's messages go.
    public var logs = GlobalLogSettings()

    // MARK: Statistics socket

    /// Sockets of the command line interface (`stats socket`).
    public var statsSockets: [BindSettings] = []
    /// Milliseconds of silence of a CLI client (`stats timeout`).
    public var statsTimeout: Int64 = 10_000
    /// Most CLI clients at once (`stats maxconn`).
    public var statsMaxconn = 10
    /// What unix sockets get when their line says nothing else (`unix-bind`).
    public var unixBind = UnixBindSettings()

    // MARK: Files

    /// `server-state-base`.
    public var serverStateBase: String?
    /// `server-state-file`.
    public var serverStateFile: String?

    // MARK: HTTP/1

    /// Header names to write in another case (`h1-case-adjust`), by their lower case.
    public var h1CaseAdjust: [String: String] = [:]
    /// Whether GET, HEAD and DELETE may have a body over HTTP/1.0.
    public var h1AcceptPayloadWithAnyMethod = false
    /// Whether a message with an insecure Transfer-Encoding leaves its connection open.
    public var h1DoNotCloseOnInsecureTransferEncoding = false
    /// Statuses that count as errors and failures (`http-err-codes`, `http-fail-codes`).
    public var httpErrorCodes = StatusCodeSet(ranges: [400...499])
    public var httpFailCodes = StatusCodeSet(ranges: [500...500, 502...504, 506...599])
    /// No PROXY v2 header of type LOCAL is sent (`pp2-never-send-local`).
    public var pp2NeverSendLocal = false

    // MARK: What the kernel offers

    /// `nosplice`.
    public var splice = true
    /// `noreuseport`.
    public var reusePort = true
    /// Whether privileged source ports of clients are refused (`harden.reject-privileged-ports.tcp`).
    public var rejectPrivilegedPorts = false

    public var tune = TuneSettings()

    public init() {}
}

/// `tune.…` words which change something (HAProxy manual §3.2).
public struct TuneSettings: Sendable {
    /// Bytes of a buffer (`tune.bufsize`): a message head must fit.
    public var bufsize = 16_384
    /// Bytes of a buffer kept free for rewriting (`tune.maxrewrite`).
    public var maxrewrite = 1_024
    /// Header fields of a message at most (`tune.http.maxhdr`).
    public var httpMaxhdr = 101
    /// Bytes of a captured cookie (`tune.http.cookielen`).
    public var httpCookielen = 63
    /// Bytes of a request target in logs (`tune.http.logurilen`).
    public var httpLogurilen = 1_024
    /// Connections taken at once by a listener (`tune.maxaccept`); -1: no limit.
    public var maxaccept = 4
    /// Events fetched from the kernel at once (`tune.maxpollevents`).
    public var maxpollevents = 200
    /// Tasks run in one round (`tune.runqueue-depth`).
    public var runqueueDepth = 200
    /// Percentage of descriptors above which idle server connections are closed (`tune.pool-high-fd-ratio`).
    public var poolHighFDRatio = 25
    /// Percentage of descriptors below which other threads' connections are not taken (`tune.pool-low-fd-ratio`).
    public var poolLowFDRatio = 20
    /// Socket buffers in bytes; unset: the kernel's choice.
    public var rcvbufClient: Int?
    public var rcvbufServer: Int?
    public var sndbufClient: Int?
    public var sndbufServer: Int?
    /// `TCP_NOTSENT_LOWAT` in bytes; 0: unset.
    public var notsentLowatClient = 0
    public var notsentLowatServer = 0
    /// Checks run at once by a thread (`tune.max-checks-per-thread`); 0: no limit.
    public var maxChecksPerThread = 0
    /// Bytes of a command's payload on the CLI (`tune.cli.max-payload-size`).
    public var cliMaxPayloadSize = 131_072
    /// `tune.listener.default-shards`.
    public var defaultShards = BindSettings.Shards.byGroup
    /// Priorities of the process (`tune.renice.…`).
    public var reniceStartup: Int?
    public var reniceRuntime: Int?
    /// Stick counters a stream has (`tune.stick-counters`).
    public var stickCounters = 3
    /// Bytes of variables by scope; 0: no limit.
    public var varsGlobalMaxSize = 0
    public var varsProcMaxSize = 0
    public var varsSessMaxSize = 0
    public var varsTxnMaxSize = 0
    public var varsReqresMaxSize = 0
    public var varsCheckMaxSize = 0

    public init() {}
}

/// What a unix socket gets when its own line does not say (`unix-bind`, HAProxy manual §3.1).
public struct UnixBindSettings: Sendable, Equatable {
    /// Text put before the path.
    public var prefix: String?
    public var mode: UInt16?
    public var uid: UInt32?
    public var gid: UInt32?
    public init() {}
}

/// A set of HTTP statuses (`http-err-codes`).
public struct StatusCodeSet: Sendable, Equatable {
    /// One bit a status from 100 to 599.
    private var words = [UInt64](repeating: 0, count: 8)

    public init() {}

    public init(ranges: [ClosedRange<Int>]) {
        for range in ranges { insert(range) }
    }

    public mutating func insert(_ range: ClosedRange<Int>) {
        for status in range.clamped(to: 100...599) { words[(status - 100) / 64] |= 1 << UInt64((status - 100) % 64) }
    }

    public mutating func remove(_ range: ClosedRange<Int>) {
        for status in range.clamped(to: 100...599) { words[(status - 100) / 64] &= ~(1 << UInt64((status - 100) % 64)) }
    }

    public func contains(_ status: Int) -> Bool {
        guard (100...599).contains(status) else { return false }
        return words[(status - 100) / 64] & 1 << UInt64((status - 100) % 64) != 0
    }
}
