import Base
import Config
import Testing

@testable import Samples

@Suite("Expressions")
struct ExpressionTests {
    @Test("refuses with HAProxy's words", arguments: [
        ("foo", "unknown fetch method 'foo'"), ("str(a),foo", "unknown converter 'foo'"), ("str(a", "fetch method 'str' : expected ')'"),
        ("str(a,b)", "fetch method 'str' : expected ')' before 'b)'"), ("int(x)", "fetch method 'int' : failed to parse 'x' as type 'integer' at position 1"),
        ("int(0x10)", "fetch method 'int' : failed to parse '0x10' as type 'integer' at position 1"),
        ("str(a),field(1)", "invalid arg 2 in converter 'field' : missing arguments (got 1/2), type 'string' expected"),
        ("bool(yes)", "invalid args in fetch method 'bool' : Expects 'true', 'false', '0' or '1'."), ("", "missing fetch method"),
        ("str(a)x", "missing comma after 'str(a)' in expression 'str(a)x'"), ("always_true(1)", "fetch method 'always_true' : expected ')' before '1)'"),
        ("str(a),ipmask(33)", "converter 'ipmask' : failed to parse '33' as type 'IPv4 mask' at position 1"),
    ])
    func refuses(text: String, message: String) {
        #expect(SampleBench().expressionRefusal(text) == message)
    }

    @Test("hints at the nearest word")
    func hint() {
        var bench = SampleBench()
        do throws(SampleFailure) {
            _ = try Expression.parse("str(a),lowr", &bench.scope)
            Issue.record("accepted")
        } catch { #expect(error.hint == "did you mean 'lower' maybe ?") }
    }

    @Test("casts follow the matrix of the manual", arguments: [
        (SampleType.integer, SampleType.string, true), (.bool, .integer, true), (.bool, .address, false), (.binary, .integer, false),
        (.binary, .string, true), (.address, .bool, false), (.string, .address, true), (.method, .string, true), (.method, .integer, false),
        (.ipv6, .integer, false), (.any, .ipv4, true),
    ])
    func casts(from: SampleType, to: SampleType, allowed: Bool) { #expect(from.canCast(to: to) == allowed) }

    @Test("a full scratch is a missing sample, not a crash")
    func overflow() throws {
        let bench = SampleBench()
        bench.subject.values = [[UInt8](repeating: 97, count: 3000)]
        #expect(try bench.text("list,upper") == nil)
        bench.scratch.reset()
        #expect(try bench.text("list") != nil)
    }

    @Test("a prefix leaves the rest to the caller")
    func prefix() throws {
        var bench = SampleBench()
        let text = Array("x%[str(a),upper]y".utf8)
        let (expression, end) = try Expression.parsePrefix(text, at: 3, &bench.scope)
        #expect(expression.text == "str(a),upper")
        #expect(text[end] == UInt8(ascii: "]"))
        #expect(expression.output == .string)
    }

    @Test("addresses read as HAProxy reads them", arguments: [
        ("::", true), ("::1", true), ("1::", true), ("1:2:3:4:5:6:7:8", true), ("1:2:3:4:5:6:7::", true), ("::ffff:1.2.3.4", true),
        (":1", false), ("1:", false), ("1:::2", false), ("1::2::3", false), ("1:2:3:4:5:6:7:8:9", false), ("12345::", false), ("g::", false),
        ("::1.2.3", false), ("1:2:3:4:5:6:7", false), ("", false), (":", false),
    ])
    func ipv6(text: String, valid: Bool) {
        let found = Array(text.utf8).withUnsafeBufferPointer { AddressText.ipv6($0) }
        #expect((found != nil) == valid)
    }

    @Test("availability columns are those of HAProxy's dump")
    func columns() {
        #expect(Availability.always.columns == "YYYYYYYYYYYYYYYYYYYYYY")
        #expect(Availability.internalState.columns == "YYYYYYYYYYYYYYYYYYYY.Y")
        #expect(Availability.clientConnection.columns == "YYYYYYYYYYYYYYYYYYYY..")
        #expect(Availability.listener.columns == "YYYYYYYYYYYYYYYYYYY...")
        #expect(Availability.clientSession.columns == ".YYYYYYYYYYYYYYYYYY...")
        #expect(Availability.request.columns == "..YYYYYYYYY...........")
        #expect(Availability.requestRemembered.columns == "..YYYYYYYYYYYYYYYYY...")
        #expect(Availability.message.columns == "..YYYYYYYYYYYYYYYY.Y..")
        #expect(Availability.backend.columns == "......YYYYYYYYYYYYYY..")
        #expect(Availability.transferred.columns == ".........YYYYYYYYYY...")
        #expect(Availability.server.columns == "..........YYYYYYYYYY..")
        #expect(Availability.serverSide.columns == "...........YYYYYYYYY..")
        #expect(Availability.response.columns == "...........YYYYYYY.Y..")
    }
}
