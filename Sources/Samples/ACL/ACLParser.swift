// Samples: reading `<criterion> [flags] [operator] <patterns…>`.
import Base
import Config

enum ACLParser {
    /// Reads one test (`parse_acl_expr`).
    static func test(_ words: [String], _ scope: inout SampleScope) throws(SampleFailure) -> ACLTest {
        guard let first = words.first else { throw SampleFailure("missing ACL criterion") }
        let name = String(decoding: first.utf8.prefix { $0 != 0x28 && $0 != 0x2c }, as: UTF8.self)
        let (expression, standard) = try expression(first, name, &scope)
        var parser = PatternWords(words: words, at: 1, ignoresCase: false)
        let patterns = try parser.read(standard, expression, &scope)
        return ACLTest(expression: expression, patterns: patterns, keyword: name)
    }

    private static func expression(
        _ text: String, _ name: String, _ scope: inout SampleScope
    ) throws(SampleFailure) -> (Expression, MatchMethod?) {
        let holder = scope.holder
        scope.holder = "ACL keyword"
        defer { scope.holder = holder }
        let criterion = scope.vocabulary.criteria[name]
        // Why: an ACL that stands where its fetch cannot run is only warned of, by the condition.
        let points = scope.points
        scope.points = .always
        defer { scope.points = points }
        guard let criterion, let fetch = scope.vocabulary.fetches[criterion.fetch] else {
            guard scope.vocabulary.fetches[name] != nil else {
                try refuseKnown("fetch method", name, KnownNames.fetches)
                let known = Array(scope.vocabulary.fetches.keys) + scope.vocabulary.criteria.keys
                throw SampleFailure("unknown fetch method '\(name)' in ACL expression '\(text)'.", hint: Words.didYouMean(name, among: known), word: 0)
            }
            let expression = try at0 { () throws(SampleFailure) in try Expression.parse(text, &scope) }
            return (expression, MatchMethod.standard(for: expression.output))
        }
        var parser = ExpressionParser(Array(text.utf8), at: name.utf8.count)
        let expression = try at0 { () throws(SampleFailure) in try parser.criterion(name, fetch, &scope) }
        // Why: the criterion's own method counts only while it is used alone (manual §7.1).
        return (expression, expression.hasConverters ? MatchMethod.standard(for: expression.output) : criterion.method)
    }

    private static func at0(_ body: () throws(SampleFailure) -> Expression) throws(SampleFailure) -> Expression {
        do { return try body() } catch {
            var failure = error
            failure.word = 0
            throw failure
        }
    }
}

extension ExpressionParser {
    /// Reads the arguments and converters behind a criterion's name.
    mutating func criterion(_ name: String, _ fetch: Fetch, _ scope: inout SampleScope) throws(SampleFailure) -> Expression {
        var storages = [try arguments(fetch.signature, "ACL keyword '\(name)'", "ACL keyword '\(name)'", &scope)]
        if let check = fetch.check { try check(storages[0]) }
        let (converters, output) = try converters(from: fetch.output, &storages, &scope)
        guard isAtEnd else { throw SampleFailure("missing comma after ACL keyword '\(name)'") }
        return Expression(
            text: String(decoding: bytes, as: UTF8.self), fetch: fetch, output: output, storages: storages, converters: converters)
    }
}

/// The flags and patterns of one test.
struct PatternWords {
    let words: [String]
    var at: Int
    var ignoresCase: Bool
    /// Whether names of hosts are looked up (no `-n`).
    var resolves = true

    mutating func read(_ standard: MatchMethod?, _ expression: Expression, _ scope: inout SampleScope) throws(SampleFailure) -> PatternSet {
        var method = standard
        var files: [(path: String, ignoresCase: Bool)] = []
        var hasMapFiles = false
        var patternsBegin = false
        while at < words.count, !patternsBegin {
            switch words[at] {
            case "-i": ignoresCase = true
            case "-n": resolves = false
            case "-M": hasMapFiles = true
            case "-u":
                at += 1
                guard at < words.count, Int(words[at]).map({ $0 >= 0 }) == true else { throw SampleFailure("the argument of -u must be a positive integer", word: at - 1) }
            case "-f":
                at += 1
                guard at < words.count else { throw SampleFailure("missing filename after '-f'", word: at - 1) }
                files.append((words[at], ignoresCase))
            case "-m":
                at += 1
                guard files.isEmpty else { throw SampleFailure("'-m' must only be specified before patterns and files in parsing ACL expression", word: at - 1) }
                guard at < words.count, let chosen = MatchMethod(rawValue: words[at]), MatchMethod.selectable.contains(chosen) else {
                    let got = at < words.count ? words[at] : ""
                    throw SampleFailure(
                        "unknown matching method '\(got)' when parsing ACL expression",
                        hint: Words.didYouMean(got, among: MatchMethod.selectable.map(\.rawValue)), word: min(at, words.count - 1))
                }
                guard chosen == .found || expression.output.canCast(to: chosen.expected) else {
                    throw SampleFailure("matching method '\(chosen.rawValue)' cannot be applied to a sample of type '\(expression.output.name)'", word: at)
                }
                method = chosen
            case "--":
                patternsBegin = true
            default:
                if words[at].utf8.first == 0x2d {
                    throw SampleFailure("'\(words[at])' is not a valid ACL option. Please use '--' before any pattern beginning with a '-'", word: at)
                }
                patternsBegin = true
                at -= 1
            }
            at += 1
        }
        guard let method else {
            throw SampleFailure("matching method must be specified first (using '-m') when using a sample fetch of this type ('\(expression.output.name)')", word: 0)
        }
        let set = PatternSet(method: method)
        for file in files { try load(file.path, file.ignoresCase, keyed: hasMapFiles, into: set, &scope) }
        if method.isNumeric { try numbers(into: set) } else { try texts(into: set, scope) }
        set.finish()
        return set
    }

    /// Adds one pattern; a host's name stands for its address.
    private func add(_ text: [UInt8], _ ignoresCase: Bool, _ number: Int, to set: PatternSet, _ scope: SampleScope) throws(SampleFailure) {
        do { try set.add(text, ignoringCase: ignoresCase, number: number) } catch {
            let name = String(decoding: text, as: UTF8.self)
            // Why: what begins like an address or has a mask is a mistyped address, not a name.
            guard set.method == .ip, resolves, let first = text.first, !ASCII.isDigit(first), !text.contains(0x3a), !text.contains(0x2f),
                  let address = scope.resolve(name) else { throw error }
            try set.add(Array(SocketAddress(ipv4: address).hostText.utf8), ignoringCase: false, number: number)
        }
    }

    private mutating func texts(into set: PatternSet, _ scope: SampleScope) throws(SampleFailure) {
        while at < words.count {
            do { try add(Array(words[at].utf8), ignoresCase, set.count + 1, to: set, scope) } catch {
                throw SampleFailure(error.message, hint: error.hint, word: at)
            }
            at += 1
        }
    }

    /// Numbers with the operators in front of them; an operator holds until the next one.
    private mutating func numbers(into set: PatternSet) throws(SampleFailure) {
        var comparison = "eq"
        while at < words.count {
            let word = words[at]
            if ["eq", "ge", "gt", "le", "lt"].contains(word) {
                comparison = word
            } else if word == "--" {
                // Why: generated configurations put it behind the operator; it separates and says nothing else.
            } else {
                let range: (Int64, Int64)
                do { range = try NumericPattern.range(Array(word.utf8), dotted: set.method == .dotted) } catch {
                    throw SampleFailure(error.message, word: at)
                }
                if let bounds = NumericPattern.bounds(comparison, range) { set.add(range: bounds.0, bounds.1, number: set.count + 1) }
            }
            at += 1
        }
    }

    /// Reads a file of patterns, one a line (`pattern_read_from_file`).
    private func load(_ path: String, _ ignoresCase: Bool, keyed: Bool, into set: PatternSet, _ scope: inout SampleScope) throws(SampleFailure) {
        guard let bytes = scope.readFile(path) else { throw SampleFailure("failed to open pattern file <\(path)>") }
        var number = 0
        for line in bytes.split(separator: 10, omittingEmptySubsequences: false) {
            number += 1
            guard line.first != 0x23 else { continue }
            var pattern = line.drop { $0 == 0x20 || $0 == 0x09 }
            if keyed {
                pattern = pattern.prefix { $0 != 0x20 && $0 != 0x09 && $0 != 0x0d }
            } else {
                while pattern.last == 0x0d { pattern = pattern.dropLast() }
            }
            guard !pattern.isEmpty else { continue }
            do { try add(Array(pattern), ignoresCase, number, to: set, scope) } catch {
                throw SampleFailure("\(error.message) in line \(number) of file '\(path)'")
            }
        }
    }
}
