import Config

/// A `userlist` section: who may pass `http-request auth` (HAProxy manual §12.2).
public struct UserlistSettings: Sendable {
    /// How a password is kept.
    public enum Password: Sendable, Equatable {
        /// In clear (`insecure-password`).
        case plain(String)
        /// As `crypt(3)` gives it (`password`).
        case hashed(String)
        /// None: the user never passes.
        case none
    }

    public struct User: Sendable {
        public var name: String
        public var password: Password
        /// Groups named on the user's own line.
        public var groups: [String]
        public var location: SourceLocation
        public init(name: String, password: Password, groups: [String], location: SourceLocation) {
            self.name = name
            self.password = password
            self.groups = groups
            self.location = location
        }
    }

    public struct Group: Sendable {
        public var name: String
        /// Users named on the group's own line.
        public var users: [String]
        public var location: SourceLocation
        public init(name: String, users: [String], location: SourceLocation) {
            self.name = name
            self.users = users
            self.location = location
        }
    }

    public var name = ""
    public var location = SourceLocation.builtin
    public var users: [User] = []
    public var groups: [Group] = []

    public init() {}
}
