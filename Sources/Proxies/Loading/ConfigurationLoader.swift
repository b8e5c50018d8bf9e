// Proxies: from the lines of sections to settings.
import Config

/// Fills settings from the sections that a `ConfigurationReader` finds (`cfg_parse_global`, `cfg_parse_listen` and their like).
///
/// Use ``load(_:catalogue:environment:diagnostics:)``.
public final class ConfigurationLoader: SectionReceiver {
    private let catalogue: KeywordCatalogue
    private var parsed = ParsedConfiguration()
    private var proxy = ProxySettings()
    private var userlist = UserlistSettings()
    private var httpErrors = HTTPErrorsSettings()
    private var kind = SectionKind.global
    /// Whether the open section is only read to find its errors.
    private var isDiscarded = false
    private var hasSeenOtherSection = false

    private init(catalogue: KeywordCatalogue) { self.catalogue = catalogue }

    /// Reads all files. Faults are in `diagnostics` afterwards; the result is worth something only without alerts.
    ///
    /// Checks of the whole (unknown backends, missing timeouts) are not done here.
    public static func load(
        _ sources: [ConfigurationSource], catalogue: KeywordCatalogue, environment: Environment, diagnostics: Diagnostics
    ) -> ParsedConfiguration {
        let loader = ConfigurationLoader(catalogue: catalogue)
        let reader = ConfigurationReader(environment: environment, diagnostics: diagnostics, receiver: loader)
        for source in sources {
            let before = diagnostics.alertCount
            reader.read(source)
            if diagnostics.alertCount > before {
                diagnostics.add(.alert, "config : Error(s) found in configuration file : \(source.name)")
            }
        }
        return loader.parsed
    }

    // MARK: SectionReceiver

    public func open(_ kind: SectionKind, _ words: inout Words) throws(ConfigError) -> String {
        self.kind = kind
        isDiscarded = false
        if kind != .global { hasSeenOtherSection = true }
        switch kind {
        case .global:
            return ""
        case .defaults, .frontend, .backend, .listen:
            proxy = ProxySettings()
            proxy.location = words.location
            proxy.capabilities = kind.capabilities
            isDiscarded = true
            try openProxy(&words)
            isDiscarded = false
            return proxy.name
        case .userlist:
            userlist = UserlistSettings()
            userlist.location = words.location
            guard let name = words.nextIfAny() else { throw words.failNext("'userlist' expects <name> as arguments.") }
            userlist.name = name
            try checkCharacters(name, words)
            if parsed.userlists.contains(where: { $0.name == name }) {
                words.warn("ignoring duplicated userlist '\(name)'.")
                isDiscarded = true
            }
            return name
        case .httpErrors:
            httpErrors = HTTPErrorsSettings()
            httpErrors.location = words.location
            guard let name = words.nextIfAny() else { throw words.failNext("missing name for http-errors section.") }
            httpErrors.name = name
            if let other = parsed.httpErrors.first(where: { $0.name == name }) {
                isDiscarded = true
                throw words.fail("http-errors section '\(name)' already exists (declared at \(other.location)).")
            }
            return name
        }
    }

    public func read(_ words: inout Words) throws(ConfigError) {
        switch kind {
        case .global:
            if hasSeenOtherSection, let name = words.peek, ["nbthread", "thread-group", "thread-groups"].contains(name) {
                throw words.failNext(
                    "'\(name)' not allowed if a non-global section was previously defined. This parameter must be declared in the first global section")
            }
            try catalogue.global.read(&words, into: &parsed.global, extraNames: ConfigurationLoader.sectionNames)
        case .defaults, .frontend, .backend, .listen:
            try catalogue.proxy.read(&words, into: &proxy, extraNames: ConfigurationLoader.sectionNames)
        case .userlist:
            try catalogue.userlist.read(&words, into: &userlist, extraNames: ConfigurationLoader.sectionNames)
        case .httpErrors:
            try catalogue.httpErrors.read(&words, into: &httpErrors, extraNames: ConfigurationLoader.sectionNames)
        }
    }

    public func close() {
        guard !isDiscarded else { return }
        switch kind {
        case .global: break
        case .defaults: parsed.defaults.append(proxy)
        case .frontend, .backend, .listen: parsed.proxies.append(proxy)
        case .userlist: parsed.userlists.append(userlist)
        case .httpErrors: parsed.httpErrors.append(httpErrors)
        }
    }

    public func keywordNames(in kind: SectionKind) -> [String] { catalogue.names(in: kind) }

    private static let sectionNames = SectionKind.allCases.map(\.rawValue)

    // MARK: Proxies

    /// `frontend NAME [from DEFAULTS]`, `defaults [NAME] [from DEFAULTS]`.
    private func openProxy(_ words: inout Words) throws(ConfigError) {
        let location = words.location
        var name = ""
        if kind == .defaults {
            if let word = words.peek, word != "from" || words.remaining == 3 { name = try words.next("name") }
        } else {
            guard let word = words.nextIfAny() else {
                throw words.failNext("'\(kind.rawValue)' expects an <id> argument")
            }
            name = word
        }
        proxy.name = name
        try checkCharacters(name, words)
        var base: ProxySettings?
        var baseName: String?
        if words.take("from") {
            let wanted = try words.next("defaults section")
            baseName = wanted
            let candidates = parsed.defaults.filter { $0.name == wanted }
            guard let first = candidates.first else {
                throw words.fail(
                    "defaults section '\(wanted)' not found for \(kind.rawValue) '\(name)'.",
                    hint: Words.didYouMean(wanted, among: parsed.defaults.map(\.name)))
            }
            if candidates.count > 1 {
                throw words.fail(
                    "ambiguous defaults section name '\(wanted)' referenced by \(kind.rawValue) '\(name)' exists at least at \(first.location) and \(candidates[1].location).")
            }
            base = first
        } else if kind != .defaults {
            base = parsed.defaults.last
            baseName = base.map(\.name)
        }
        if kind != .defaults {
            guard words.isAtEnd else { throw words.failNext("please use the 'bind' keyword for listening addresses.") }
        }
        if let base {
            proxy = base
            proxy.name = name
            proxy.location = location
            proxy.capabilities = kind.capabilities
            proxy.defaultsName = baseName
            proxy.rules = base.rules.inherited()
        }
        try checkUnique(name, words)
    }

    private func checkCharacters(_ name: String, _ words: Words) throws(ConfigError) {
        if let bad = name.first(where: { !($0.isASCII && ($0.isLetter || $0.isNumber || "_:.-".contains($0))) }) {
            throw words.fail("character '\(bad)' is not permitted in '\(kind.rawValue)' name '\(name)'.")
        }
    }

    private func checkUnique(_ name: String, _ words: Words) throws(ConfigError) {
        guard !name.isEmpty else { return }
        if kind == .defaults {
            // Why: equal names among `defaults` are an error only once one is referenced.
            guard let other = parsed.proxies.first(where: { $0.name == name }) else { return }
            throw clash(other, words)
        }
        if let other = parsed.proxies.first(where: { $0.name == name }) { throw clash(other, words) }
        if let other = parsed.defaults.first(where: { $0.name == name }) { throw clash(other, words) }
    }

    private func clash(_ other: ProxySettings, _ words: Words) -> ConfigError {
        words.fail(
            "\(kind.rawValue) '\(proxy.name)' has the same name as \(other.kindName) '\(other.name)' declared at \(other.location). "
                + "This is no longer supported as of 3.3. Please rename one or the other.")
    }
}

extension SectionKind {
    /// The sides that a proxy of this section has.
    fileprivate var capabilities: ProxySettings.Capabilities {
        switch self {
        case .frontend: .frontend
        case .backend: .backend
        case .listen: [.frontend, .backend]
        default: .defaults
        }
    }
}
