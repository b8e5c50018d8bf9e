// Proxies: user lists at work.
import Base
import CShims

/// Users and groups of a `userlist` section, looked up by expressions (`http_auth`).
public final class Userlist: Sendable {
    private struct Entry: Sendable {
        let password: UserlistSettings.Password
        let groups: Set<String>
    }
    public let name: String
    private let entries: [String: Entry]

    public init(_ settings: UserlistSettings) {
        name = settings.name
        var table: [String: Entry] = [:]
        for user in settings.users {
            let others = settings.groups.filter { $0.users.contains(user.name) }.map(\.name)
            table[user.name] = Entry(password: user.password, groups: Set(user.groups).union(others))
        }
        entries = table
    }

    /// Whether `password` is that user's (`check_user`). Hashed passwords cost what `crypt(3)` costs.
    public func accepts(user: String, password: String) -> Bool {
        guard let entry = entries[user] else { return false }
        switch entry.password {
        case .none: return false
        case .plain(let expected): return Self.equalInConstantTime(expected, password)
        case .hashed(let expected):
            guard let computed = hs_crypt(password, expected) else { return false }
            defer { free(computed) }
            return Self.equalInConstantTime(expected, String(cString: computed))
        }
    }

    /// Names of the groups of a user.
    public func groups(of user: String) -> Set<String> { entries[user]?.groups ?? [] }

    private static func equalInConstantTime(_ a: String, _ b: String) -> Bool {
        let left = Array(a.utf8), right = Array(b.utf8)
        var difference = UInt8(left.count == right.count ? 0 : 1)
        for index in left.indices { difference |= left[index] ^ (index < right.count ? right[index] : 0) }
        return difference == 0
    }
}
