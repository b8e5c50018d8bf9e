// harrier: what it says about itself.
import CShims
import Config

/// Versions of the program and of the language it speaks.
enum ProgramVersion {
    /// Version of Harrier.
    static let program = "0.1.0"
    /// Version of HAProxy whose configuration language and behaviour are implemented; what scripts compare.
    static let language = "3.4.0"
    /// The same as `HAPROXY_BRANCH`.
    static let branch = "3.4"
    /// First line of `-v` and `-vv`: the third word is ``language``; no ` : ` or ` = `.
    static let line = "HAProxy version \(language) (compatible) - Harrier \(program)"

    /// Features as HAProxy names them, with whether they truly work here.
    static let features: [(name: String, works: Bool)] = [
        ("51DEGREES", false), ("ACCEPT4", true), ("BACKTRACE", false), ("CLOSEFROM", false), ("CPU_AFFINITY", true), ("CRYPT_H", false),
        ("DEVICEATLAS", false), ("DL", false), ("ECH", false), ("ENGINE", false), ("EPOLL", true), ("EVPORTS", false), ("GETADDRINFO", true),
        ("KQUEUE", false), ("KTLS", false), ("LIBATOMIC", false), ("LIBCRYPT", false), ("LINUX_CAP", false), ("LINUX_SPLICE", false),
        ("LINUX_TPROXY", true), ("LUA", false), ("MATH", true), ("MEMORY_PROFILING", false), ("NETFILTER", false), ("NS", false),
        ("OPENSSL", false), ("OPENSSL_AWSLC", false), ("OPENSSL_WOLFSSL", false), ("OT", false), ("PCRE", false), ("PCRE2", true),
        ("PCRE2_JIT", true), ("PCRE_JIT", false), ("POLL", false), ("PRCTL", true), ("PROCCTL", false), ("PROMEX", false), ("QUIC", false),
        ("RT", true), ("SHM_OPEN", false), ("SLZ", false), ("SSL", false), ("STATIC_PCRE", false), ("STATIC_PCRE2", false), ("TFO", true),
        ("THREAD", true), ("THREAD_DUMP", false), ("TPROXY", true), ("WURFL", false), ("ZLIB", false),
    ]

    /// What conditions can ask (`feature`, `enabled`, `version_atleast`).
    static func facts(_ options: LaunchOptions) -> Environment.Facts {
        var facts = Environment.Facts()
        facts.features = Set(features.filter(\.works).map(\.name))
        facts.enabled = ["EPOLL", "GETADDRINFO"]
        if !options.noReusePort { facts.enabled.insert("REUSEPORT") }
        return facts
    }
}

/// Longer texts for standard output and standard error.
enum ProgramText {
    /// `-v`
    static var version: String {
        ProgramVersion.line + "\nStatus: first release, under development\nRunning on: \(system)\n"
    }

    /// `-vv`
    static func buildOptions(services: [String], filters: [String]) -> String {
        let features = ProgramVersion.features.map { ($0.works ? "+" : "-") + $0.name }.joined(separator: " ")
        return version + """
            Build options :
              TARGET  = linux-glibc
              CC      = swiftc
              OPTIONS = \(ProgramVersion.features.filter(\.works).map { "USE_\($0.name)=1" }.joined(separator: " "))

            Feature list : \(features)
            Detected feature list : \(ProgramVersion.features.filter(\.works).map { "+" + $0.name }.joined(separator: " "))

            Default settings :
              bufsize = 16384, maxrewrite = 1024, maxpollevents = 200

            Built with multi-threading support (MAX_TGROUPS=1, MAX_THREADS=64, default=\(hs_cpu_count())).
            Built with transparent proxy support using: IP_TRANSPARENT IPV6_TRANSPARENT IP_FREEBIND
            PCRE2 library supports JIT : yes
            Encrypted password support via crypt(3): no

            Available polling systems :
                  epoll : pref=300,  test result OK
            Total: 1 (1 usable), will use epoll.

            Available multiplexer protocols :
            (protocols marked as <default> cannot be specified using 'proto' keyword)
              <default> : mode=HTTP  side=FE|BE  mux=H1    flags=HTX
                     h1 : mode=HTTP  side=FE|BE  mux=H1    flags=HTX|NO_UPG
              <default> : mode=TCP   side=FE|BE  mux=PASS  flags=
                   none : mode=TCP   side=FE|BE  mux=PASS  flags=NO_UPG

            Available services : \(services.isEmpty ? "none" : services.joined(separator: " "))

            Available filters : \(filters.isEmpty ? "none" : filters.joined(separator: " "))

            """
    }

    /// Shown for a command line that cannot be followed.
    static func usage(_ program: String) -> String { """
        Usage : \(program) [-f <cfgfile|cfgdir>]* [ -vdVD ] [ -n <maxconn> ] [ -N <maxpconn> ]
                [ -p <pidfile> ] [ -m <max megs> ] [ -C <dir> ] [-- <cfgfile>*]
                -v displays version ; -vv shows known build options ; -vq/-vqs/-vqb only the version or branch.
                -d enters debug mode ; -db only disables background mode.
                -V enters verbose mode (disables quiet mode)
                -D goes daemon ; -C changes to <dir> before loading files.
                -q quiet mode : don't display messages
                -c check mode : only check config files and exit (status 1: errors, 2: nothing to listen on)
                -cc check condition : evaluate a condition and exit (status 0: true, 1: false, 2: no condition)
                -n sets the maximum total # of connections
                -m limits the usable amount of memory (in MB)
                -N sets the default, per-proxy maximum # of connections
                -L set local peer name (default to hostname)
                -p writes the process's pid to this file
                -4 resolves names to IPv4 addresses only
                -dS disables splice usage
                -dR disables SO_REUSEPORT usage
                -dI allows forks
                -dr ignores server address resolution failures
                -dW fails if any warning is emitted
                -dD diagnostic mode : warn about suspicious configuration statements
                -dK{class[,...]} dump registered keywords (use 'help' for list)
                -dL dumps loaded object files after config checks
                -sf/-st [pid ]* finishes/terminates old pids.
                -x <unix_socket> get listening sockets from a unix socket
                -de -dp -dG -dF -dZ -dT -dv -dM are taken for compatibility and have no effect.

        """ }

    /// `Linux 6.1.0 #1 SMP x86_64`
    private static var system: String {
        var name = utsname()
        guard uname(&name) == 0 else { return "Linux" }
        func text<Field>(_ field: Field) -> String {
            withUnsafeBytes(of: field) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
        }
        return [text(name.sysname), text(name.release), text(name.version), text(name.machine)].joined(separator: " ")
    }
}
