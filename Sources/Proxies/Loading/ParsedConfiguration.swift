// Proxies: what the files say, before it is brought to life.
import Config

/// All sections of a configuration as settings, in the order of the files.
public struct ParsedConfiguration: Sendable {
    public var global = GlobalSettings()
    /// `defaults` sections, named or not.
    public var defaults: [ProxySettings] = []
    /// Frontends, backends and listens.
    public var proxies: [ProxySettings] = []
    public var userlists: [UserlistSettings] = []
    public var httpErrors: [HTTPErrorsSettings] = []

    public init() {}

    /// Whether anything listens: a `stats socket`, or a frontend or listen that is not disabled and has a `bind`.
    public var hasListener: Bool {
        !global.statsSockets.isEmpty || proxies.contains { $0.isFrontend && !$0.disabled && !$0.binds.isEmpty }
    }
}
