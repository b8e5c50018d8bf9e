import Base
import Config

/// What one `bind` line (or one `stats socket` line) asks for (HAProxy manual §5.1).
///
/// A line with several addresses or a port range gives several listeners which share these settings.
public struct BindSettings: Sendable {
    /// How much a client of a `stats socket` may do (`level`).
    public enum Level: Int, Sendable, Comparable {
        case user, `operator`, admin
        public static func < (a: Self, b: Self) -> Bool { a.rawValue < b.rawValue }
    }

    /// How `stats socket` answers tell their severity (`severity-output`).
    public enum SeverityOutput: Sendable { case none, number, string }

    /// How many sockets share one address (`shards`).
    public enum Shards: Sendable, Equatable { case count(Int), byThread, byGroup }

    /// Which addresses a wildcard IPv6 socket takes in (`v4v6`, `v6only`).
    public enum IPv6Scope: Sendable { case systemDefault, both, onlyIPv6 }

    /// The addresses as written, variables expanded, split at the commas: `:80`, `127.0.0.1:8000-8010`, `fd@3`.
    public var addresses: [String] = []
    /// What ``addresses`` mean, one each, names resolved.
    public var specs: [AddressSpec] = []
    /// File and line of the `bind` keyword, for messages.
    public var location = SourceLocation.builtin

    /// The socket's name in statistics (`name`); HAProxy prints `#1`, `sock-1` when unset.
    public var name: String?
    /// The socket's number in statistics (`id`), unique in its frontend.
    public var id: Int?
    /// Permissions of a unix socket's file (`mode`), octal on the line.
    public var mode: UInt16?
    /// Owner of a unix socket's file (`user`, `uid`).
    public var uid: UInt32?
    /// Group of a unix socket's file (`group`, `gid`).
    public var gid: UInt32?
    /// Length of the kernel's accept queue (`backlog`); unset: the frontend's.
    public var backlog: Int?
    /// Most connections that this socket has at once (`maxconn`); unset: no limit of its own.
    public var maxconn: Int?
    /// Scheduling priority of its connections, -1024 (first) to 1024 (`nice`).
    public var nice: Int = 0
    /// Whether the kernel reports a connection only once data arrived (`defer-accept`).
    public var deferAccept = false
    /// TCP fast open on the listening socket (`tfo`).
    public var tcpFastOpen = false
    /// The network interface to listen on (`interface`).
    public var interface: String?
    /// Whether a wildcard IPv6 socket takes IPv4 clients (`v4v6`, `v6only`).
    public var ipv6Scope = IPv6Scope.systemDefault
    /// Whether addresses of other machines may be bound (`transparent`).
    public var transparent = false
    /// Whether every connection must begin with a PROXY protocol header (`accept-proxy`).
    public var acceptProxy = false
    /// The magic number of NetScaler's client IP header, which every connection must then begin with
    /// (`accept-netscaler-cip`).
    public var netscalerMagic: UInt32?
    /// Network namespace of the socket (`namespace`).
    public var namespace: String?
    /// Largest TCP segment to announce (`mss`); negative values are relative to the kernel's.
    public var mss: Int?
    /// Milliseconds that sent data may stay without acknowledgement (`tcp-ut`).
    public var tcpUserTimeout: Int64?
    /// How many SYN packets' content the kernel saves for `fc_saved_syn` (`tcp-ss`): 0, 1 or 2.
    public var tcpSaveSyn: Int = 0
    /// TCP congestion control algorithm (`cc`).
    public var congestionControl: String?
    /// Threads that take connections, from 1, as text (`thread`): `1-2`, `odd`; unset: all.
    public var threads: String?
    /// How many sockets share the address (`shards`); unset: `tune.listener.default-shards`.
    public var shards: Shards?
    /// The multiplexer forced on its connections (`proto`): `h1`, `h2`.
    public var proto: String?
    /// Free text that samples and logs can show (`label`).
    public var label: String?
    /// Prefix of the listeners' global identifiers (`guid-prefix`).
    public var guidPrefix: String?

    /// Rights of clients of this CLI socket (`level`); meaningful for `stats socket` only.
    public var level = Level.operator
    /// Severities in answers of this CLI socket (`severity-output`).
    public var severityOutput = SeverityOutput.none
    /// Whether `_getsocks` may hand the listeners out over this CLI socket (`expose-fd listeners`).
    public var exposesListeners = false

    public init() {}

    public init(addresses: [String], location: SourceLocation) {
        self.addresses = addresses
        self.location = location
    }
}
