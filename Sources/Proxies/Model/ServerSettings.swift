import Base
import Config

/// What one `server` line asks for, on top of its `default-server` (HAProxy manual §5.2).
public struct ServerSettings: Sendable {
    /// What counts as a failure in real traffic (`observe`).
    public enum Observe: Sendable { case none, layer4, layer7 }

    /// What happens after `error-limit` observed failures in a row (`on-error`).
    public enum OnError: Sendable { case fastInter, failCheck, suddenDeath, markDown }

    /// How a ring places the server's points (`hash-key`).
    public enum HashKey: Sendable { case id, id32, guid, address, addressAndPort }

    /// Health that the server starts with (`init-state`).
    public enum InitState: Sendable { case none, fullyUp, up, down, fullyDown }

    /// The PROXY protocol header that every connection to the server begins with.
    public enum SendProxy: Sendable { case none, v1, v2, v2SSL, v2SSLCommonName }

    /// Optional fields of a PROXY protocol v2 header (`proxy-v2-options`).
    public struct ProxyV2Options: OptionSet, Sendable {
        public let rawValue: UInt16
        public init(rawValue: UInt16) { self.rawValue = rawValue }
        public static let ssl = Self(rawValue: 1 << 0)
        public static let certificateCN = Self(rawValue: 1 << 1)
        public static let sslCipher = Self(rawValue: 1 << 2)
        public static let certificateSig = Self(rawValue: 1 << 3)
        public static let certificateKey = Self(rawValue: 1 << 4)
        public static let authority = Self(rawValue: 1 << 5)
        public static let crc32c = Self(rawValue: 1 << 6)
        public static let uniqueID = Self(rawValue: 1 << 7)
    }

    public var name = ""
    /// The address as written, variables expanded: `127.0.0.1:8080`, `name:+100`, `unix@/run/s.sock`.
    public var address = ""
    /// What ``address`` means; a name is resolved at start as ``initAddr`` says.
    public var spec: AddressSpec?
    /// File and line of the `server` keyword, for messages.
    public var location = SourceLocation.builtin
    /// Number in statistics and rings (`id`); 0 until the section is complete: then given automatically.
    public var id = 0
    /// Whether `id` was written on the line.
    public var hasExplicitID = false
    /// Globally unique identifier over reloads (`guid`).
    public var guid: String?

    /// Share of the traffic, 0 to 256 (`weight`).
    public var weight = 1
    /// Whether it only serves when no other server is up (`backup`).
    public var backup = false
    /// Whether it starts in maintenance (`disabled`).
    public var disabled = false
    /// Value of the persistence cookie which leads here (`cookie`).
    public var cookie: String?
    /// Most concurrent requests before they queue (`maxconn`); 0: no limit.
    public var maxconn = 0
    /// The limit while the backend is quiet (`minconn`); 0: `maxconn` always holds.
    public var minconn = 0
    /// Most requests in the server's own queue (`maxqueue`); 0: no limit.
    public var maxqueue = 0
    /// Whether connections, idle ones included, never exceed `maxconn` (`strict-maxconn`).
    public var strictMaxconn = false
    /// Milliseconds until a server that came up has its full weight (`slowstart`); 0: at once.
    public var slowstart: Int64 = 0
    /// Prefix of redirects that replace serving the request (`redir`).
    public var redirectPrefix: String?
    /// Whether stick tables do not learn this server (`non-stick`).
    public var nonStick = false
    /// Key of the server's points on a consistent ring (`hash-key`).
    public var hashKey = HashKey.id
    /// The server whose state this one follows, `backend/server` or `server` (`track`).
    public var track: String?

    // MARK: Checks

    /// Whether its health is checked (`check`).
    public var check = false
    /// Where checks go when not to the server's own address (`addr`).
    public var checkAddress: SocketAddress?
    /// The port of checks (`port`); unset: the server's.
    public var checkPort: UInt16?
    /// Milliseconds between checks (`inter`).
    public var inter: Int64 = 2000
    /// Milliseconds between checks in a transition (`fastinter`); unset: `inter`.
    public var fastInter: Int64?
    /// Milliseconds between checks while it is down (`downinter`); unset: `inter`.
    public var downInter: Int64?
    /// Successes that bring it up (`rise`).
    public var rise = 2
    /// Failures that take it down (`fall`).
    public var fall = 3
    /// Health at start (`init-state`).
    public var initState = InitState.none
    /// Whether checks begin with a PROXY protocol header (`check-send-proxy`).
    public var checkSendProxy = false
    /// Whether checks pass through the `socks4` proxy (`check-via-socks4`).
    public var checkViaSocks4 = false
    /// The multiplexer of checks (`check-proto`).
    public var checkProto: String?
    /// Whether traffic is watched for failures (`observe`).
    public var observe = Observe.none
    /// Observed failures in a row before `on-error` acts (`error-limit`).
    public var errorLimit = 10
    /// What observed failures lead to (`on-error`).
    public var onError = OnError.failCheck
    /// Whether sessions are killed once it is marked down (`on-marked-down shutdown-sessions`).
    public var shutdownSessionsOnMarkedDown = false
    /// Whether sessions on backup servers are killed once it is up (`on-marked-up shutdown-backup-sessions`).
    public var shutdownBackupSessionsOnMarkedUp = false

    // MARK: Agent

    /// Whether an agent on the server is asked for its state (`agent-check`).
    public var agentCheck = false
    /// Where the agent listens (`agent-addr`); unset: the server's address.
    public var agentAddress: SocketAddress?
    /// The agent's port (`agent-port`).
    public var agentPort: UInt16?
    /// Milliseconds between questions (`agent-inter`); unset: `inter`.
    public var agentInter: Int64?
    /// Text sent to the agent on connect (`agent-send`).
    public var agentSend: String?

    // MARK: Connections

    /// Address, and perhaps port, of outgoing connections (`source`).
    public var source: SourceSettings?
    /// Largest TCP segment time without acknowledgement, in milliseconds (`tcp-ut`).
    public var tcpUserTimeout: Int64?
    /// TCP fast open towards the server (`tfo`).
    public var tcpFastOpen = false
    /// TCP congestion control algorithm (`cc`).
    public var congestionControl: String?
    /// Network namespace of its connections (`namespace`).
    public var namespace: String?
    /// The SOCKS4 proxy to pass through (`socks4`).
    public var socks4: String?
    /// PROXY protocol header sent first (`send-proxy`, `send-proxy-v2`…).
    public var sendProxy = SendProxy.none
    /// Optional parts of the v2 header (`proxy-v2-options`).
    public var proxyV2Options: ProxyV2Options = []
    /// The multiplexer forced on its connections (`proto`).
    public var proto: String?
    /// Most requests a connection serves before it is closed (`max-reuse`); -1: no limit.
    public var maxReuse = -1
    /// Idle connections kept at most (`pool-max-conn`); -1: no limit, 0: none.
    public var poolMaxConn = -1
    /// Idle connections below which other threads' are not taken (`pool-low-conn`).
    public var poolLowConn = 0
    /// Milliseconds between two halvings of the unneeded idle connections (`pool-purge-delay`).
    public var poolPurgeDelay: Int64 = 5000
    /// Milliseconds between pings on idle connections (`idle-ping`); 0: none.
    public var idlePing: Int64 = 0

    // MARK: Names

    /// The order in which sources of a first address are tried (`init-addr`).
    public var initAddr: [InitAddress] = InitAddress.standard
    /// Whether every way to find an address failed and `none` allows that: the server starts down.
    public var startsWithoutAddress = false
    /// The `resolvers` section which follows the name at run time (`resolvers`).
    public var resolvers: String?

    public init() {}
}

/// Where outgoing connections come from (`source`, HAProxy manual §4.2).
public struct SourceSettings: Sendable, Equatable {
    /// What the other side sees as the client (`usesrc`).
    public enum Spoof: Sendable, Equatable {
        /// Nothing but the address itself.
        case none
        /// The client's address and port.
        case client
        /// The client's address with a free port.
        case clientIP
        /// An address found in the last occurrence of a header: name and occurrence.
        case header(String, occurrence: Int)
        /// A fixed foreign address.
        case address(SocketAddress)
    }

    /// Address and first port, 0 for any.
    public var address: SocketAddress
    /// Last port of a range; equal to the first without one.
    public var lastPort: Int
    /// Foreign address to bind (`usesrc`).
    public var spoof = Spoof.none
    /// Interface to leave by (`interface`).
    public var interface: String?

    public init(address: SocketAddress, lastPort: Int) {
        self.address = address
        self.lastPort = lastPort
    }
}
