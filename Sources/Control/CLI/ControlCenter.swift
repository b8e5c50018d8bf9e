// Control: the process as the CLI sees it.
import Base
import Net
import Proxies
import Streams

/// What the CLI needs of the program around it; set by `main`.
public protocol ControlHost: AnyObject, Sendable {
    /// Pauses the listeners of a frontend, and its state with them.
    func pause(_ frontend: Proxy)
    /// Resumes them; false when an address is in other hands by now.
    func resume(_ frontend: Proxy) -> Bool
    /// Closes them for good.
    func shut(_ frontend: Proxy)
    /// Sends listening sockets over a CLI connection (`_getsocks`); false when there is nothing to send.
    func sendListeners(over descriptor: Int32) -> Bool
    /// What was printed before the event loops ran (`show startup-logs`).
    var startupMessages: String { get }
    /// Descriptors that may be open (`ulimit -n`).
    var descriptorLimit: Int { get }
    /// Milliseconds from the program's start to the first round of the loops.
    var bootMilliseconds: Int64 { get }
    /// Warnings printed so far.
    var warningCount: Int { get }
}

/// The process, its commands, and what sessions share. Made before the threads start, read by all of them.
public final class ControlCenter: @unchecked Sendable {
    public let configuration: Configuration
    public let process: ProcessState
    /// All threads' workers.
    public let workers: [Worker]
    public let commands: [CLICommand]
    public let host: any ControlHost
    /// The internal frontend of `stats socket` lines.
    public internal(set) var frontend: Proxy?
    private let byFirstWord: [String: [CLICommand]]

    /// Two commands with the same words.
    public struct Duplicate: Error, Equatable { public let words: String }

    public init(_ engine: Engine, commands lists: [[CLICommand]], host: any ControlHost) throws(Duplicate) {
        configuration = engine.configuration
        process = engine.process
        workers = engine.workers
        self.host = host
        commands = lists.flatMap { $0 }
        var seen: Set<String> = []
        for command in commands where !seen.insert(command.words.joined(separator: " ")).inserted {
            throw Duplicate(words: command.words.joined(separator: " "))
        }
        // Why: longer names first, so that `show servers state` is not taken for a shorter one.
        byFirstWord = Dictionary(grouping: commands.sorted { $0.words.count > $1.words.count }) { $0.words[0] }
    }

    /// All commands of this module.
    public static var allCommands: [[CLICommand]] {
        [
            CLICommand.session, CLICommand.information, CLICommand.statistics, CLICommand.servers, CLICommand.serverState,
            CLICommand.frontends, CLICommand.limits, CLICommand.streams, CLICommand.diagnostics, CLICommand.waiting,
        ]
    }

    /// The command that `words` begin with (`cli_find_kw`).
    func command(for words: [String]) -> CLICommand? {
        guard let first = words.first else { return nil }
        return byFirstWord[first]?.first { words.starts(with: $0.words) }
    }

    /// Milliseconds since the start of the process.
    func uptime(at now: Tick) -> Int64 { max(0, now - process.startTick) }

    // MARK: Finding objects

    /// A frontend by name or `#id`.
    func frontend(_ name: String) -> Proxy? {
        if name.hasPrefix("#"), let id = Int(name.dropFirst()), let proxy = configuration.proxy(id: id), proxy.isFrontend { return proxy }
        return configuration.frontend(named: name)
    }

    /// A backend by name or `#id`.
    func backend(_ name: String) -> Proxy? {
        if name.hasPrefix("#"), let id = Int(name.dropFirst()), let proxy = configuration.proxy(id: id), proxy.isBackend { return proxy }
        return configuration.backend(named: name)
    }

    /// A server by `backend/server`, either part as `#id` too (`cli_find_server`).
    func server(_ path: String?) -> Result<Server, Refusal> {
        guard let path, let slash = path.firstIndex(of: "/") else { return .failure(Refusal("Require 'backend/server'.")) }
        guard let backend = backend(String(path[..<slash])) else { return .failure(Refusal("No such backend.")) }
        let name = String(path[path.index(after: slash)...])
        if name.hasPrefix("#"), let id = Int(name.dropFirst()) {
            return backend.server(id: id).map(Result.success) ?? .failure(Refusal("No such server."))
        }
        return backend.server(named: name).map(Result.success) ?? .failure(Refusal("No such server."))
    }

    /// Why an object was not found.
    struct Refusal: Error {
        let text: String
        init(_ text: String) { self.text = text }
        var answer: CLIAnswer { .error(text) }
    }
}

extension CLIContext {
    /// Runs `body` with the server that the argument at `index` names.
    func withServer(_ index: Int = 0, _ body: (Server) -> CLIAnswer) -> CLIAnswer {
        switch center.server(argument(index)) {
        case .success(let server): return body(server)
        case .failure(let refusal): return refusal.answer
        }
    }

    /// Carries out what a change of server states asks for: logs, ends of sessions, slow start.
    func apply(_ change: StateChange) {
        stream?.worker.apply(change)
    }
}
