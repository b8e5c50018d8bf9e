import Base
import Config
import Proxies

/// A configuration read and checked as the program does it, without files, resolver or clock.
struct Loaded {
    var parsed: ParsedConfiguration
    let diagnostics: Diagnostics

    init(_ text: String, checked: Bool = true) throws {
        let catalogue = try KeywordCatalogue(
            global: [Keyword<GlobalSettings>.globalVocabulary, Keyword<GlobalSettings>.environment], proxy: [Keyword<ProxySettings>.proxyVocabulary],
            userlist: [Keyword<UserlistSettings>.userlist], httpErrors: [Keyword<HTTPErrorsSettings>.httpErrors])
        diagnostics = Diagnostics()
        parsed = ConfigurationLoader.load(
            [ConfigurationSource(name: "t.cfg", text: text)], catalogue: catalogue, environment: Environment(), diagnostics: diagnostics)
        if checked {
            parsed.check(diagnostics: diagnostics, resolver: { name, _ in name == "known" ? SocketAddress(ipv4: 0x0A00_0001) : nil })
        }
    }

    /// `SEVERITY text`, without the line and caret that follow.
    var messages: [String] {
        diagnostics.messages.filter { !$0.text.contains("rror(s) found in") }.map { message in
            let lines = message.text.split(separator: "\n", omittingEmptySubsequences: false)
            let isPointed = lines.count >= 3 && lines[lines.count - 1].allSatisfy { " ^".contains($0) }
            return "\(message.severity.rawValue) " + lines.prefix(isPointed ? lines.count - 2 : lines.count).joined(separator: "\n")
        }
    }

    /// The word that the first message's caret points at, `nil` behind the line's end or without a caret.
    var pointedWord: String? {
        guard let text = diagnostics.messages.first?.text else { return nil }
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
        guard lines.count >= 3, let caret = lines[lines.count - 1].firstIndex(of: "^") else { return nil }
        let line = lines[lines.count - 2]
        let offset = lines[lines.count - 1].distance(from: lines[lines.count - 1].startIndex, to: caret)
        guard offset < line.count else { return nil }
        return String(line.dropFirst(offset).prefix { $0 != " " })
    }

    /// Timeouts that keep the warning about their absence away.
    static let defaults = "defaults\n mode http\n timeout client 1s\n timeout server 1s\n timeout connect 1s\n"
}
