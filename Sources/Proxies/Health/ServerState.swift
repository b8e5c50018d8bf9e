// Proxies: whether a server serves, and why not.
import Base
import Synchronization

/// A text that one thread writes and others read.
final class SharedText: Sendable {
    private let storage = Mutex("")
    var value: String {
        get { storage.withLock { $0 } }
        set { storage.withLock { $0 = newValue } }
    }
}

/// What a server does (`enum srv_state`); the numbers are those of `show servers state`.
public enum ServerState: UInt8, Sendable {
    case stopped = 0
    /// Up, in slow start.
    case starting = 1
    case running = 2
    /// No new sessions (`NOLB`).
    case stopping = 3
}

/// Orders and conditions beside the health of a server (`enum srv_admin`); the bits are those of `show servers state`.
public struct ServerAdmin: OptionSet, Sendable {
    public let rawValue: UInt8
    public init(rawValue: UInt8) { self.rawValue = rawValue }
    /// Maintenance by order.
    public static let forcedMaintenance = Self(rawValue: 1)
    /// Maintenance because the tracked server is in maintenance.
    public static let inheritedMaintenance = Self(rawValue: 2)
    /// `disabled` in the configuration; goes along with ``forcedMaintenance``.
    public static let configuredMaintenance = Self(rawValue: 4)
    /// Drain by order.
    public static let forcedDrain = Self(rawValue: 8)
    /// Drain because the tracked server drains.
    public static let inheritedDrain = Self(rawValue: 16)
    /// Maintenance because its name does not resolve.
    public static let resolutionMaintenance = Self(rawValue: 32)
    /// Its name was changed at run time.
    public static let nameChanged = Self(rawValue: 64)

    /// Any maintenance: no traffic, no checks.
    public static let maintenance: Self = [.forcedMaintenance, .inheritedMaintenance, .resolutionMaintenance]
    /// Any drain: persistent traffic only.
    public static let drain: Self = [.forcedDrain, .inheritedDrain]

    @inlinable public func contains(anyOf other: Self) -> Bool { !isDisjoint(with: other) }
}

/// Health as counted from results (`struct check`'s `health`, `rise`, `fall`; spec/balancing.md 2.5).
public struct CheckState: Sendable {
    /// Successes that bring it up.
    public var rise: Int
    /// Failures that take it down.
    public var fall: Int
    /// 0 to rise+fall-1; up from `rise` on.
    public var health: Int
    /// The last result.
    public var status = CheckStatus.unknown
    /// HTTP or other code of the last result; 0 without one.
    public var code = 0
    /// Milliseconds that the last check took; -1 without one.
    public var duration: Int64 = -1
    /// Text of the last result.
    public var info: String {
        get { text.value }
        nonmutating set { text.value = newValue }
    }
    /// Why a box: statistics read on other threads while a result is taken in; numbers may be a moment old, but a
    /// half-written string would be fatal.
    private let text = SharedText()
    /// Whether a check runs now.
    public var isRunning = false
    /// Whether it exists at all (`check`, `agent-check`).
    public var isConfigured = false
    /// Whether it is switched on (`enable health`).
    public var isEnabled = false
    /// Whether it rests because of maintenance.
    public var isPaused = false

    public init(rise: Int, fall: Int) {
        self.rise = rise
        self.fall = fall
        health = rise
    }

    /// Whether the counter says up.
    public var isUp: Bool { health >= rise }
    /// Whether nothing is missing.
    public var isFull: Bool { health >= rise + fall - 1 }

    /// Counts a success.
    public mutating func succeed() {
        guard health < rise + fall - 1 else { return }
        health += 1
        if health >= rise { health = rise + fall - 1 }
    }

    /// Counts a failure.
    public mutating func fail() {
        guard health > 0 else { return }
        health -= 1
        if health < rise { health = 0 }
    }

    /// `2/3`: how far it is up, or on its way up.
    public var progress: String { isUp ? "\(health - rise + 1)/\(fall)" : "\(health)/\(rise)" }
}
