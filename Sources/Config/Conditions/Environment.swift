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
    /// What is not of this form stays as it is.
    public func expandBraces(in text: String) -> String {
        guard text.contains("$") else { return text }
        let bytes = Array(text.utf8)
        var result: [UInt8] = []
        var index = 0
        while index < bytes.count {
            if bytes[index] == UInt8(ascii: "$"), index + 1 < bytes.count, bytes[index + 1] == UInt8(ascii: "{"),
                let close = bytes[index...].firstIndex(of: UInt8(ascii: "}"))
            {
                let inside = bytes[(index + 2)..<close]
                let name = inside.prefix(while: Environment.isNameByte)
                let rest = inside[name.endIndex...]
                if Environment.isName(name), rest.isEmpty || rest.first == UInt8(ascii: "-") {
                    let value = variables[String(decoding: name, as: UTF8.self)].map { Array($0.utf8) }
                    result += value ?? Array(rest.dropFirst())
                    index = close + 1
                    continue
                }
            }
            if bytes[index] == UInt8(ascii: "$") {
                let name = bytes[(index + 1)...].prefix(while: Environment.isNameByte)
                if Environment.isName(name) {
                    result += variables[String(decoding: name, as: UTF8.self)].map { Array($0.utf8) } ?? []
                    index = name.endIndex
                    continue
                }
            }
            result.append(bytes[index])
            index += 1
        }
        return String(decoding: result, as: UTF8.self)
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
