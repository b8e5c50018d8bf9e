import Config
import Testing

@Suite("Conditions of .if and -cc (HAProxy manual §2.4)")
struct ConditionTests {
    static var environment: Environment {
        var facts = Environment.Facts()
        facts.features = ["EPOLL", "THREAD"]
        facts.enabled = ["EPOLL"]
        return Environment(variables: ["A": "1", "E": ""], facts: facts)
    }

    @Test("true", arguments: [
        "1", "-1", "42", " 1 ", "!0", "!!1", "! ! 1", "1&&1", "0||1", "1 || 0 && 0", "(1||0)&&1", "((1))", "!(0)", "defined(A)", "defined(E)", "!defined(N)",
        "streq(a,a)", "streq(,)", "streq(\"a b\",'a b')", "streq(a\\,b,\"a,b\")", "strneq(a,b)", "strstr(abc,b)", "strstr(abc,)", "feature(EPOLL)", "!feature(OPENSSL)",
        "enabled(EPOLL)", "enabled(epoll)", "!enabled(SPLICE)", "version_atleast(3.4)", "version_atleast(2.4-dev19)", "version_atleast(3.4.0-dev3)", "version_before(3.4.1)",
        "version_before(3.5-dev1)", "!version_before(3.4.0)", "!openssl_version_atleast(1.1.1w)", "!openssl_version_before(3)", "!ssllib_name_startswith(Open)", "!awslc_api_atleast(1)",
    ])
    func holds(text: String) throws { #expect(try ConfigCondition.evaluate(text, in: Self.environment)) }

    @Test("false", arguments: ["", " ", "0", "!1", "1&&0", "0||0", "(0)", "defined(N)", "defined()", "streq(a, a)", "version_atleast(3.4.1)", "version_atleast(4)", "feature(LUA)"])
    func fails(text: String) throws { #expect(try !ConfigCondition.evaluate(text, in: Self.environment)) }

    @Test("faults", arguments: [
        ("foo", "unparsable conditional expression 'foo'", 0), ("1 2", "unexpected text '2' at the end of conditional expression '1 2'", 2),
        ("(1", "expected ')' after conditional expression '(1'", 0), ("defined(A", "expected ')' in argument 1 of predicate 'defined' used in conditional expression", 7),
        ("streq(a,b", "expected ')' in argument 2 of predicate 'streq' used in conditional expression", 5),
        ("streq(a)", "missing arguments (got 1/2) of predicate 'streq' used in conditional expression", 0),
        ("()", "unparsable conditional expression ')'", 1), ("!", "unparsable conditional expression ''", 1), ("1&&", "unparsable conditional expression ''", 3),
        ("defined(a,b)", "too many arguments (got 2/1) of predicate 'defined' used in conditional expression", 0),
        ("1 && fetaure(A)", "unparsable conditional expression 'fetaure(A)'; did you mean 'feature' maybe ?", 5),
        ("version_atleast(x)", "'x' is not a version (argument of predicate 'version_atleast')", 0), ("1)", "unexpected text ')' at the end of conditional expression '1)'", 1),
        ("99999999999999999999", "unparsable conditional expression '99999999999999999999'", 0),
    ])
    func faults(text: String, message: String, offset: Int) {
        #expect(throws: ConfigCondition.Failure(message: message, offset: offset)) { try ConfigCondition.evaluate(text, in: Self.environment) }
    }

    @Test("deep nesting is refused, not a crash", arguments: ["(", "!"])
    func deep(symbol: String) {
        #expect(throws: ConfigCondition.Failure.self) {
            try ConfigCondition.evaluate(String(repeating: symbol, count: 100_000) + "1", in: Self.environment)
        }
    }

    @Test("versions are ordered", arguments: [
        ("2.4", "2.4.0", false), ("2.4-dev1", "2.4", true), ("2.4-dev2", "2.4-dev10", true), ("3.4.0", "3.4.1", true), ("3.10", "3.9", false), ("1.1.1", "3.0.2", true),
    ])
    func versions(a: String, b: String, less: Bool) throws { #expect(try (#require(Version(a)) < #require(Version(b))) == less) }

    @Test("versions that are none", arguments: ["", "x", "1..2", "1.2.3.4.5", "-1", "1.2x3"])
    func noVersions(text: String) { #expect(Version(text) == nil) }
}
