import Config

extension Keyword<UserlistSettings> {
    /// The lines of a `userlist` section (HAProxy manual §12.2).
    public static var userlist: [Self] { [
        Keyword(
            "user <name> [password <hash> | insecure-password <text>] [groups <group>[,<group>…]]", in: [.userlist],
            "Adds a user, with the password as crypt(3) gives it or in clear.", manual: "12.2",
            example: "user alice insecure-password secret groups staff,ops"
        ) { words, settings throws(ConfigError) in
            guard let name = words.nextIfAny(), !name.isEmpty else { throw words.failNext("'user' expects <name> as arguments.") }
            var user = UserlistSettings.User(name: name, password: .none, groups: [], location: words.location)
            let isDuplicate = settings.users.contains { $0.name == name }
            while let word = words.nextIfAny() {
                switch word {
                case "password": user.password = .hashed(words.nextIfAny() ?? "")
                case "insecure-password": user.password = .plain(words.nextIfAny() ?? "")
                case "groups": user.groups = (words.nextIfAny() ?? "").split(separator: ",").map(String.init)
                default:
                    throw words.fail("'user' only supports 'password', 'insecure-password' and 'groups' options.",
                        hint: Words.didYouMean(word, among: ["password", "insecure-password", "groups"]))
                }
            }
            if isDuplicate {
                words.warn("ignoring duplicated user '\(name)' in userlist '\(settings.name)'.")
            } else {
                settings.users.append(user)
            }
        },
        Keyword(
            "group <name> [users <user>[,<user>…]]", in: [.userlist], "Adds a group of users.", manual: "12.2",
            example: "group staff users alice"
        ) { words, settings throws(ConfigError) in
            guard let name = words.nextIfAny(), !name.isEmpty else { throw words.failNext("'group' expects <name> as arguments.") }
            var group = UserlistSettings.Group(name: name, users: [], location: words.location)
            let isDuplicate = settings.groups.contains { $0.name == name }
            while let word = words.nextIfAny() {
                guard word == "users" else { throw words.fail("'group' only supports 'users' option.") }
                group.users = (words.nextIfAny() ?? "").split(separator: ",").map(String.init)
            }
            if isDuplicate {
                words.warn("ignoring duplicated group '\(name)' in userlist '\(settings.name)'.")
            } else {
                settings.groups.append(group)
            }
        },
    ] }
}
