// harrier: every list of words, named once.
import Config
import Control
import Proxies
import Samples
import Streams

/// The vocabulary of this program: one line for each list a module exposes. A duplicate stops the start.
enum Catalogue {
    /// Keywords of all sections.
    static func keywords() throws -> KeywordCatalogue {
        try KeywordCatalogue(
            global: [
                Keyword.globalVocabulary,
                Keyword.environment,
                Keyword.logs,
            ],
            proxy: [
                Keyword.proxyVocabulary,
                Keyword.rules,
                Keyword.routing,
                Keyword.captureSlots,
                Keyword.logs,
            ],
            userlist: [Keyword.userlist],
            httpErrors: [Keyword.httpErrors])
    }

    /// Words of sample expressions.
    static func samples() throws -> Vocabulary {
        try Vocabulary(
            fetches: [
                Fetch.constants,
                Fetch.process,
                Fetch.states,
                Fetch.connection,
                Fetch.course,
                Fetch.content,
                Fetch.credentials,
                Fetch.request,
                Fetch.headers,
                Fetch.cookies,
            ],
            converters: [
                Converter.text,
                Converter.numbers,
            ])
    }

    /// Actions of rules.
    static func actions() throws -> ActionVocabulary {
        try ActionVocabulary([
            ActionEntry.verdicts,
            ActionEntry.redirects,
            ActionEntry.headers,
            ActionEntry.startLine,
            ActionEntry.course,
        ])
    }

    /// Parameters of `bind` lines.
    static var bindParameters: [Keyword<BindSettings>] { Keyword.bindParameters }
    /// Parameters of `server` lines.
    static var serverParameters: [Keyword<ServerSettings>] { Keyword.serverParameters }
    /// Services of `http-request use-service`.
    static var services: [String] { [] }
    /// Commands of the command line interface.
    static var commands: [String] { ControlCenter.allCommands.joined().map(\.syntax) }
    /// Filters.
    static var filters: [String] { [] }
}
