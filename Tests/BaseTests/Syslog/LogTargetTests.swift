import Base
import Testing

@Suite("Sampled logs (manual §4.2 log)")
struct LogSamplingTests {
    @Test("take the positions that the ranges name", arguments: [
        ("1:2", [0, 2, 4]), ("2:2", [1, 3, 5]), ("1,3:3", [0, 2, 3, 5]), ("2-3:3", [1, 2, 4, 5]), ("1-3:3", [0, 1, 2, 3, 4, 5]),
    ])
    func positions(text: String, expected: [Int]) throws {
        let sampling = try LogTarget.Sampling(text)
        #expect((0..<6).filter(sampling.contains) == expected)
    }

    @Test("refuse", arguments: ["", "1", "1:0", "0:3", "4:3", "3-1:5", "1-2,2:5", "a:3", "1:x", "1:2:3", ",:3"])
    func refuses(text: String) {
        #expect(throws: AddressSpec.Failure.self) { try LogTarget.Sampling(text) }
    }

    @Test("levels and facilities have their words", arguments: [("kern", 0), ("local0", 16), ("local7", 23), ("daemon", 3)])
    func facilities(name: String, code: Int) {
        #expect(SyslogFacility(named: name)?.code == code)
        #expect(SyslogFacility(named: name + "x") == nil)
        #expect(SyslogLevel(named: "err") == .error)
        #expect(SyslogLevel(named: "error") == nil)
    }
}
