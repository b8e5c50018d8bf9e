import Testing
@testable import harrier

@Suite("The command line (HAProxy management guide §3)")
struct LaunchOptionsTests {
    @Test("options may come twice, in any order, files in both forms")
    func files() throws {
        let options = try LaunchOptions(["-D", "-f", "a", "-c", "-f", "b", "-q", "-V", "-p", "x.pid", "-p", "y.pid", "--", "c", "-d"])
        #expect(options.paths == ["a", "b", "c", "-d"])
        #expect(options.task == .check)
        #expect(options.daemon && options.quiet && options.verbose && !options.debug)
        #expect(options.pidfile == "y.pid")
    }

    @Test("values")
    func values() throws {
        let options = try LaunchOptions(["-C", "/d", "-L", "me", "-m", "100", "-n", "2000", "-N", "50", "-x", "/s", "-dW", "-dD", "-dI", "-dr", "-dS", "-dR", "-dL", "-4"])
        #expect(options.directory == "/d" && options.peerName == "me" && options.socketSource == "/s")
        #expect(options.memoryLimit == 100 && options.maxconn == 2000 && options.proxyMaxconn == 50)
        #expect(options.warningsAreFatal && options.diagnostic && options.insecureFork && options.ignoresResolutionFailures)
        #expect(options.noSplice && options.noReusePort && options.listsLibraries && options.onlyIPv4)
    }

    @Test("process numbers end at the next option; a quoted pid file may hold several")
    func pids() throws {
        let options = try LaunchOptions(["-sf", "12", "13", "-f", "a", "-st", "14 15\n16"])
        #expect(options.finish == [12, 13] && options.terminate == [14, 15, 16] && options.paths == ["a"])
        #expect(try LaunchOptions(["-sf"]).finish == [])
    }

    @Test("tasks", arguments: [
        ("-v", LaunchOptions.Task.version), ("-vv", .buildOptions), ("-vq", .bareVersion("3.4.0")), ("-vqb", .bareVersion("3.4")), ("-c", .check),
    ])
    func tasks(word: String, task: LaunchOptions.Task) throws { #expect(try LaunchOptions([word]).task == task) }

    @Test("a condition wins over -c")
    func condition() throws {
        #expect(try LaunchOptions(["-cc", "1", "-c"]).task == .evaluate("1"))
        #expect(try LaunchOptions(["-c", "-cc", "1"]).task == .evaluate("1"))
    }

    @Test("dump classes")
    func dump() throws {
        #expect(try LaunchOptions(["-dKacl,smp", "-dKcfg"]).dump == ["acl", "smp", "cfg"])
        #expect(try LaunchOptions(["-dK"]).dump == [])
        #expect(try LaunchOptions(["-f", "x"]).dump == nil)
    }

    @Test("a debugging or foreground start is no daemon", arguments: ["-d", "-db"])
    func foreground(word: String) throws { #expect(try !LaunchOptions(["-D", word]).daemon) }

    @Test("what has no effect is taken and named", arguments: ["-de", "-dp", "-dG", "-dF", "-dZ", "-dT", "-dv", "-dV", "-dM", "-dM0x50", "-dMhelp"])
    func withoutEffect(word: String) throws { #expect(try LaunchOptions([word]).withoutEffect == [word]) }

    @Test("wrong lines show the usage", arguments: [["-zz"], ["x"], ["-f"], ["-cc"], ["-C"], ["-L"], ["-p"], ["-n"], [""]])
    func usage(words: [String]) { #expect(throws: LaunchOptions.Failure.usage) { try LaunchOptions(words) } }

    @Test("what is known to HAProxy and missing says so", arguments: [["-W"], ["-Ws"], ["-S", "/x"], ["-dt"], ["-dC"], ["-dAx"], ["-dc"]])
    func unsupported(words: [String]) {
        do {
            _ = try LaunchOptions(words)
            Issue.record("taken")
        } catch {
            guard case .message(let text) = error else { Issue.record("usage"); return }
            #expect(text.contains("known to HAProxy 3.4 but not supported by Harrier 0.1"))
        }
    }

    @Test("numbers are numbers", arguments: [["-n", "x"], ["-m", "-1"], ["-sf", "a"], ["-st", "0"]])
    func numbers(words: [String]) {
        #expect { try LaunchOptions(words) } throws: { error in
            if case .message? = error as? LaunchOptions.Failure { true } else { false }
        }
    }
}
