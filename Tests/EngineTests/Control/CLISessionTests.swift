import Base
import Net
import Proxies
import Streams
import Testing

@testable import Control

final class SilentHost: ControlHost {
    func pause(_ frontend: Proxy) { frontend.frontendState.store(.paused, ordering: .relaxed) }
    func resume(_ frontend: Proxy) -> Bool {
        frontend.frontendState.store(.open, ordering: .relaxed)
        return true
    }
    func shut(_ frontend: Proxy) { frontend.frontendState.store(.stopped, ordering: .relaxed) }
    func sendListeners(over descriptor: Int32) -> Bool { false }
    let startupMessages = "[WARNING]  (1) : w\n"
    let descriptorLimit = 1000
    let bootMilliseconds: Int64 = 3
    let warningCount = 1
}

/// A process with a frontend and a backend, and sessions on its CLI.
final class Desk {
    let center: ControlCenter
    let engine: Engine
    let context: CLIContext
    let session: CLISession

    init(level: CLILevel = .admin, commands: [CLICommand] = [], maxLine: Int = 16384, maxPayload: Int = 131_072) {
        var frontend = ProxySettings()
        frontend.name = "fe"
        frontend.capabilities = .frontend
        frontend.mode = .http
        frontend.defaultBackend = "be"
        var backend = ProxySettings()
        backend.name = "be"
        backend.capabilities = .backend
        backend.mode = .http
        backend.balance.algorithm = .roundrobin
        for (name, weight) in [("s1", 10), ("s2", 5)] {
            var server = ServerSettings()
            server.name = name
            server.weight = weight
            server.address = "127.0.0.1:8080"
            server.spec = try? AddressSpec(server.address, allowed: .server)
            backend.servers.append(server)
        }
        let configuration = Configuration(global: GlobalSettings(), sections: [frontend, backend], threads: 1, maxconn: 100)
        for server in configuration.proxies[1].servers { _ = server.setAddress(SocketAddress(ipv4: 0x7F00_0001, port: 8080), portOffset: nil) }
        let clock = SystemClock()
        engine = Engine(configuration, process: ProcessState(maxconn: 100, clock: clock), clock: clock) { _ in }
        center = try! ControlCenter(engine, commands: ControlCenter.allCommands + [commands], host: SilentHost())
        context = CLIContext(center: center, level: level)
        context.now = clock.monotonic()
        context.wakeFromAnyThread = {}
        session = CLISession(context: context, maxLine: maxLine, maxPayload: maxPayload)
    }

    /// Everything the session answers to `text`, cut into pieces of `size` bytes; `nil` behind it when it ended.
    func say(_ text: String, size: Int = .max, thenCloses: Bool = false) -> String {
        var rest = Array(text.utf8)[...]
        var answer: [UInt8] = []
        var idle = 0
        while idle < 50 {
            switch session.advance() {
            case .output: session.drain { view in answer += view.prefix(7); return min(7, view.count) }
            case .input:
                if rest.isEmpty {
                    if thenCloses, !context.inputEnded { session.inputEnded(); continue }
                    return String(decoding: answer, as: UTF8.self)
                }
                let piece = Array(rest.prefix(size))
                rest = rest.dropFirst(piece.withUnsafeBufferPointer { session.take($0) })
            case .wait:
                idle += 1
                engine.workers[0].loop.round(maximumWait: 5)
                context.now = engine.workers[0].loop.now
            case .finished: return String(decoding: answer, as: UTF8.self) + "<EOF>"
            }
        }
        return String(decoding: answer, as: UTF8.self) + "<WAITS>"
    }
}

/// Each line is a transcript of 3.4 (runtime-cli §2.3).
@Suite("CLI sessions (runtime-cli §2)")
struct CLISessionTests {
    @Test("answer as 3.4 does, however the input is cut", arguments: [
        ("show version\n", "3.4.0\n\n<EOF>"),
        ("\n", "\n<EOF>"),
        ("show version;\n", "3.4.0\n\n\n<EOF>"),
        ("show version\r\n", "3.4.0\n\n\n<EOF>"),
        ("prompt\n", "\n> "),
        ("prompt\nshow version\n", "\n> 3.4.0\n\n> "),
        ("prompt\n\n", "\n> \n> "),
        ("prompt\nprompt\n", "\n> \n<EOF>"),
        ("prompt; show version\n", "\n3.4.0\n\n> "),
        ("show version; prompt\n", "3.4.0\n\n\n> "),
        ("prompt i\n", "\n"),
        ("prompt i\nshow version\n", "\n3.4.0\n\n"),
        ("prompt n; show version; show cli level\n", "\n3.4.0\n\nadmin\n\n<EOF>"),
        ("show version\nshow cli level\n", "3.4.0\n\n<EOF>"),
        ("show version; show cli level\n", "3.4.0\n\nadmin\n\n<EOF>"),
        ("quit\n", "<EOF>"),
        ("show version; quit; show version\n", "3.4.0\n\n<EOF>"),
        ("prompt\nquit\n", "\n> <EOF>"),
        ("echo a\\;b \\\\ c\\ d\n", "a;b \\ c d\n\n<EOF>"),
        ("operator -\n", "<EOF>"),
        ("operator -; show cli level\n", "operator\n\n<EOF>"),
        ("  show    cli   level \n", "admin\n\n<EOF>"),
        ("Show version\n", "Unknown command: 'Show', but maybe"),
    ])
    func transcripts(input: String, expected: String) {
        for size in [1, 3, .max] {
            let answer = Desk().say(input, size: size)
            if expected.hasSuffix("maybe") { #expect(answer.hasPrefix(expected)) } else { #expect(answer == expected) }
        }
    }

    @Test("drop a line without its end")
    func unterminated() { #expect(Desk().say("show version", thenCloses: true) == "<EOF>") }

    @Test("give a half-closed client the whole answer")
    func halfClosed() {
        #expect(Desk().say("show version\n", thenCloses: true) == "3.4.0\n\n<EOF>")
        #expect(Desk().say("prompt i;wait 20\n", thenCloses: true) == "\nDone.\n\n<EOF>")
    }

    @Test("show the uptime when asked")
    func timed() {
        let answer = Desk().say("prompt timed\n")
        #expect(answer.hasPrefix("\n[0:00:00:0"))
        #expect(answer.hasSuffix("]> "))
    }

    @Test("refuse what is too long, and end")
    func limits() {
        #expect(
            Desk(maxLine: 100).say(String(repeating: "a", count: 200))
                == "The command line is too big for the buffer size. Please change 'tune.bufsize' in the configuration to use a bigger command.\n<EOF>")
        #expect(
            Desk(maxPayload: 100).say("echo <<\n" + String(repeating: "a", count: 200), size: 10)
                == "The payload is too big. Please change 'tune.cli.max-payload-size' in the configuration to use a bigger payload.\n<EOF>")
        #expect(
            Desk().say(String(repeating: "a ", count: 65) + "\n") == "Too many arguments. Commands must have at most 64 arguments.\n\n<EOF>")
    }

    static let payloadEcho = CLICommand("test payload", "prints its payload", level: .user) { context in
        .text("[" + (context.payload.map { String(decoding: $0, as: UTF8.self) } ?? "none") + "]\n")
    }

    @Test("collect a payload", arguments: [
        ("test payload <<\nk1 v1\nk2 v2\n\n", "[k1 v1\nk2 v2]\n\n<EOF>"),
        ("test payload <<\n\n", "[]\n\n<EOF>"),
        ("test payload <<END\na\n\nb\nEND\n", "[a\n\nb]\n\n<EOF>"),
        ("test payload <<\na;b\\c\r\n\r\n", "[a;b\\c\r]\n\n<EOF>"),
        ("test payload\n", "[none]\n\n<EOF>"),
        ("test payload; test payload <<\nx\n\n", "[none]\n\n[x]\n\n<EOF>"),
        ("prompt\ntest payload <<\na\nb\n\n", "\n> + + + [a\nb]\n\n> "),
    ])
    func payloads(input: String, expected: String) {
        for size in [1, 5, .max] {
            #expect(Desk(commands: [Self.payloadEcho]).say(input, size: size) == expected)
        }
    }

    @Test("an abandoned payload leaves nothing behind")
    func abandoned() { #expect(Desk().say("echo <<\n" + String(repeating: "x", count: 17000), thenCloses: true) == "<EOF>") }

    @Test("hold levels", arguments: [
        (CLILevel.operator, "disable server be/s1\n", "Permission denied\n\n<EOF>"),
        (.user, "show sess\n", "Permission denied\n\n<EOF>"),
        (.user, "operator\n", "Permission denied\n\n<EOF>"),
        (.admin, "operator;show cli level;user;show cli level;operator\n", "\noperator\n\n\nuser\n\nPermission denied\n\n<EOF>"),
        (.operator, "clear counters\n", "\n<EOF>"),
        (.operator, "clear counters all\n", "Permission denied\n\n<EOF>"),
        (.admin, "clear counters all\n", "\n<EOF>"),
        (.user, "set timeout cli 3\n", "\n<EOF>"),
    ])
    func levels(level: CLILevel, input: String, expected: String) { #expect(Desk(level: level).say(input) == expected) }

    static let forExperts = CLICommand("test expert", "needs a mode", level: .admin, .expert) { _ in .info("done") }

    @Test("keep commands for experts apart")
    func expert() {
        let desk = Desk(commands: [Self.forExperts])
        #expect(desk.say("prompt i\ntest expert\n") == "\nThis command is restricted to expert mode only.\n\n")
        #expect(desk.say("expert-mode;expert-mode on;expert-mode;test expert\n") == "expert-mode is OFF\n\n\nexpert-mode is ON\n\ndone\n\n")
        #expect(desk.say("operator;test expert\n") == "\nPermission denied\n\n")
    }

    @Test("put severities in front of messages only", arguments: [
        ("set severity-output number;show version;get weight be/s1;get weight foo;foo x\n", "\n[6]: 3.4.0\n\n10 (initial 10)\n\n[3]: Require 'backend/server'.\n\n[3]: Unknown"),
        ("set severity-output string;show version;get weight foo\n", "\n[info]: 3.4.0\n\n[err]: Require 'backend/server'.\n\n<EOF>"),
        ("set severity-output loud\n", "one of 'none', 'number', 'string' is a required argument\n\n<EOF>"),
    ])
    func severities(input: String, expected: String) { #expect(Desk().say(input).hasPrefix(expected)) }

    @Test("every command has its own words, a help text and a place in help")
    func entries() {
        let desk = Desk()
        #expect(Set(desk.center.commands.map { $0.words.joined(separator: " ") }).count == desk.center.commands.count)
        let help = desk.say("help\n")
        for command in desk.center.commands where !command.requirements.contains(.hidden) {
            #expect(!command.help.isEmpty)
            #expect(help.contains("  \(command.usage)\n"))
        }
    }
}
