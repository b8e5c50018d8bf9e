import Config
import Proxies
import Samples
import Testing
@testable import harrier

@Suite("The catalogue")
struct CatalogueTests {
    @Test("no word is named twice")
    func duplicates() throws {
        _ = try Catalogue.keywords()
        _ = try Catalogue.samples()
        _ = try KeywordTable([Catalogue.bindParameters])
        _ = try KeywordTable([Catalogue.serverParameters])
    }

    @Test("every keyword's example is a line that a configuration may hold, and every help is a sentence")
    func examples() throws {
        try Catalogue.samples().install()
        try Catalogue.actions().install()
        let catalogue = try Catalogue.keywords()
        func check<Settings>(_ entries: [Keyword<Settings>]) {
            for entry in entries {
                #expect(entry.help.hasSuffix(".") && !entry.manual.isEmpty, "\(entry.name)")
                for section in entry.sections {
                    let head = section == .global ? "global" : "\(section.rawValue) test"
                    // Why: rules and conditions are refused in `defaults` sections without a name.
                    let text = "\(head)\n    \(entry.example)\n"
                    let diagnostics = Diagnostics()
                    _ = ConfigurationLoader.load(
                        [ConfigurationSource(name: "example", text: text)], catalogue: catalogue, environment: Environment(),
                        diagnostics: diagnostics)
                    #expect(!diagnostics.hasAlerts, "\(text)\(diagnostics.messages.map(\.text).joined(separator: "\n"))")
                }
                #expect(entry.example.hasPrefix(entry.name) || entry.example.hasPrefix("no \(entry.name)"), "\(entry.example)")
            }
        }
        check(catalogue.global.entries)
        check(catalogue.proxy.entries)
        check(catalogue.userlist.entries)
        check(catalogue.httpErrors.entries)
    }

    @Test("every keyword is one that HAProxy 3.4 has")
    func noInventions() throws {
        let catalogue = try Catalogue.keywords()
        for entry in catalogue.global.entries { #expect(KnownNames.known(entry.name.split(separator: " ").map(String.init), in: .global) != nil, "\(entry.name)") }
        for entry in catalogue.proxy.entries {
            let isKnown = KnownNames.known(entry.name.split(separator: " ").map(String.init), in: .listen) != nil
            #expect(isKnown || KnownNames.proxy.contains { $0.hasPrefix(entry.name + " ") }, "\(entry.name)")
        }
    }

    @Test("dumps have HAProxy's form")
    func dumps() throws {
        let keywords = try Catalogue.keywords()
        let samples = try Catalogue.samples()
        let text = try #require(KeywordDump.text(["cfg"], keywords: keywords, samples: samples))
        let lines = text.split(separator: "\n")
        #expect(lines[0] == "# List of registered configuration keywords:")
        #expect(lines[1] == "global")
        for line in ["\tmaxconn", "\tbind <addr> maxconn +1", "\tbind <addr> accept-proxy", "\tserver <name> <addr> weight +1", "\toption nolinger [ FE BE ]", "listen", "userlist"] {
            #expect(lines.contains(Substring(line)), "\(line)")
        }
        #expect(KeywordDump.text([], keywords: keywords, samples: samples)?.hasPrefix("# List of supported keyword classes:\nall: ") == true)
        #expect(KeywordDump.text(["zz"], keywords: keywords, samples: samples) == nil)
        let all = try #require(KeywordDump.text(["all"], keywords: keywords, samples: samples))
        for head in ["ACL keywords", "configuration keywords", "CLI keywords", "sample converter functions", "filter names", "sample fetch functions", "service names"] {
            #expect(all.contains("# List of registered \(head):\n"))
        }
        #expect(all.contains("[ Y Y Y Y Y Y Y Y Y Y Y Y Y Y Y Y Y Y Y Y Y Y ] always_true: bool\n"))
        #expect(all.contains("path_beg = path -m beg\n"))
    }

    @Test("the first line of -v is what scripts compare")
    func version() {
        let line = ProgramText.version.split(separator: "\n")[0]
        #expect(line.split(separator: " ")[2] == "3.4.0")
        #expect(!line.contains(" : ") && !line.contains(" = "))
        let long = ProgramText.buildOptions(services: [], filters: [])
        #expect(long.hasPrefix(line) && long.contains("\n  TARGET  = linux-glibc\n") && long.contains("\nFeature list : ") && long.contains("\nAvailable services : none\n"))
    }
}
