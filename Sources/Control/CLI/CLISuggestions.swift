// Control: which command was meant.

/// Lists commands that match, exactly or nearly (`cli_gen_usage_msg`).
public struct CLISuggestions {
    /// Near matches shown at most.
    static let most = 5

    /// - Parameters:
    ///   - words: what was typed; the first words may match exactly.
    ///   - visible: commands of this level.
    ///   - isHelp: whether `help` asks, rather than an unknown command.
    public static func text(_ words: [String], among visible: [CLICommand], isHelp: Bool) -> String {
        let exact = visible.map { command in zip(words, command.words).prefix { $0 == $1 }.count }.max() ?? 0
        var lines: [String]
        if exact < words.count, let near = near(words, exact, visible) {
            lines = near.map(\.usage)
        } else {
            lines = visible.filter { $0.words.starts(with: words.prefix(exact)) }.map(\.usage)
        }
        lines.sort()
        var text = ""
        if isHelp {
            text = "The following commands are valid at this level:\n"
        } else if let first = words.first, !first.isEmpty {
            text = "Unknown command: '\(first)', but maybe one of the following ones is a better match:\n"
        } else {
            text = "Unknown command: ''. Please enter one of the following commands only:\n"
        }
        for line in lines + permanent { text += "  \(line)\n" }
        return text
    }

    /// The lines that every list ends with.
    private static let permanent: [String] = [
        ("help [<command>]", "list matching or all commands"),
        ("prompt [help | n | i | p | timed]*", "toggle interactive mode with prompt"),
        ("quit", "disconnect"),
    ].map { $0 + String(repeating: " ", count: 40 - $0.count) + ": " + $1 }

    private static func near(_ words: [String], _ exact: Int, _ visible: [CLICommand]) -> [CLICommand]? {
        let typed = words[exact...].prefix(4)
        var mark = Fingerprint()
        for word in typed { mark.add(word) }
        let typedLength = typed.reduce(0) { $0 + $1.utf8.count }
        var candidates: [(distance: Int, command: CLICommand)] = []
        for command in visible where command.words.starts(with: words.prefix(exact)) {
            var other = Fingerprint()
            var length = typedLength
            for word in command.words.dropFirst(exact) {
                other.add(word)
                length += word.utf8.count
            }
            let distance = mark.distance(to: other)
            if distance < 5 * length / 2 { candidates.append((distance, command)) }
        }
        candidates.sort { $0.distance < $1.distance }
        guard let best = candidates.first?.distance else { return nil }
        return candidates.prefix(most).filter { $0.distance <= 5 * best / 2 }.map(\.command)
    }

    /// Counts how often one class of characters follows another, and which classes occur.
    struct Fingerprint {
        private var counts = [Int](repeating: 0, count: 1024)

        mutating func add(_ word: String) {
            var from = 28
            for byte in word.utf8 {
                let to: Int
                switch byte | 0x20 {
                case 97...122 where byte >= 65: to = Int(byte | 0x20) - 96
                default: to = byte >= 48 && byte <= 57 ? 27 : 28
                }
                counts[to] = 1
                counts[32 * from + to] += 1
                from = to
            }
            counts[32 * from + 28] += 1
        }

        func distance(to other: Fingerprint) -> Int {
            zip(counts, other.counts).reduce(0) { $0 + abs($1.0 - $1.1) }
        }
    }
}
