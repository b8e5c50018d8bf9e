import Base
import Config
import Testing

@testable import Samples

/// What the oracle cannot be asked one by one: waiting, several values, refusals.
@Suite("Conditions")
struct ConditionTests {
    @Test("a fetch with several values matches when one of them does", arguments: [
        ("if { list b }", ACLOutcome.pass), ("if { list d }", .fail), ("if { list a } { list c }", .pass), ("if { list -m len 2 }", .fail),
        ("if { list -m found }", .pass), ("if ! { list c }", .fail), ("if { list d } || { list c }", .pass),
    ])
    func severalValues(text: String, outcome: ACLOutcome) throws {
        let bench = SampleBench()
        bench.subject.values = [[97], [98], [99]]
        #expect(try bench.condition(text) == outcome)
    }

    @Test("data to come means unknown, unless the answer is certain or no more comes", arguments: [
        ("if { list a }", ACLOutcome.unknown, ACLOutcome.fail), ("if !{ list a }", .unknown, .pass), ("if { list a } FALSE", .fail, .fail),
        ("if { list a } or TRUE", .pass, .pass), ("unless { list a }", .unknown, .pass), ("if { list a } TRUE", .unknown, .fail),
    ])
    func waiting(text: String, now: ACLOutcome, atTheEnd: ACLOutcome) throws {
        let bench = SampleBench()
        bench.subject.isComplete = false
        #expect(try bench.condition(text) == now)
        #expect(try bench.condition(text, final: true) == atTheEnd)
    }

    @Test("refuses with HAProxy's words", arguments: [
        ("if nope", "no such ACL : 'nope'."), ("if { foo }", "unknown fetch method 'foo' in ACL expression 'foo'."),
        ("if { list -m foo }", "unknown matching method 'foo' when parsing ACL expression"),
        ("if { list -x }", "'-x' is not a valid ACL option. Please use '--' before any pattern beginning with a '-'"),
        ("if { list a", "missing closing '}' in condition."), ("if { src 1.2.3.4.5 }", "'1.2.3.4.5' is not a valid IPv4 or IPv6 address"),
        ("if { int(1) abc }", "'abc' is not a number"), ("if { int(5) 0x5 }", "'0x5' is not a number"),
        ("if { list -m reg ( }", "regex '(' is invalid (error=missing closing parenthesis, erroffset=1)"),
        ("if { bin(6162) 6162 }", "matching method must be specified first (using '-m') when using a sample fetch of this type ('bin')"),
        ("if { bin(6162) -m bin 616 }", "an even number of hex digit is expected"),
        ("if { list -f /no }", "failed to open pattern file </no>"), ("if { src 10.1.2.3/33 }", "'10.1.2.3/33' is not a valid IPv4 or IPv6 address"),
    ])
    func refuses(text: String, message: String) {
        #expect(SampleBench().refusal(text) == message)
    }

    @Test("named ACLs grow line by line, and a section's own lines leave its defaults alone")
    func named() throws {
        var bench = SampleBench()
        bench.subject.values = [[98]]
        try bench.acls.add("x", ["list", "a"], &bench.scope)
        #expect(try bench.condition("if x") == .fail)
        var inherited = bench.acls.inheritedCopy()
        try inherited.add("x", ["list", "b"], &bench.scope)
        #expect(try bench.condition("if x") == .fail)
        bench.acls = inherited
        #expect(try bench.condition("if x") == .pass)
        #expect(throws: SampleFailure.self) { try bench.acls.add("a!b", ["list", "b"], &bench.scope) }
    }

    @Test("a test that cannot run here is warned of and never matches the parser's peace")
    func availability() throws {
        var bench = SampleBench()
        _ = try Condition.parse(["if", "{", "answer", "42", "}"], bench.acls, &bench.scope)
        #expect(bench.scope.warnings.count == 1)
        #expect(bench.scope.warnings[0].hasPrefix(
            "anonymous acl will never match because it uses keyword 'answer' which is incompatible with 'frontend http-request header rule'"))
        #expect(bench.expressionRefusal("answer")
            == "sample fetch <answer> may not be reliably used here because it needs 'HTTP response' which is not available here")
    }

    @Test("names of objects are collected for later")
    func references() throws {
        var bench = SampleBench(points: .backendResponseHead)
        _ = try Expression.parse("answer", &bench.scope)
        _ = try Expression.parse("answer(app,x)", &bench.scope)
        #expect(bench.scope.references.map(\.name) == ["", "app"])
        #expect(bench.scope.references[1].kind == .backend)
    }

    @Test("the predefined names parse", arguments: ["TRUE", "FALSE", "LOCALHOST", "WAIT_END"])
    func predefined(name: String) throws {
        let expected: ACLOutcome = name == "FALSE" ? .fail : .pass
        #expect(try SampleBench().condition("if " + name, final: true) == expected)
    }
}
