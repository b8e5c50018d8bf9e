import Config

extension Keyword<ProxySettings> {
    /// The statistics page (HAProxy manual §4.2).
    public static var stats: [Self] { [
        Keyword("stats enable", in: .allProxies, "Serves the statistics page.", manual: "4.2", example: "stats enable") {
            words, settings throws(ConfigError) in settings.useStats()
            words.skipAll()
        },
        Keyword("stats uri <prefix>", in: .allProxies, "Serves the statistics page under this path.", manual: "4.2", example: "stats uri /stats") {
            words, settings throws(ConfigError) in
            guard let uri = words.nextIfAny(), !uri.isEmpty else { throw words.failNext("'uri' needs an URI prefix.") }
            settings.useStats()
            settings.stats?.uri = uri
        },
        Keyword("stats realm <text>", in: .allProxies, "Sets what browsers show when they ask for a password.", manual: "4.2", example: "stats realm Statistics") {
            words, settings throws(ConfigError) in
            guard let realm = words.nextIfAny(), !realm.isEmpty else { throw words.failNext("'realm' needs an realm name.") }
            settings.useStats()
            settings.stats?.realm = realm
        },
        Keyword("stats refresh <time>", in: .allProxies, "Lets browsers reload the page that often.", manual: "4.2", example: "stats refresh 10s") {
            words, settings throws(ConfigError) in
            guard !words.isAtEnd else { throw words.failNext("'stats refresh' expects a time.") }
            // Why: this page's refresh is the one time whose bare number counts seconds.
            let interval = try words.duration(bareUnit: .seconds)
            settings.useStats()
            settings.stats?.refresh = Int(interval / 1000)
        },
        Keyword("stats auth <user>:<password>", in: .allProxies, "Asks for this user and password.", manual: "4.2", example: "stats auth admin:secret") {
            words, settings throws(ConfigError) in
            guard let account = words.nextIfAny(), !account.isEmpty else { throw words.failNext("'auth' needs a user:password account.") }
            let colon = account.firstIndex(of: ":") ?? account.endIndex
            let password = colon == account.endIndex ? "" : String(account[account.index(after: colon)...])
            settings.useStats()
            settings.stats?.users.append((user: String(account[..<colon]), password: password))
        },
        Keyword("stats scope <proxy>", in: .allProxies, "Shows this proxy only; `.` is the page's own.", manual: "4.2", example: "stats scope .") {
            words, settings throws(ConfigError) in
            guard let scope = words.nextIfAny(), !scope.isEmpty else { throw words.failNext("'scope' needs a proxy name.") }
            settings.useStats()
            settings.stats?.scopes.append(scope)
        },
        Keyword("stats hide-version", in: .allProxies, "Shows no version on the page, the default.", manual: "4.2", example: "stats hide-version") {
            words, settings throws(ConfigError) in
            settings.useStats()
            settings.stats?.showVersion = false
        },
        Keyword("stats show-version", in: .allProxies, "Shows the version on the page.", manual: "4.2", example: "stats show-version") {
            words, settings throws(ConfigError) in
            settings.useStats()
            settings.stats?.showVersion = true
        },
        Keyword("stats show-legends", in: .allProxies, "Shows addresses and other details on the page.", manual: "4.2", example: "stats show-legends") {
            words, settings throws(ConfigError) in
            settings.useStats()
            settings.stats?.showLegends = true
        },
        Keyword("stats show-modules", in: .allProxies, "Shows the columns of modules on the page.", manual: "4.2", example: "stats show-modules") {
            words, settings throws(ConfigError) in
            settings.useStats()
            settings.stats?.showModules = true
        },
        Keyword("stats show-node [<name>]", in: .allProxies, "Shows the machine's name on the page.", manual: "4.2", example: "stats show-node lb1") {
            words, settings throws(ConfigError) in
            settings.useStats()
            settings.stats?.showNode = true
            settings.stats?.node = words.nextIfAny()
        },
        Keyword("stats show-desc [<text>…]", in: .allProxies, "Shows a description on the page.", manual: "4.2", example: "stats show-desc edge of the shop") {
            words, settings throws(ConfigError) in
            settings.useStats()
            settings.stats?.showDescription = true
            settings.stats?.description = words.isAtEnd ? nil : words.rest().joined(separator: " ")
        },
    ] }
}

extension ProxySettings {
    /// Turns the statistics page on (`stats_check_init_uri_auth`).
    fileprivate mutating func useStats() {
        if stats == nil { stats = StatsSettings() }
    }
}
