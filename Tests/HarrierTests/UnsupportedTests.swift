import Config
import Proxies
import Samples
import Testing
@testable import harrier

/// Silence about a word would be a lie about the service: every word is done, or refused with its reason.
@Suite("Words that HAProxy 3.4 has and Harrier has not")
struct UnsupportedTests {
    func messages(_ text: String) throws -> [String] {
        try Catalogue.samples().install()
        try Catalogue.actions().install()
        let diagnostics = Diagnostics()
        _ = ConfigurationLoader.load(
            [ConfigurationSource(name: "t", text: text)], catalogue: try Catalogue.keywords(),
            environment: Environment(variables: [:]), diagnostics: diagnostics)
        return diagnostics.messages.map(\.text)
    }

    @Test("are refused by name", arguments: [
        ("global\n lua-load x\n", "'lua-load'"), ("frontend f\n bind :80 ssl crt x\n", "'ssl'"), ("backend b\n server s 127.0.0.1:80 ssl\n", "'ssl'"),
        ("backend b\n compression algo gzip\n", "'compression'"), ("resolvers r\n", "section 'resolvers'"), ("frontend f\n http-request track-sc0 src\n", "'http-request track-sc0'"),
        ("frontend f\n acl a sc_conn_rate(0) gt 5\n", "fetch method 'sc_conn_rate'"), ("frontend f\n acl a ssl_fc_sni_end x\n", "fetch method 'ssl_fc_sni_end'"),
        ("backend b\n balance hash ssl_fc_sni\n", "fetch method 'ssl_fc_sni'"), ("backend b\n balance hash path,map_str(x)\n", "converter 'map_str'"),
    ])
    func refused(text: String, name: String) throws {
        let first = try #require(try messages(text).first)
        #expect(first.contains("\(name) is known to HAProxy 3.4 but not supported by Harrier 0.1"), "\(first)")
    }

    @Test("every keyword of the lists is refused or done, never unknown")
    func lists() throws {
        for (section, names) in [("global", KnownNames.global), ("listen l", KnownNames.proxy)] {
            for name in names {
                for message in try messages("\(section)\n \(name)\n") { #expect(!message.contains("unknown keyword"), "\(name): \(message)") }
            }
        }
    }

    @Test("conditions take any spelling of `or`; `--` may stand behind an operator")
    func conditions() throws {
        #expect(try messages("frontend f\n acl a always_true\n use_backend b if a OR !a or a || a\n") == [])
        #expect(try messages("frontend f\n acl a dst_port -m int eq -- 80 443\n") == [])
    }
}
