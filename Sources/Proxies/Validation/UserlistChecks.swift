import Config

extension UserlistSettings {
    /// Names of users and groups must exist; memberships from both sides are brought together (`userlist_postinit`).
    mutating func check(_ diagnostics: Diagnostics) {
        for user in users {
            for group in user.groups where !groups.contains(where: { $0.name == group }) {
                diagnostics.alert("userlist '\(name)': no such group '\(group)' specified in user '\(user.name)'")
            }
        }
        for group in groups {
            for member in group.users {
                guard let index = users.firstIndex(where: { $0.name == member }) else {
                    diagnostics.alert("userlist '\(name)': no such user '\(member)' specified in group '\(group.name)'")
                    continue
                }
                if !users[index].groups.contains(group.name) { users[index].groups.append(group.name) }
            }
        }
    }
}
