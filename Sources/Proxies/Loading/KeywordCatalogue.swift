// Proxies: every keyword of every section, found by name.
import Config

/// The tables that a configuration is read with; made once at start from the lists the modules expose.
public struct KeywordCatalogue: Sendable {
    public let global: KeywordTable<GlobalSettings>
    /// `defaults`, `frontend`, `backend`, `listen`.
    public let proxy: KeywordTable<ProxySettings>
    public let userlist: KeywordTable<UserlistSettings>
    public let httpErrors: KeywordTable<HTTPErrorsSettings>

    /// - Throws: the text of the first duplicate.
    public init(
        global: [[Keyword<GlobalSettings>]], proxy: [[Keyword<ProxySettings>]], userlist: [[Keyword<UserlistSettings>]],
        httpErrors: [[Keyword<HTTPErrorsSettings>]]
    ) throws {
        self.global = try KeywordTable(global)
        self.proxy = try KeywordTable(proxy)
        self.userlist = try KeywordTable(userlist)
        self.httpErrors = try KeywordTable(httpErrors)
    }

    /// Names of the keywords of a kind of section.
    public func names(in kind: SectionKind) -> [String] {
        switch kind {
        case .global: global.names(in: kind)
        case .defaults, .frontend, .backend, .listen: proxy.names(in: kind)
        case .userlist: userlist.names(in: kind)
        case .httpErrors: httpErrors.names(in: kind)
        }
    }
}
