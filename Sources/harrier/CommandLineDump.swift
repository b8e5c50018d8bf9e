// harrier: `-dK`, the words this program knows.
import Config
import Proxies
import Samples

/// Dumps of registered words in HAProxy's form, for tools that compare or complete (`-dK`).
enum KeywordDump {
    static let classes: [(name: String, help: String)] = [
        ("all", "list all keywords"), ("acl", "ACL keywords"), ("cfg", "configuration keywords"), ("cli", "CLI keywords"),
        ("cnv", "sample converter keywords"), ("flt", "filter names"), ("smp", "sample fetch functions"), ("svc", "service names"),
    ]

    /// The text for the classes asked for; without any, or with `help`, the list of classes.
    /// - Returns: `nil` when a class does not exist.
    static func text(_ asked: [String], keywords: KeywordCatalogue, samples: Vocabulary) -> String? {
        guard asked.allSatisfy({ name in name == "help" || classes.contains { $0.name == name } }) else { return nil }
        if asked.isEmpty || asked.contains("help") {
            return "# List of supported keyword classes:\n" + classes.map { "\($0.name): \($0.help)\n" }.joined()
        }
        let all = asked.contains("all")
        var text = ""
        func section(_ name: String, _ head: String, _ lines: () -> [String]) {
            guard all || asked.contains(name) else { return }
            text += "# List of registered \(head):\n" + lines().map { $0 + "\n" }.joined()
        }
        section("acl", "ACL keywords") { samples.criteria.values.map { "\($0.name) = \($0.fetch) -m \($0.method.rawValue)" }.sorted() }
        section("cfg", "configuration keywords") { configuration(keywords) }
        section("cli", "CLI keywords") { Catalogue.commands.map { "\($0) [WORKER] " }.sorted() }
        section("cnv", "sample converter functions") {
            samples.converters.values.map { "\($0.name)\($0.signature.text): \($0.input.name) => \($0.output.name)" }.sorted()
        }
        section("flt", "filter names") { Catalogue.filters }
        section("smp", "sample fetch functions") {
            samples.fetches.values.sorted { $0.name < $1.name }.map {
                "[ \(flags($0.availability)) ] \($0.name)\($0.signature.text): \($0.output.name)"
            }
        }
        section("svc", "service names") { Catalogue.services }
        return text
    }

    /// `Y` and `.` for each point at which a fetch may run, in HAProxy's order.
    private static func flags(_ availability: Availability) -> String {
        (0..<Availability.count).map { availability.rawValue >> UInt32($0) & 1 != 0 ? "Y" : "." }.joined(separator: " ")
    }

    private static func configuration(_ keywords: KeywordCatalogue) -> [String] {
        var lines = ["global"]
        lines += keywords.global.names(in: .global).sorted().map { "\t" + $0 }
        lines.append("listen")
        let proxy = keywords.proxy.entries.filter { !$0.name.hasPrefix("option ") }
        lines += Set(proxy.map(\.name)).sorted().map { "\t" + $0 }
        lines += parameters("bind <addr>", Catalogue.bindParameters)
        lines += parameters("server <name> <addr>", Catalogue.serverParameters)
        lines += keywords.proxy.entries.filter { $0.name.hasPrefix("option ") }.map { entry in
            let sides = (entry.sections.contains(.frontend) ? "FE " : "") + (entry.sections.contains(.backend) ? "BE " : "")
            return "\t\(entry.name) [ \(sides)]"
        }.sorted()
        lines.append("userlist")
        lines += keywords.userlist.names(in: nil).sorted().map { "\t" + $0 }
        lines.append("http-errors")
        lines += keywords.httpErrors.names(in: nil).sorted().map { "\t" + $0 }
        return lines
    }

    private static func parameters<Settings>(_ line: String, _ entries: [Keyword<Settings>]) -> [String] {
        entries.map { entry in
            let rest = entry.syntax.dropFirst(entry.name.count).split(separator: " ").prefix { !$0.hasPrefix("[") }
            return "\t\(line) \(entry.name)" + (rest.isEmpty ? "" : " +\(rest.count)")
        }.sorted()
    }
}
