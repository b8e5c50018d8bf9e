// Config: the variables and facts that a configuration can ask about.

/// The variables of `"${NAME}"` and the facts behind `feature(…)`, `enabled(…)` and `version_atleast(…)`.
///
/// `setenv` and its kin change ``variables`` for the lines that follow. The process's own environment is copied in
/// and out by the command line.
public final class Environment {
    /// What the program that reads the configuration can do.
    public struct Facts: Sendable {
        /// Version of the configuration language (`version_atleast`).
        public var version = Version(3, 4, 0)
        /// Features by their upper-case names (`feature`): the words behind a `+` in `-vv`.
        public var features: Set<String> = []
        /// Run-time options that are on (`enabled`), upper case.
        public var enabled: Set<String> = []
        /// Version of the TLS library, `nil` without one (`openssl_version_atleast`).
        public var opensslVersion: Version?
        /// Full name of the TLS library, empty without one (`ssllib_name_startswith`).
        public var sslLibraryName = ""
        public init() {}
    }

    /// Variables by name.
    public var variables: [String: String]
    /// See ``Facts``.
    public var facts: Facts

    public init(variables: [String: String] = [:], facts: Facts = Facts()) {
        self.variables = variables
        self.facts = facts
    }

    /// Replaces `$NAME`, `${NAME}` and `${NAME-default}` outside of quotes, as addresses allow (`env_expand`).
    ///
    /// An unset variable gives nothing. What is not of this form stays as it is.
    public func expand(address text: String) -> String {
        guard text.contains("$") else { return text }
        let bytes = Array(text.utf8)
        var result: [UInt8] = []
        var index = 0
        while index < bytes.count {
            guard bytes[index] == UInt8(ascii: "$"), let (name, other, end) = Environment.reference(bytes, at: index + 1) else {
                result.append(bytes[index])
                index += 1
                continue
            }
            result += variables[name].map { Array($0.utf8) } ?? other
            index = end
        }
        return String(decoding: result, as: UTF8.self)
    }

    /// The name, the default and the end of the reference whose `$` stands before `start`.
    private static func reference(_ bytes: [UInt8], at start: Int) -> (name: String, other: [UInt8], end: Int)? {
        let isBraced = start < bytes.count && bytes[start] == UInt8(ascii: "{")
        let name = bytes[(isBraced ? start + 1 : start)...].prefix(while: isNameByte)
        guard isName(name) else { return nil }
        let text = String(decoding: name, as: UTF8.self)
        guard isBraced else { return (text, [], name.endIndex) }
        guard let close = bytes[name.endIndex...].firstIndex(of: UInt8(ascii: "}")) else { return nil }
        let rest = bytes[name.endIndex..<close]
        guard rest.isEmpty || rest.first == UInt8(ascii: "-") else { return nil }
        return (text, Array(rest.dropFirst()), close + 1)
    }

    /// Letters, digits and `_`.
    static func isNameByte(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"): true
        default: false
        }
    }

    /// Whether the bytes are a variable's name: not empty, no digit first.
    static func isName(_ bytes: some Collection<UInt8>) -> Bool {
        guard let first = bytes.first, !(UInt8(ascii: "0")...UInt8(ascii: "9")).contains(first) else { return false }
        return bytes.allSatisfy(isNameByte)
    }
}
