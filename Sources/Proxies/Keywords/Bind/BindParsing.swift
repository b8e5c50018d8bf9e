import Base
import CShims
import Config

extension BindSettings {
    /// Every parameter of `bind` and `stats socket` lines that has a meaning here.
    static let table = try? KeywordTable([Keyword<BindSettings>.bindParameters.filter { !NotYet.bind.contains($0.name) }])

    /// Takes the addresses that a `bind` line begins with (`str2listener`).
    mutating func readAddresses(_ words: inout Words, keyword: String, allowed: AddressSpec.Allowed = .bind) throws(ConfigError) {
        let text = try words.nextAddress()
        for word in text.split(separator: ",", omittingEmptySubsequences: false) {
            addresses.append(String(word))
            let spec = try words.addressSpec(String(word), allowed: allowed, "'\(keyword)' : ")
            if let descriptor = spec.address.descriptor, hs_fcntl(descriptor, F_GETFD, 0) < 0 {
                throw words.fail("'\(keyword)' : cannot use file descriptor '\(descriptor)' : \(String(cString: strerror(hs_errno()))).")
            }
            specs.append(spec)
        }
    }

    /// Takes all parameters up to the end of the line.
    /// - Parameter context: what messages begin with, e.g. `'bind :80' in section 'frontend'`.
    mutating func readParameters(_ words: inout Words, context: String) throws(ConfigError) {
        try words.readParameters(
            of: BindSettings.table, into: &self, context: context, separator: ": ", unsupported: KnownNames.bind)
    }
}

extension Words {
    /// Takes `keyword argument…` groups up to the end of the line and lets their entries read them.
    /// - Parameters:
    ///   - context: what messages begin with.
    ///   - separator: what stands between ``context`` and the message about an unknown name.
    ///   - unsupported: names that HAProxy 3.4 knows and Harrier does not.
    mutating func readParameters<Settings>(
        of table: KeywordTable<Settings>?, into settings: inout Settings, context: String, separator: String,
        unsupported: Set<String>
    ) throws(ConfigError) {
        guard let table else { throw fail("\(context): parameters have two entries for one name") }
        let line = keyword
        defer { keyword = line }
        while let name = peek {
            guard let entry = table.entry(name) else {
                if unsupported.contains(name) {
                    throw failNext("\(context) : '\(name)' is known to HAProxy 3.4 but not supported by Harrier 0.1")
                }
                let hint = Words.didYouMean(name, among: table.names(in: nil))
                throw failNext("\(context)\(separator)unknown keyword '\(name)'" + (hint == nil ? "." : ""), hint: hint)
            }
            _ = nextIfAny()
            keyword = name
            if entry.isHint { diagnostics.diagnostic("'\(name)' is a tuning hint that has no effect in Harrier", at: location) }
            do {
                try entry.parse(&self, &settings)
            } catch {
                var error = error
                error.message = "\(context) : \(error.message)"
                throw error
            }
        }
    }

    /// Takes the argument of a `bind` or `server` parameter.
    /// - Parameter missing: the message when there is none.
    mutating func argument(_ missing: String) throws(ConfigError) -> String {
        guard let text = nextIfAny() else { throw failNext(missing) }
        return text
    }

    /// The number of the user called `name`.
    mutating func userID(_ name: String) throws(ConfigError) -> UInt32 {
        guard let entry = getpwnam(name) else { throw fail("'\(keyword)' : unknown user name '\(name)'") }
        return entry.pointee.pw_uid
    }

    /// The number of the group called `name`.
    mutating func groupID(_ name: String) throws(ConfigError) -> UInt32 {
        guard let entry = getgrnam(name) else { throw fail("'\(keyword)' : unknown group name '\(name)'") }
        return entry.pointee.gr_gid
    }
}
