// Samples: `if a !b or { path /x }`.
import Base
import Config

/// A condition on named and anonymous ACLs in disjunctive form (`struct acl_cond`).
///
/// Kept flat: terms in the order they are written, each knowing whether it ends its conjunction.
public final class Condition: @unchecked Sendable {  // Why: written by its parser only.
    struct Term {
        let acl: Unmanaged<ACL>
        let isNegated: Bool
        let endsConjunction: Bool
    }

    /// `unless` instead of `if`.
    public let isNegated: Bool
    /// As written, without `if` or `unless`.
    public let text: String
    private let acls: [ACL]
    private let terms: UnsafeMutableBufferPointer<Term>

    init(isNegated: Bool, text: String, terms: [(acl: ACL, isNegated: Bool, endsConjunction: Bool)]) {
        self.isNegated = isNegated
        self.text = text
        acls = terms.map(\.acl)
        self.terms = .allocate(capacity: terms.count)
        _ = self.terms.initialize(from: terms.map {
            Term(acl: Unmanaged.passUnretained($0.acl), isNegated: $0.isNegated, endsConjunction: $0.endsConjunction)
        })
    }

    deinit { terms.deallocate() }

    /// The condition's outcome, `unless` applied (`acl_exec_cond`, `acl_pass`).
    ///
    /// ``ACLOutcome/unknown`` occurs only while `context` is not final.
    public func evaluate(_ context: inout EvaluationContext) -> ACLOutcome {
        var whole: UInt8 = 0
        var conjunction: UInt8 = 3
        var index = 0
        let count = terms.count
        context.options.insert(.iterate)
        defer { context.options.remove(.iterate) }
        while index < count {
            let term = terms[index]
            var outcome = term.acl._withUnsafeGuaranteedRef { $0.evaluate(&context) }.rawValue
            // Why: negation swaps pass and fail and leaves "unknown" as it is.
            if term.isNegated { outcome = 3 >> outcome }
            conjunction &= outcome
            if conjunction == 0 {
                while !terms[index].endsConjunction { index += 1 }
            }
            if terms[index].endsConjunction {
                whole |= conjunction
                if whole == 3 { break }
                conjunction = 3
            }
            index += 1
        }
        if isNegated { whole = 3 >> whole }
        return ACLOutcome(rawValue: whole) ?? .unknown
    }

    /// Reads `if …` or `unless …` (`build_acl_cond`).
    ///
    /// - Parameters:
    ///   - words: from `if` or `unless` to the end of the line.
    ///   - acls: the named ones of this section.
    public static func parse(_ words: [String], _ acls: ACLTable, _ scope: inout SampleScope) throws(SampleFailure) -> Condition {
        let isNegated: Bool
        switch words.first {
        case "if": isNegated = false
        case "unless": isNegated = true
        default: throw SampleFailure("conditions must start with either 'if' or 'unless'", word: 0)
        }
        var terms: [(acl: ACL, isNegated: Bool, endsConjunction: Bool)] = []
        var negated = false
        var at = 1
        while at < words.count {
            var word = Substring(words[at])
            if word.lowercased() == "or" || word == "||" {
                if !terms.isEmpty { terms[terms.count - 1].endsConjunction = true }
                negated = false
                at += 1
                continue
            }
            while word.first == "!" { negated.toggle(); word.removeFirst() }
            if word.isEmpty { at += 1; continue }
            let acl: ACL
            if word == "{" {
                guard let close = words[(at + 1)...].firstIndex(of: "}") else { throw SampleFailure("missing closing '}' in condition.", word: at) }
                let anonymous = ACL(name: "")
                do { anonymous.add(try ACLParser.test(Array(words[(at + 1)..<close]), &scope)) } catch {
                    throw SampleFailure(error.message, hint: error.hint, word: error.word.map { min(at + 1 + $0, close) } ?? at)
                }
                acl = anonymous
                at = close
            } else if let named = acls[String(word)] {
                acl = named
            } else {
                let name = String(word)
                guard let predefined = Self.predefined(name) else {
                    throw SampleFailure("no such ACL : '\(name)'.", hint: Words.didYouMean(name, among: acls.names + Self.predefinedNames), word: at)
                }
                let own = ACL(name: name)
                do { own.add(try ACLParser.test(predefined, &scope)) } catch {
                    throw SampleFailure("in predefined ACL '\(name)': \(error.message)", word: at)
                }
                acl = own
            }
            warn(acl, &scope)
            terms.append((acl, negated, false))
            negated = false
            at += 1
        }
        if !terms.isEmpty { terms[terms.count - 1].endsConjunction = true }
        return Condition(isNegated: isNegated, text: words.dropFirst().joined(separator: " "), terms: terms)
    }

    private static func warn(_ acl: ACL, _ scope: inout SampleScope) {
        guard let test = acl.conflict(with: scope.points) else { return }
        let place = scope.points.names.joined(separator: "' or '")
        let who = acl.name.isEmpty ? "anonymous acl" : "acl '\(acl.name)'"
        scope.warnings.append("\(who) will never match because it uses keyword '\(test.keyword)' which is incompatible with '\(place)'; \(test.expression.availability.advice)")
    }
}

extension Condition {
    /// The test a predefined ACL stands for (manual §7.4).
    static func predefined(_ name: String) -> [String]? {
        switch name {
        case "TRUE": ["always_true"]
        case "FALSE": ["always_false"]
        case "LOCALHOST": ["src", "127.0.0.1/8", "::1"]
        case "HTTP": ["req.proto_http"]
        case "HTTP_1.0": ["req.ver", "1.0"]
        case "HTTP_1.1": ["req.ver", "1.1"]
        case "HTTP_2.0": ["req.ver", "2.0"]
        case "HTTP_3.0": ["req.ver", "3.0"]
        case "HTTP_CONTENT": ["req.hdr_val(content-length)", "gt", "0"]
        case "HTTP_URL_ABS": ["url_reg", "^[^/:]*://"]
        case "HTTP_URL_SLASH": ["url_beg", "/"]
        case "HTTP_URL_STAR": ["url", "*"]
        case "METH_CONNECT", "METH_DELETE", "METH_HEAD", "METH_OPTIONS", "METH_POST", "METH_PUT", "METH_TRACE":
            ["method", String(name.dropFirst(5))]
        case "METH_GET": ["method", "GET", "HEAD"]
        case "RDP_COOKIE": ["req.rdp_cookie_cnt", "gt", "0"]
        case "REQ_CONTENT": ["req.len", "gt", "0"]
        case "WAIT_END": ["wait_end"]
        default: nil
        }
    }

    static var predefinedNames: [String] { [
        "TRUE", "FALSE", "LOCALHOST", "HTTP", "HTTP_1.0", "HTTP_1.1", "HTTP_2.0", "HTTP_3.0", "HTTP_CONTENT", "HTTP_URL_ABS",
        "HTTP_URL_SLASH", "HTTP_URL_STAR", "METH_CONNECT", "METH_DELETE", "METH_GET", "METH_HEAD", "METH_OPTIONS", "METH_POST",
        "METH_PUT", "METH_TRACE", "RDP_COOKIE", "REQ_CONTENT", "WAIT_END",
    ] }
}
