import Base
import CShims
import Config

extension Keyword<GlobalSettings> {
    /// The process: who it runs as, where, and how it stops (HAProxy manual §3.1).
    public static var process: [Self] { [
        flag("daemon", "3.1", \.daemon, "Runs in the background."),
        flag("quiet", "3.1", \.quiet, "Writes no message at start."),
        flag("zero-warning", "3.1", \.zeroWarning, "Refuses to start when there is a warning."),
        flag("expose-deprecated-directives", "3.1", \.exposeDeprecated, "Silences warnings about words that will go."),
        flag("expose-experimental-directives", "3.1", \.exposeExperimental, "Allows words whose meaning may still change."),
        text("pidfile <file>", "3.1", "/run/harrier.pid", "Writes the process's number to a file.", missing: "'pidfile' expects a file name as an argument.") { $0.pidfile = $1 },
        Keyword("chroot <directory>", in: [.global], "Confines the process to a directory, an empty one best.", manual: "3.1", example: "chroot /var/empty") {
            words, settings throws(ConfigError) in
            guard let path = words.nextIfAny() else { throw words.failNext("'chroot' expects a directory as an argument.") }
            guard path != "auto" else { throw words.fail("'chroot auto' is known to HAProxy 3.4 but not supported by Harrier 0.1") }
            if settings.chroot != nil { throw words.fail("'chroot' already specified. Continuing.") }
            settings.chroot = path
        },
        Keyword("user <name>", in: [.global], "Runs as this user once it is started.", manual: "3.1", example: "user root") {
            words, settings throws(ConfigError) in
            let name = words.nextIfAny() ?? ""
            guard settings.uid ?? 0 == 0 else { throw words.fail("user/uid already specified. Continuing.") }
            guard let entry = getpwnam(name) else { throw words.fail("cannot find user id for '\(name)'") }
            settings.user = name
            settings.uid = entry.pointee.pw_uid
        },
        Keyword("group <name>", in: [.global], "Runs with this group once it is started.", manual: "3.1", example: "group root") {
            words, settings throws(ConfigError) in
            let name = words.nextIfAny() ?? ""
            guard settings.gid ?? 0 == 0 else { throw words.fail("gid/group was already specified. Continuing.") }
            guard let entry = getgrnam(name) else { throw words.fail("cannot find group id for '\(name)'") }
            settings.group = name
            settings.gid = entry.pointee.gr_gid
        },
        Keyword("uid <number>", in: [.global], "Runs as the user with this number.", manual: "3.1", example: "uid 1000") {
            words, settings throws(ConfigError) in
            guard !words.isAtEnd else { throw words.failNext("'uid' expects an integer argument.") }
            guard settings.uid ?? 0 == 0 else { throw words.failNext("user/uid already specified. Continuing.") }
            settings.uid = UInt32(try words.integer(in: 0...Int(UInt32.max - 1), "uid"))
        },
        Keyword("gid <number>", in: [.global], "Runs with the group of this number.", manual: "3.1", example: "gid 1000") {
            words, settings throws(ConfigError) in
            guard !words.isAtEnd else { throw words.failNext("'gid' expects an integer argument.") }
            guard settings.gid ?? 0 == 0 else { throw words.failNext("group/gid already specified. Continuing.") }
            settings.gid = UInt32(try words.integer(in: 0...Int(UInt32.max - 1), "gid"))
        },
        Keyword("[no] set-dumpable [on|off|libs]", in: [.global], "Lets the system write a core file after a crash.", manual: "3.1", example: "set-dumpable") {
            words, settings throws(ConfigError) in
            if words.isNegated { settings.dumpable = .off } else {
                switch words.nextIfAny() {
                case nil, "on": settings.dumpable = .on
                case "off": settings.dumpable = .off
                case "libs": settings.dumpable = .libs
                case let other?: throw words.fail("'set-dumpable' cannot handle unexpected argument '\(other)'.")
                }
            }
        },
        Keyword("setcap <name>[,<name>…]", in: [.global], "Keeps capabilities of the kernel after `user`.", manual: "3.1", example: "setcap cap_net_bind_service") {
            words, settings throws(ConfigError) in
            settings.setcap = try words.next("capabilities").split(separator: ",").map(String.init)
        },
        Keyword("node <name>", in: [.global], "Names the machine in statistics.", manual: "3.1", example: "node lb1") {
            words, settings throws(ConfigError) in
            let name = words.nextIfAny() ?? ""
            guard !name.isEmpty, name.allSatisfy({ ProxySettings.isNameCharacter($0) && $0 != ":" }) else {
                throw words.fail("'node' requires valid node name - non-empty string with digits(0-9), letters(A-Z, a-z), dot(.), hyphen(-) or underscode(_).")
            }
            settings.node = name
        },
        Keyword("description <text>…", in: [.global], "Describes the process in statistics.", manual: "3.1", example: "description the edge") {
            words, settings throws(ConfigError) in
            guard !words.isAtEnd else { throw words.failNext("'description' expects a string argument.") }
            settings.description = words.rest().joined(separator: " ")
        },
        text("localpeer <name>", "3.1", "lb1", "Names this instance among its peers; `-L` wins.", missing: "'localpeer' expects a name as an argument.") { $0.localpeer = $1 },
        time("hard-stop-after <time>", "3.1", "30s", "Ends what is left this long after a soft stop began.") { $0.hardStopAfter = $1 },
        time("grace <time>", "3.1", "1s", "Keeps listening this long after a soft stop was asked for.") { $0.grace = $1 },
        time("close-spread-time <time>", "3.1", "10s", "Spreads the closing of idle connections in a soft stop over this time.") { $0.closeSpreadTime = $1 },
        Keyword("default-path <mode>", in: [.global], "Says which folder relative paths start from: `current`, the one the program was started in.", manual: "3.1", example: "default-path current") {
            words, _ throws(ConfigError) in
            let supported = "supported modes include 'current', 'config', 'parent', and 'origin'."
            switch words.nextIfAny() {
            case "current": break
            case let mode? where ["config", "parent", "origin"].contains(mode):
                throw words.fail("'default-path \(mode)' is known to HAProxy 3.4 but not supported by Harrier 0.1")
            case nil: throw words.failNext("missing default-path mode '' for 'default-path', \(supported)")
            case let other?: throw words.fail("unsupported default-path mode '\(other)' for 'default-path', \(supported)")
            }
        },
        text("server-state-base <directory>", "3.1", "/var/lib/harrier", "Sets the folder of server state files.", missing: "'server-state-base' expects one argument: a directory path.") { $0.serverStateBase = $1 },
        text("server-state-file <file>", "3.1", "servers.state", "Names the file with the state of all backends' servers.", missing: "'server-state-file' expect one argument: a file path.") { $0.serverStateFile = $1 },
        flag("pp2-never-send-local", "3.1", \.pp2NeverSendLocal, "Sends PROXY protocol headers of checks without the LOCAL mark."),
        flag("insecure-setuid-wanted", "3.1", \.insecureSetuidWanted, "Leaves setuid executables usable for programs that the process starts."),
        Keyword("[no] insecure-fork-wanted", in: [.global], "Leaves the process able to start others.", manual: "3.1", example: "insecure-fork-wanted") {
            words, settings throws(ConfigError) in
            settings.insecureForkWanted = !words.isNegated
        },
    ] }

    // MARK: Shapes

    /// A keyword without argument.
    static func flag(_ name: String, _ manual: String, _ field: WritableKeyPath<GlobalSettings, Bool> & Sendable, _ help: String) -> Self {
        Keyword(name, in: [.global], help, manual: manual, example: name) { _, settings throws(ConfigError) in
            settings[keyPath: field] = true
        }
    }

    /// A keyword with one text.
    static func text(
        _ syntax: String, _ manual: String, _ example: String, _ help: String, missing: String,
        _ store: @escaping @Sendable (inout GlobalSettings, String) -> Void
    ) -> Self {
        let name = syntax.prefix { $0 != " " }
        return Keyword(syntax, in: [.global], help, manual: manual, example: "\(name) \(example)") { words, settings throws(ConfigError) in
            guard let value = words.nextIfAny() else { throw words.failNext(missing) }
            store(&settings, value)
        }
    }

    /// A keyword with one time whose bare number means milliseconds.
    static func time(
        _ syntax: String, _ manual: String, _ example: String, _ help: String,
        _ store: @escaping @Sendable (inout GlobalSettings, Int64) -> Void
    ) -> Self {
        let name = syntax.prefix { $0 != " " }
        return Keyword(syntax, in: [.global], help, manual: manual, example: "\(name) \(example)") { words, settings throws(ConfigError) in
            guard !words.isAtEnd else { throw words.failNext("'\(name)' expects <time> as argument.") }
            store(&settings, try words.duration(bareUnit: .milliseconds))
        }
    }

    /// A keyword with one number.
    static func number(
        _ syntax: String, _ manual: String, in range: ClosedRange<Int>, _ example: String, _ help: String,
        _ store: @escaping @Sendable (inout GlobalSettings, Int) -> Void
    ) -> Self {
        let name = syntax.prefix { $0 != " " }
        return Keyword(syntax, in: [.global], help, manual: manual, example: "\(name) \(example)") { words, settings throws(ConfigError) in
            guard !words.isAtEnd else { throw words.failNext("'\(name)' expects an integer argument.") }
            store(&settings, try words.integer(in: range))
        }
    }

    /// A keyword with one size in bytes.
    static func size(
        _ syntax: String, _ manual: String, in range: ClosedRange<Int>, _ example: String, _ help: String,
        _ store: @escaping @Sendable (inout GlobalSettings, Int) -> Void
    ) -> Self {
        let name = syntax.prefix { $0 != " " }
        return Keyword(syntax, in: [.global], help, manual: manual, example: "\(name) \(example)") { words, settings throws(ConfigError) in
            guard !words.isAtEnd else { throw words.failNext("'\(name)' expects an integer argument.") }
            let size = try words.size()
            guard range.contains(size) else {
                throw words.fail("'\(name)' expects a size between \(range.lowerBound) and \(range.upperBound) bytes.")
            }
            store(&settings, size)
        }
    }
}
