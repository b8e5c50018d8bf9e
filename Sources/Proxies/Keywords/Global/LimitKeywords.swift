import Base
import Config

extension Keyword<GlobalSettings> {
    /// How much the process takes and with how many threads (HAProxy manual §3.1 and §3.2).
    public static var limits: [Self] { [
        Keyword("maxconn <number>", in: [.global], "Limits the client connections of the process.", manual: "3.2", example: "maxconn 4000") {
            words, settings throws(ConfigError) in
            let value = try words.count()
            // Why: HAProxy takes the first and shouts, but goes on.
            if settings.maxconn != nil { words.warn("'maxconn' already specified. Continuing."); return }
            settings.maxconn = value == 0 ? nil : value
        },
        number("maxconnrate <number>", "3.2", in: 0...Int(Int32.max), "100", "Limits the new connections a second of the process.") { $0.maxconnrate = $1 },
        number("maxsessrate <number>", "3.2", in: 0...Int(Int32.max), "100", "Limits the new sessions a second of the process.") { $0.maxsessrate = $1 },
        number("maxpipes <number>", "3.2", in: 0...Int(Int32.max), "100", "Limits the pipes used for splicing.") { $0.maxpipes = $1 },
        number("ulimit-n <number>", "3.1", in: 0...Int(Int32.max), "8192", "Sets the descriptors that may be open, which is computed otherwise.") { $0.ulimitN = $1 == 0 ? nil : $1 },
        number("fd-hard-limit <number>", "3.1", in: 0...Int(Int32.max), "50000", "Bounds the descriptors that an automatic `maxconn` counts on.") { $0.fdHardLimit = $1 == 0 ? nil : $1 },
        Keyword("[no] strict-limits", in: [.global], "Refuses to start when a limit cannot be reached.", manual: "3.1", example: "strict-limits") {
            words, settings throws(ConfigError) in
            settings.strictLimits = !words.isNegated
        },
        Keyword("nbthread <number>", in: [.global], "Sets the number of threads; one a processor otherwise.", manual: "3.1", example: "nbthread 4") {
            words, settings throws(ConfigError) in
            let text = words.nextIfAny() ?? ""
            guard let value = Int(text) else { throw words.fail("'nbthread' passed a missing or unparsable integer value in '\(text)'") }
            guard (1...1024).contains(value) else { throw words.fail("'nbthread' value must be between 1 and 1024 (was \(value))") }
            settings.nbthread = value
        },
        Keyword("thread-groups <number>", in: [.global], "Sets the number of thread groups; there is one.", manual: "3.1", example: "thread-groups 1") {
            words, settings throws(ConfigError) in
            let text = words.nextIfAny() ?? ""
            guard let value = Int(text) else { throw words.fail("'thread-groups' passed a missing or unparsable integer value in '\(text)'") }
            guard value == 1 else {
                throw words.fail("'thread-groups \(value)' is known to HAProxy 3.4 but not supported by Harrier 0.1, whose threads form one group")
            }
            settings.threadGroups = value
        },
        number("thread-hard-limit <number>", "3.1", in: 1...1024, "8", "Bounds the number of threads.") { $0.threadHardLimit = $1 },
        Keyword("cpu-map [auto:]<group>[/<threads>] <processors>…", in: [.global], "Binds threads to processors.", manual: "3.1", example: "cpu-map auto:1/1-2 0-1") {
            words, settings throws(ConfigError) in
            settings.cpuMaps.append(try words.cpuMap())
        },
        number("spread-checks <percent>", "3.2", in: 0...50, "5", "Varies the interval of checks by this percentage at random.") { $0.spreadChecks = $1 },
        time("max-spread-checks <time>", "3.2", "10s", "Starts all checks within this time.") { $0.maxSpreadChecks = $1 },
    ] }
}

extension Words {
    /// The arguments of `cpu-map` (`cfg_parse_global`).
    fileprivate mutating func cpuMap() throws(ConfigError) -> GlobalSettings.CPUMap {
        guard remaining >= 2 else {
            throw failNext("cpu-map expects a thread group number ('all', 'odd', 'even', a number from 1 to 1 or a range), followed by a list of CPU ranges with numbers from 0 to 1023.")
        }
        var text = Substring(try next("group"))
        let auto = text.hasPrefix("auto:")
        if auto { text = text.dropFirst(5) }
        let slash = text.firstIndex(of: "/")
        let group = text[..<(slash ?? text.endIndex)]
        guard group == "all" || group == "odd" || group == "1" || group == "1-1" else {
            // Why: `cpu-map 2 1` meant a second process once, a second group now; there is one group.
            guard Int(group) != nil else { throw fail("cpu-map : '\(group)' is not a valid number/range.") }
            throw fail("cpu-map : thread group \(group) is beyond 1, Harrier's threads form one group.")
        }
        var threads: ClosedRange<Int>?
        if let slash {
            let part = text[text.index(after: slash)...]
            if part != "all" {
                guard let range = numberRange(part, in: 1...1024) else { throw fail("cpu-map : '\(part)' is not a valid number/range.") }
                threads = range
            }
        }
        var processors = Set<Int>()
        while let list = nextIfAny() {
            for part in list.split(separator: ",", omittingEmptySubsequences: false) {
                guard let range = numberRange(part, in: 0...1023) else { throw fail("cpu-map : '\(part)' is not a CPU range.") }
                processors.formUnion(range)
            }
        }
        if auto, let threads, threads.count != processors.count {
            throw fail("cpu-map : TGRP/THREAD range and CPU sets must have the same size to be automatically bound")
        }
        return .init(auto: auto, group: 1, threads: threads, processors: processors.sorted())
    }

    private func numberRange(_ text: Substring, in bounds: ClosedRange<Int>) -> ClosedRange<Int>? {
        let ends = text.split(separator: "-", omittingEmptySubsequences: false)
        guard ends.count <= 2, let first = Int(ends[0]), bounds.contains(first) else { return nil }
        guard ends.count == 2 else { return first...first }
        guard let last = Int(ends[1]), bounds.contains(last), first <= last else { return nil }
        return first...last
    }
}
