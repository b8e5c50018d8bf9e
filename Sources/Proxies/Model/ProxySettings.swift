import Base
import Config

/// What a `frontend`, `backend`, `listen` or `defaults` section asks for (HAProxy manual §4).
///
/// A section starts as a copy of its `defaults`; after parsing it is frozen inside a `Proxy`.
public struct ProxySettings: Sendable {
    /// The sides that a proxy has: a `listen` has both.
    public struct Capabilities: OptionSet, Sendable, Hashable {
        public let rawValue: UInt8
        public init(rawValue: UInt8) { self.rawValue = rawValue }
        public static let frontend = Self(rawValue: 1)
        public static let backend = Self(rawValue: 2)
        /// A `defaults` section: it serves nothing itself.
        public static let defaults = Self(rawValue: 4)
    }

    /// The protocol that streams speak (`mode`).
    public enum Mode: Sendable { case tcp, http }

    /// How `option redispatch` gives up a server.
    public struct Redispatch: Sendable, Equatable {
        /// N of `option redispatch N`: each Nth retry moves when positive; counted from the last when negative.
        public var interval = -1
        public init(interval: Int = -1) { self.interval = interval }
    }

    // MARK: Identity

    public var name = ""
    /// File and line of the section's head.
    public var location = SourceLocation.builtin
    public var capabilities: Capabilities = []
    /// The name of the `defaults` section that it started from, empty for an anonymous one.
    public var defaultsName: String?
    public var mode = Mode.tcp
    /// Number in statistics (`id`); 0 until all sections are complete: then given automatically.
    public var id = 0
    public var hasExplicitID = false
    /// Where `id` was written.
    public var idLocation = SourceLocation.builtin
    /// Globally unique identifier over reloads (`guid`).
    public var guid: String?
    /// Free text for the statistics page (`description`).
    public var description: String?
    /// Whether the proxy is not started (`disabled`).
    public var disabled = false

    // MARK: Listening and limits

    public var binds: [BindSettings] = []
    /// Most client connections (`maxconn`); 0: the process's limit.
    public var maxconn = 0
    /// Load of a backend at which its servers have their `maxconn` (`fullconn`); 0: computed from the frontends.
    public var fullconn = 0
    /// Length of the kernel's accept queue (`backlog`); 0: `maxconn`.
    public var backlog = 0
    /// New connections a second at most (`rate-limit sessions`); 0: no limit.
    public var rateLimitSessions = 0
    /// Backend of requests that no rule sends elsewhere (`default_backend`).
    public var defaultBackend: String?
    /// Where `default_backend` was written.
    public var defaultBackendLocation = SourceLocation.builtin

    // MARK: Behaviour

    public var timeouts = ProxyTimeouts()
    /// The options in force.
    public var options: ProxyOptions = [.abortonclose]
    /// The options that a `no option` turned off explicitly.
    public var negatedOptions: ProxyOptions = []
    /// The options that a line turned on, here or in `defaults`.
    public var explicitOptions: ProxyOptions = []
    /// `option abortonclose` was asked for: a client that half-closes gives its request up.
    @inlinable public var abortsOnClose: Bool { explicitOptions.contains(.abortonclose) }
    /// What `option http-keep-alive`, `http-server-close`, `httpclose` ask for.
    public var httpConnectionMode = HTTPConnectionMode.keepAlive
    /// `option forwardfor`: adds the client's address to requests.
    public var forwardfor: AddressHeaderSettings?
    /// `option originalto`: adds the address the client asked for.
    public var originalto: AddressHeaderSettings?
    /// What becomes of unusual request header names (`option http-restrict-req-hdr-names`).
    public var restrictRequestHeaderNames = RestrictHeaderNames.unset
    /// Parameters of TCP keep-alive probes to clients (`clitcpka-cnt`, `-idle`, `-intvl`).
    public var clientKeepAlive = TCPKeepAliveSettings()
    /// The same to servers (`srvtcpka-…`).
    public var serverKeepAlive = TCPKeepAliveSettings()
    /// Answers to a load balancer's own probes (`monitor-uri`).
    public var monitorURI: String?

    // MARK: Servers

    public var servers: [ServerSettings] = []
    /// What `server` lines start from (`default-server`).
    public var defaultServer = ServerSettings()
    public var balance = BalanceSettings()
    public var cookie: CookieSettings?
    /// Key from which `cookie … dynamic` computes values (`dynamic-cookie-key`).
    public var dynamicCookieKey: String?
    /// Attempts after the first (`retries`).
    public var retries = 3
    public var redispatch: Redispatch?
    /// Reasons to send a request again (`retry-on`).
    public var retryOn: RetryOn = .connFailure
    public var httpReuse = HTTPReuse.safe
    /// Queue length of a kept server beyond which another is asked (`max-keep-alive-queue`); -1: any.
    public var maxKeepAliveQueue = -1
    /// Header that tells the server's name to the server (`http-send-name-header`), lower case.
    public var sendNameHeader: String?
    /// Where outgoing connections come from (`source`).
    public var source: SourceSettings?
    /// `load-server-state-from-file`.
    public var serverState = ServerStateSource.none
    /// `server-state-file-name`; unset: the proxy's name.
    public var serverStateFileName: String?
    /// Whether an RDP cookie leads to its server (`persist rdp-cookie`), and its name.
    public var persistRDPCookie: String?

    /// How its servers are checked.
    public var check = CheckSettings()

    // MARK: Answers of our own

    /// Pages by status: `errorfile`, `errorloc`, `errorfiles`.
    public var errorPages = ErrorPageSettings()
    /// The statistics page.
    public var stats: StatsSettings?

    // MARK: Rules, captures and logs

    // The owners of these parts keep their fields in files of their own (`rules`, `logs`).
    /// Where messages go, what they say, and what they capture.
    public var logs = LogSettings()

    /// ACLs and all rules, in their order.
    public var rules = RuleSettings()

    public init() {}

    @inlinable public var isFrontend: Bool { capabilities.contains(.frontend) }
    @inlinable public var isBackend: Bool { capabilities.contains(.backend) }

    /// The word that HAProxy uses for the section's kind: `proxy` for a `listen`'s both sides is `listen`.
    public var kindName: String {
        switch (isFrontend, isBackend) {
        case (true, true): "listen"
        case (true, false): "frontend"
        case (false, true): "backend"
        default: "defaults"
        }
    }
}

/// A header with an address that the proxy adds to requests (`option forwardfor`, `option originalto`).
public struct AddressHeaderSettings: Sendable, Equatable {
    /// The header's name as it is to be sent.
    public var header: String
    /// A network whose addresses are not added (`except`).
    public var except: Network?
    /// Whether nothing is added when the header is there already (`if-none`).
    public var ifNone = false
    public init(header: String) { self.header = header }

    /// An IPv4 or IPv6 network such as `10.0.0.0/8` or `10.0.0.0/255.0.0.0`.
    public struct Network: Sendable, Equatable {
        /// The network's first address.
        public let address: SocketAddress
        /// Leading bits that count; for IPv4, any mask.
        public let prefix: Int
        /// The mask of an IPv4 network.
        public let mask: UInt32

        /// - Returns: `nil` when `text` is no network.
        public init?(_ text: String) {
            let parts = text.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
            guard let address = SocketAddress(numeric: parts[0]) else { return nil }
            self.address = address
            let isIPv4 = address.family == .ipv4
            var prefix = isIPv4 ? 32 : 128
            var mask = UInt32.max
            if parts.count == 2 {
                if isIPv4, parts[1].contains("."), let dotted = SocketAddress(numeric: parts[1])?.ipv4 {
                    mask = dotted
                    prefix = mask.nonzeroBitCount
                } else {
                    guard let length = Int(parts[1]), (0...prefix).contains(length) else { return nil }
                    prefix = length
                    if isIPv4 { mask = length == 0 ? 0 : UInt32.max << UInt32(32 - length) }
                }
            }
            self.prefix = prefix
            self.mask = mask
        }

        /// Whether `other` belongs to the network.
        public func contains(_ other: SocketAddress) -> Bool {
            if let mine = address.ipv4 {
                guard let theirs = other.ipv4 else { return false }
                return mine & mask == theirs & mask
            }
            guard other.family == .ipv6, address.family == .ipv6 else { return false }
            let (high, low) = address.ipv6Halves
            let (otherHigh, otherLow) = other.ipv6Halves
            let highMask: UInt64 = prefix >= 64 ? .max : prefix == 0 ? 0 : .max << UInt64(64 - prefix)
            let lowMask: UInt64 = prefix <= 64 ? 0 : .max << UInt64(128 - prefix)
            return (high ^ otherHigh) & highMask == 0 && (low ^ otherLow) & lowMask == 0
        }
    }
}

/// What becomes of requests with header names beyond `[a-zA-Z0-9-]` (`option http-restrict-req-hdr-names`).
public enum RestrictHeaderNames: Sendable { case unset, preserve, delete, reject }

/// Probes on silent TCP connections; unset values are the kernel's.
public struct TCPKeepAliveSettings: Sendable, Equatable {
    /// Unanswered probes after which the connection is dead.
    public var count: Int?
    /// Seconds of silence before the first probe.
    public var idle: Int?
    /// Seconds between probes.
    public var interval: Int?
    public init() {}
}

/// Where states of servers are read from at start (`load-server-state-from-file`).
public enum ServerStateSource: Sendable { case none, global, local }
