// Base: regular expressions through PCRE2.
import CShims

/// A compiled regular expression (PCRE2, with JIT where the machine has it).
///
/// Immutable after `init`; any number of threads may match with it, each with its own ``RegexWorkspace``.
public final class Regex: @unchecked Sendable {  // Why: the compiled code is never written after `init`.
    /// Why a pattern was refused.
    public struct Failure: Error, Equatable {
        /// PCRE2's own words.
        public let reason: String
        /// Offset of the offending byte in the pattern.
        public let offset: Int
    }

    @usableFromInline let code: OpaquePointer
    /// The pattern's text.
    public let pattern: String
    /// Whether letter case is ignored.
    public let ignoresCase: Bool

    /// Compiles `pattern` (`regex_comp`).
    public init(_ pattern: String, ignoringCase: Bool = false) throws(Failure) {
        self.pattern = pattern
        ignoresCase = ignoringCase
        var text = pattern
        var status: Int32 = 0
        var offset = 0
        let options: UInt32 = ignoringCase ? 0x0000_0008 : 0  // PCRE2_CASELESS
        let compiled = text.withUTF8 { bytes -> OpaquePointer? in
            // Why: an empty string may have no address, which PCRE2 would refuse.
            guard let start = bytes.baseAddress else {
                var nothing: UInt8 = 0
                return hs_pcre2_compile(&nothing, 0, options, &status, &offset)
            }
            return hs_pcre2_compile(start, bytes.count, options, &status, &offset)
        }
        guard let compiled else {
            var message = [UInt8](repeating: 0, count: 256)
            let length = pcre2_get_error_message_8(status, &message, message.count)
            throw Failure(reason: String(decoding: message.prefix(max(0, Int(length))), as: UTF8.self), offset: offset)
        }
        code = compiled
        // Why: without JIT support the interpreter serves; the status changes nothing for us.
        _ = hs_pcre2_jit(compiled)
    }

    deinit { pcre2_code_free_8(code) }

    /// Whether `subject` contains a match (`regex_exec2`). The groups found stay in `workspace`.
    public func matches(_ subject: ByteView, in workspace: RegexWorkspace, from start: Int = 0, notAtLineStart: Bool = false) -> Bool {
        guard let base = subject.baseAddress else {
            var nothing: UInt8 = 0
            let found = pcre2_match_8(code, &nothing, 0, 0, 0, workspace.data, nil)
            return found >= 0
        }
        return pcre2_match_8(code, base, subject.count, start, notAtLineStart ? 1 : 0, workspace.data, nil) >= 0
    }
}

/// Where one thread keeps the groups of its last match. A trivial handle; freed by ``destroy()``.
public struct RegexWorkspace {
    @usableFromInline let data: OpaquePointer
    /// Groups kept at most, the whole match included (`MAX_MATCH`).
    public static var groups: Int { 10 }

    public init() {
        guard let data = pcre2_match_data_create_8(UInt32(Self.groups), nil) else { fatalError("out of memory") }
        self.data = data
    }

    /// Gives the memory back; the handle and its copies are dead afterwards.
    public func destroy() { pcre2_match_data_free_8(data) }

    /// Range of group `index` in the last subject matched (0 is the whole match), `nil` when it took no part.
    public func group(_ index: Int) -> Range<Int>? {
        guard index < Self.groups, let vector = pcre2_get_ovector_pointer_8(data) else { return nil }
        let start = vector[2 * index], end = vector[2 * index + 1]
        guard start != Int(bitPattern: UInt.max), end >= start else { return nil }
        return Int(start)..<Int(end)
    }
}
