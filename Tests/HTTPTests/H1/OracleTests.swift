import Base
import HTTP
import Testing

/// Nothing ambiguous is ever forwarded, and what is not ambiguous is forwarded as HAProxy does.
@Suite("Heads against HAProxy")
struct OracleTests {
    private func expand(_ text: String) -> String {
        let parts = text.split(separator: "~", omittingEmptySubsequences: false)
        guard parts.count == 3, let count = Int(parts[1]) else { return text }
        return parts[0] + String(repeating: "a", count: count) + parts[2]
    }

    /// The outcome in the table's words.
    private func summary(_ outcome: Outcome) -> String {
        switch outcome {
        case .incomplete: "incomplete"
        case .refused(let status, _, _): "\(status)"
        case .read(let head, _, _): head.split(separator: "\r\n").joined(separator: "|") + "|"
        }
    }

    /// What the mux would add for the next hop is no part of the message.
    private func withoutHop(_ head: String) -> String {
        for own in ["|connection: keep-alive|", "|connection: close|"] where head.hasSuffix(own) { return head.dropLast(own.count) + "|" }
        return head
    }

    private func bytes(_ text: String) -> [UInt8] {
        // The table's characters are bytes (Latin-1).
        expand(text).unicodeScalars.map { UInt8(truncatingIfNeeded: $0.value) }
    }

    private func latin1(_ text: String) -> String {
        String(decoding: bytes(text), as: UTF8.self)
    }

    @Test("requests", arguments: OracleTable.requests.indices)
    func requests(index: Int) {
        let row = OracleTable.requests[index]
        let outcome = read(bytes(row.bytes), with: HeadParser(isRequest: true))
        #expect(summary(outcome) == withoutHop(latin1(row.wanted ?? row.oracle)), "\(row.bytes)")
    }

    @Test("responses", arguments: OracleTable.responses.indices)
    func responses(index: Int) {
        let row = OracleTable.responses[index]
        var parser = HeadParser(isRequest: false)
        parser.requestMethod = Method(row.method)
        let outcome = read(bytes(row.bytes), with: parser)
        #expect(summary(outcome) == withoutHop(latin1(row.wanted ?? row.oracle)), "\(row.bytes)")
    }

    @Test("every difference has its reason")
    func reasons() {
        for row in OracleTable.requests + OracleTable.responses where row.wanted != nil { #expect(!row.why.isEmpty, "\(row.bytes)") }
        #expect(OracleTable.requests.count >= 150)
        #expect(OracleTable.responses.count >= 60)
    }
}

extension Method {
    fileprivate init(_ name: String) {
        self = Array(name.utf8).withUnsafeBufferPointer { Method($0) }
    }
}
