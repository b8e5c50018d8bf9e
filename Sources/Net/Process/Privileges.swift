// Net: giving up rights.
import CShims

/// What the process gives up once its sockets are bound, in this order: the file system outside of `chroot`, groups, group, user.
public struct Privileges: Sendable, Equatable {
    public var chroot: String?
    public var uid: UInt32?
    public var gid: UInt32?
    /// Core dumps although the user has changed (`set-dumpable`).
    public var dumpable = false
    /// Keep the supplementary groups of the user that started the process (without `group` or `gid`).
    public init() {}

    /// The sentence for the administrator, without the program's name.
    public struct Failure: Error, Equatable, Sendable {
        public let text: String
        /// Ends the start; the rest are warnings.
        public let isFatal: Bool
    }

    /// Gives everything up (`main()`: chroot and `set_identity`).
    /// - Parameter warn: told what went wrong without need to stop.
    public func drop(warn: (String) -> Void) throws(Failure) {
        if let path = chroot {
            // Why: `/` is a way to say that no other root is wanted.
            if path != "/", CShims.chroot(path) != 0 { throw Failure(text: "Cannot chroot(\(path)).", isFatal: true) }
            guard chdir("/") == 0 else { throw Failure(text: "Cannot chroot(\(path)).", isFatal: true) }
        }
        if uid != nil || gid != nil {
            // Why: supplementary groups of root would survive `setgid`.
            if getgroups(0, nil) > 0, setgroups(0, nil) != 0, getuid() == 0 {
                warn("Failed to drop supplementary groups. Using 'gid'/'group' without 'uid'/'user' is generally useless.")
            }
        }
        if let gid, gid != getegid() || gid != getgid(), setgid(gid) != 0 {
            throw Failure(text: "Cannot set gid \(gid).", isFatal: true)
        }
        if let uid, uid != geteuid() || uid != getuid(), setuid(uid) != 0 {
            throw Failure(text: "Cannot set uid \(uid).", isFatal: true)
        }
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
