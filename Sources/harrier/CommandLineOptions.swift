// harrier: what the command line asks for.

/// The options of one start, as programs that start HAProxy write them (HAProxy management guide §3).
struct LaunchOptions: Sendable {
    /// What to do instead of serving.
    enum Task: Sendable, Equatable {
        case serve
        /// `-c`
        case check
        /// `-cc CONDITION`
        case evaluate(String)
        /// `-v`
        case version
        /// `-vv`
        case buildOptions
        /// `-vq`, `-vqs`, `-vqb`: the bare text.
        case bareVersion(String)
    }

    var task = Task.serve
    /// Files and folders, in order (`-f`, `--`).
    var paths: [String] = []
    /// `-C`
    var directory: String?
    /// `-D`
    var daemon = false
    /// `-d`
    var debug = false
    /// `-db`
    var foreground = false
    /// `-V`
    var verbose = false
    /// `-q`
    var quiet = false
    /// `-dW`
    var warningsAreFatal = false
    /// `-dD`
    var diagnostic = false
    /// `-dK`: classes to dump.
    var dump: [String]?
    /// `-dL`
    var listsLibraries = false
    /// `-dI`
    var insecureFork = false
    /// `-dr`
    var ignoresResolutionFailures = false
    /// `-dS`
    var noSplice = false
    /// `-dR`
    var noReusePort = false
    /// `-4`
    var onlyIPv4 = false
    /// `-L`
    var peerName: String?
    /// `-m`, MiB.
    var memoryLimit: Int?
    /// `-n`
    var maxconn: Int?
    /// `-N`
    var proxyMaxconn: Int?
    /// `-p`
    var pidfile: String?
    /// `-sf`: processes to stop softly.
    var finish: [Int32] = []
    /// `-st`: processes to terminate.
    var terminate: [Int32] = []
    /// `-x`: where to fetch listening sockets from.
    var socketSource: String?
    /// Options taken although they name what Harrier does not have; shown under `-dD`.
    var withoutEffect: [String] = []

    /// Why the command line cannot be followed.
    enum Failure: Error, Equatable {
        /// Shows the usage.
        case usage
        /// Shows an alert.
        case message(String)
    }

    /// Reads the words behind the program's name.
    init(_ arguments: [String]) throws(Failure) {
        var rest = arguments[...]
        /// Takes the argument of `option`.
        func value(_ option: String) throws(Failure) -> String {
            guard let value = rest.popFirst() else { throw .usage }
            return value
        }
        func number(_ option: String) throws(Failure) -> Int {
            let text = try value(option)
            guard let number = Int(text), number >= 0 else {
                throw .message("'\(option)' expects a positive number, got '\(text)'.")
            }
            return number
        }
        /// Process numbers up to the next option.
        func pids(_ option: String) throws(Failure) -> [Int32] {
            var list: [Int32] = []
            while let word = rest.first, !word.hasPrefix("-") {
                rest.removeFirst()
                // Why: "$(cat pidfile)" in quotes gives several numbers in one word.
                for part in word.split(whereSeparator: { $0 == " " || $0.isNewline }) {
                    guard let pid = Int32(part), pid > 0 else {
                        throw .message("\(option) option: '\(part)' is not the number of a process")
                    }
                    list.append(pid)
                }
            }
            return list
        }
        while let word = rest.popFirst() {
            switch word {
            case "-f": paths.append(try value(word))
            case "--":
                paths += rest
                rest = []
            case "-c": if task == .serve { task = .check }
            case "-cc": task = .evaluate(try value(word))
            case "-C": directory = try value(word)
            case "-D": daemon = true
            case "-d": debug = true
            case "-db": foreground = true
            case "-V": verbose = true
            case "-q": quiet = true
            case "-v": task = .version
            case "-vv": task = .buildOptions
            case "-vq": task = .bareVersion(ProgramVersion.language)
            case "-vqs": task = .bareVersion(ProgramVersion.language)
            case "-vqb": task = .bareVersion(ProgramVersion.branch)
            case "-dW": warningsAreFatal = true
            case "-dD": diagnostic = true
            case "-dL": listsLibraries = true
            case "-dI": insecureFork = true
            case "-dr": ignoresResolutionFailures = true
            case "-dS": noSplice = true
            case "-dR": noReusePort = true
            case "-4": onlyIPv4 = true
            case "-de", "-dp", "-dG", "-dF", "-dZ", "-dT", "-dv", "-dV": withoutEffect.append(word)
            case "-L": peerName = try value(word)
            case "-m": memoryLimit = try number(word)
            case "-n": maxconn = try number(word)
            case "-N": proxyMaxconn = try number(word)
            case "-p": pidfile = try value(word)
            case "-sf": finish += try pids(word)
            case "-st": terminate += try pids(word)
            case "-x": socketSource = try value(word)
            case "-W", "-Ws":
                throw .message("'\(word)' (master-worker mode) is known to HAProxy 3.4 but not supported by Harrier 0.1 yet; start the program without it.")
            case "-S":
                throw .message("'-S' (the master's command line interface) is known to HAProxy 3.4 but not supported by Harrier 0.1 yet.")
            case _ where word == "-dc" || word.hasPrefix("-dA") || word.hasPrefix("-dC") || word.hasPrefix("-dt"):
                throw .message("'\(word)' is known to HAProxy 3.4 but not supported by Harrier 0.1.")
            case _ where word.hasPrefix("-dM"): withoutEffect.append(word)
            case _ where word.hasPrefix("-dK"):
                dump = (dump ?? []) + word.dropFirst(3).split(separator: ",").map(String.init)
            default: throw .usage
            }
        }
        if daemon, debug || foreground { daemon = false }
    }
}
