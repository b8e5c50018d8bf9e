// Control: one line of the CLI, cut into commands and words.
import Base

/// A line cut at its semicolons, and what its last word says about a payload (runtime-cli §2.1, §2.4; `cli_parse_cmdline`).
///
/// Pure. There are no quotes; a backslash protects the next character.
public struct CLILine: Equatable {
    /// Most words of one command.
    public static let maxWords = 64
    /// Longest text behind `<<`.
    public static let longestTerminator = 64

    /// The commands as raw bytes, in order; an empty one counts.
    public var commands: [[UInt8]]
    /// The line that ends the payload of the last command, empty for an empty line; `nil` without payload.
    public var terminator: [UInt8]?

    /// - Parameter line: without its final LF.
    public init(_ line: [UInt8]) {
        var rest = line[...]
        // Why: 3.4 drops a carriage return and runs one more, empty, command.
        let endsWithCR = rest.last == 13
        if endsWithCR { rest = rest.dropLast() }
        commands = [[]]
        var isProtected = false
        for byte in rest {
            if isProtected {
                isProtected = false
            } else if byte == 92 {
                isProtected = true
            } else if byte == 59 {
                commands.append([])
                continue
            }
            commands[commands.count - 1].append(byte)
        }
        if let terminator = CLILine.terminator(of: commands[commands.count - 1]) {
            self.terminator = terminator.text
            commands[commands.count - 1].removeLast(terminator.length)
        } else if endsWithCR {
            commands.append([])
        }
    }

    /// `<<` or `<<TEXT` as the last word.
    private static func terminator(of command: [UInt8]) -> (text: [UInt8], length: Int)? {
        var end = command.count
        while end > 0, isBlank(command[end - 1]) { end -= 1 }
        var start = end
        while start > 0, !isBlank(command[start - 1]) { start -= 1 }
        let word = command[start..<end]
        guard word.count >= 2, word.first == 60, word.dropFirst().first == 60 else { return nil }
        guard word.count - 2 <= longestTerminator else { return nil }
        return (Array(word.dropFirst(2)), command.count - start)
    }

    private static func isBlank(_ byte: UInt8) -> Bool { byte == 32 || byte == 9 }

    /// The words of one command, protection removed; `nil` when there are too many.
    public static func words(of command: [UInt8]) -> [String]? {
        var words: [String] = []
        var word: [UInt8] = []
        var isInside = false
        var isProtected = false
        func finish() {
            if isInside { words.append(String(decoding: word, as: UTF8.self)) }
            word.removeAll()
            isInside = false
        }
        for byte in command {
            if isProtected {
                word.append(byte)
                isProtected = false
            } else if byte == 92 {
                isProtected = true
                isInside = true
            } else if isBlank(byte) {
                finish()
            } else {
                word.append(byte)
                isInside = true
            }
        }
        if isProtected { word.append(92) }
        finish()
        return words.count > maxWords ? nil : words
    }
}
