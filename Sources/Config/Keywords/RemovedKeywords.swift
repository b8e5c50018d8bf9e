// Config: words of old releases, and what replaced them.

/// Keywords that HAProxy had once and 3.4 refuses, with what to write instead.
enum RemovedKeywords {
    /// The message for the keyword `name`, `nil` when it was never one.
    static func message(for name: String) -> String? {
        guard let (release, advice) = table[name] else { return nil }
        return "the '\(name)' directive is not supported anymore since HAProxy \(release). \(advice)"
    }

    private static let table: [String: (release: String, advice: String)] = {
        var table: [String: (String, String)] = [
            "clitimeout": ("2.1", "Use 'timeout client'."),
            "contimeout": ("2.1", "Use 'timeout connect'."),
            "srvtimeout": ("2.1", "Use 'timeout server'."),
            "redisp": ("2.1", "Use 'option redispatch'."),
            "redispatch": ("2.1", "Use 'option redispatch'."),
            "reqadd": ("2.1", "Use 'http-request add-header'."),
            "rspadd": ("2.1", "Use 'http-response add-header'."),
            "block": ("2.1", "Use 'http-request deny'."),
            "reqsetbe": ("2.1", "Use 'use_backend'."),
            "reqisetbe": ("2.1", "Use 'use_backend'."),
            "appsession": ("1.6", "Use 'cookie' or a stick table."),
            "nbproc": ("2.5", "Use 'nbthread'."),
            "bind-process": ("2.7", "Remove the line."),
            "program": ("3.3", "Start the program by other means."),
        ]
        for name in ["reqallow", "reqiallow"] { table[name] = ("2.1", "Use 'http-request allow'.") }
        for name in ["reqdeny", "reqideny"] { table[name] = ("2.1", "Use 'http-request deny'.") }
        for name in ["reqtarpit", "reqitarpit"] { table[name] = ("2.1", "Use 'http-request tarpit'.") }
        for name in ["reqdel", "reqidel"] { table[name] = ("2.1", "Use 'http-request del-header'.") }
        for name in ["reqpass", "reqipass"] { table[name] = ("2.1", "Use a condition on the rules instead.") }
        for name in ["reqrep", "reqirep"] {
            table[name] = ("2.1", "Use 'http-request replace-path', 'http-request replace-uri' or 'http-request replace-header'.")
        }
        for name in ["rspdel", "rspidel"] { table[name] = ("2.1", "Use 'http-response del-header'.") }
        for name in ["rspdeny", "rspideny"] { table[name] = ("2.1", "Use 'http-response deny'.") }
        for name in ["rsprep", "rspirep"] { table[name] = ("2.1", "Use 'http-response replace-header'.") }
        return table
    }()
}
