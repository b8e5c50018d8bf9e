// Proxies: a section's rules as the path reads them.
import Base
import Samples

/// Plain tables of one proxy's rules. Trivial: reading them counts no reference. Made once a proxy, and lives as long as the process.
@frozen
public struct RuleProgram: @unchecked Sendable {  // Why: the tables are never written again.
    public typealias Table<Element: AnyObject> = UnsafeBufferPointer<Unmanaged<Element>>
    public let tcpRequestConnection: Table<Rule>
    public let tcpRequestSession: Table<Rule>
    public let tcpRequestContent: Table<Rule>
    public let tcpResponseContent: Table<Rule>
    public let httpRequest: Table<Rule>
    public let httpResponse: Table<Rule>
    public let httpAfterResponse: Table<Rule>
    public let redirect: Table<Rule>
    public let switching: Table<SwitchingRule>
    public let servers: Table<ServerRule>
    public let hasPersistence: Bool
    public let hasMonitorFail: Bool

    init(_ rules: RuleSettings) {
        // Why: the tables outlive their settings' arrays only as long as those live too, which a proxy's do.
        func table<Element: AnyObject>(_ elements: [Element]) -> Table<Element> {
            guard !elements.isEmpty else { return Table(start: nil, count: 0) }
            let block = UnsafeMutableBufferPointer<Unmanaged<Element>>.allocate(capacity: elements.count)
            _ = block.initialize(from: elements.map { Unmanaged.passRetained($0) })
            return Table(block)
        }
        tcpRequestConnection = table(rules[.tcpRequestConnection].rules)
        tcpRequestSession = table(rules[.tcpRequestSession].rules)
        tcpRequestContent = table(rules[.tcpRequestContent].rules)
        tcpResponseContent = table(rules[.tcpResponseContent].rules)
        httpRequest = table(rules[.httpRequest].rules)
        httpResponse = table(rules[.httpResponse].rules)
        httpAfterResponse = table(rules[.httpAfterResponse].rules)
        redirect = table(rules[.redirect].rules)
        switching = table(rules.switching)
        servers = table(rules.servers)
        hasPersistence = !rules.persistence.isEmpty
        hasMonitorFail = !rules.monitorFail.isEmpty
    }
}
