// Net: giving up rights.
import CShims

/// What the process gives up once its sockets are bound, in this order: the file system outside of `chroot`, groups, group, user.
public struct Privileges: Sendable, Equatable {
    public var chroot: String?
    public var uid: UInt32?
    public var gid: UInt32?
    /// Core dumps although the user has changed (`set-dumpable`).
    public var dumpable = false
    public init() {}

    /// The sentence for the administrator, without the program's name.
    public struct Failure: Error, Equatable, Sendable {
        public let text: String
        public init(text: String) { self.text = text }
    }

    /// Makes ``chroot`` the root of the file system.
    public func enterRoot() throws(Failure) {
        guard let path = chroot else { return }
        // Why: `/` is a way to say that no other root is wanted.
        guard path == "/" || CShims.chroot(path) == 0, chdir("/") == 0 else { throw Failure(text: "Cannot chroot(\(path)).") }
    }

    /// Becomes another group and user (`set_identity`).
    /// - Parameter warn: told what went wrong without need to stop.
    public func changeIdentity(warn: (String) -> Void) throws(Failure) {
        // Why: supplementary groups of root would survive `setgid`.
        if gid != nil || uid != nil, getgroups(0, nil) > 0, setgroups(0, nil) != 0, getuid() == 0 {
            warn("Failed to drop supplementary groups. Using 'gid'/'group' without 'uid'/'user' is generally useless.")
        }
        if let gid, gid != getegid() || gid != getgid(), setgid(gid) != 0 { throw Failure(text: "Cannot set gid \(gid).") }
        if let uid, uid != geteuid() || uid != getuid(), setuid(uid) != 0 { throw Failure(text: "Cannot set uid \(uid).") }
        // Why: changing the user makes the kernel refuse core dumps; only an order brings them back.
        if dumpable { _ = hs_prctl(PR_SET_DUMPABLE, 1) }
    }

    /// The number of a user by name (`user`).
    public static func user(named name: String) -> UInt32? {
        guard let entry = getpwnam(name) else { return nil }
        return entry.pointee.pw_uid
    }

    /// The number of a group by name (`group`).
    public static func group(named name: String) -> UInt32? {
        guard let entry = getgrnam(name) else { return nil }
        return entry.pointee.gr_gid
    }
}
