// Config: from the bytes of files to the lines of sections.

/// The text of one configuration file.
public struct ConfigurationSource: Sendable {
    /// The name that messages show.
    public var name: String
    public var bytes: [UInt8]

    public init(name: String, bytes: [UInt8]) {
        self.name = name
        self.bytes = bytes
    }

    public init(name: String, text: String) {
        self.init(name: name, bytes: Array(text.utf8))
    }
}

/// Receives sections and their lines from a ``ConfigurationReader``.
public protocol SectionReceiver: AnyObject {
    /// A line that opens a section; its name word (`frontend`) is taken already.
    ///
    /// After an error the section's lines still come, so that all of their errors are shown.
    /// - Returns: the section's name, empty if it has none.
    func open(_ kind: SectionKind, _ words: inout Words) throws(ConfigError) -> String
    /// A line of the section opened last; no word is taken.
    func read(_ words: inout Words) throws(ConfigError)
    /// The section opened last is complete.
    func close()
    /// Names of keywords in `kind`, for hints.
    func keywordNames(in kind: SectionKind) -> [String]
}

/// Reads configuration files: lines, words, `.if` blocks, sections (`parse_cfg`).
///
/// Every fault goes to the diagnostics and reading goes on with the next line, so that one run shows all of them.
public final class ConfigurationReader {
    private enum Place {
        /// Before the first section of a file.
        case outside
        case section(SectionKind)
        /// In a section that Harrier does not have; it was refused at its head.
        case refused
    }

    private let environment: Environment
    private let diagnostics: Diagnostics
    private let receiver: any SectionReceiver
    private var place = Place.outside
    private var sectionName = ""
    private var blocks = ConditionalBlocks()
    private var hasExplainedEmptyArguments = false

    public init(environment: Environment, diagnostics: Diagnostics, receiver: any SectionReceiver) {
        self.environment = environment
        self.diagnostics = diagnostics
        self.receiver = receiver
    }

    /// Reads one file; its last section is complete afterwards.
    public func read(_ source: ConfigurationSource) {
        place = .outside
        sectionName = ""
        blocks = ConditionalBlocks()
        var location = SourceLocation(file: source.name, line: 0)
        var rest = source.bytes[...]
        while !rest.isEmpty {
            location.line += 1
            let end = rest.firstIndex(of: 10)
            let line = rest[..<(end ?? rest.endIndex)]
            rest = end.map { rest[($0 + 1)...] } ?? []
            if let nul = line.firstIndex(of: 0) {
                // Why: what holds a NUL is no text; going on would show one error a line of junk.
                fault("Stray NUL character at position \(nul - line.startIndex + 1).", at: location)
                break
            }
            read(line, at: location)
            if end == nil {
                fault("Missing LF on last line, file might have been truncated at position \(line.count + 1).", at: location)
            }
            if diagnostics.alertCount > ConfigurationReader.maximumAlerts {
                fault("Too many errors, giving up.", at: location)
                break
            }
        }
        if let open = blocks.innermost {
            fault("non-terminated '.if' block.", at: open)
        }
        closeSection()
    }

    /// Alerts beyond which a file is not read further.
    private static let maximumAlerts = 1000

    private func fault(_ message: String, at location: SourceLocation) {
        diagnostics.add(ConfigError(message, at: location, stage: .line))
    }

    private func closeSection() {
        if case .section = place { receiver.close() }
        place = .outside
        sectionName = ""
    }

    // MARK: Lines

    private func read(_ line: ArraySlice<UInt8>, at location: SourceLocation) {
        guard let first = line.first(where: { $0 != 32 && !(9...13).contains($0) }), first != UInt8(ascii: "#") else { return }
        if blocks.isSkipping, first != UInt8(ascii: ".") { return }
        let text = String(decoding: line.last == 13 ? line.dropLast() : line, as: UTF8.self)
        let words: [Word]
        do {
            words = try Tokenizer.words(of: line) { variable($0, at: location) }
        } catch {
            if blocks.isSkipping { return }
            diagnostics.add(ConfigError(error.message, at: location, column: error.column, line: text, stage: .line))
            return
        }
        guard let head = words.first else { return }
        do {
            if head.text.hasPrefix(".") {
                try directive(words, text, at: location)
            } else {
                try statement(words, text, at: location)
            }
        } catch {
            diagnostics.add(error)
        }
    }

    private func variable(_ name: String, at location: SourceLocation) -> String? {
        switch name {
        case ".FILE": location.file
        case ".LINE": String(location.line)
        case ".SECTION":
            if case .section(let kind) = place { sectionName.isEmpty ? kind.rawValue : sectionName } else { "" }
        default: environment.variables[name]
        }
    }

    private func statement(_ all: [Word], _ text: String, at location: SourceLocation) throws(ConfigError) {
        try refuseEmptyWords(all, text, at: location)
        var words = all
        var isNegated = false
        var isDefault = false
        if words[0].text == "no" || words[0].text == "default", !words[0].isQuoted {
            isNegated = words[0].text == "no"
            isDefault = !isNegated
            words.removeFirst()
            guard !words.isEmpty else {
                throw ConfigError("'\(all[0].text)' expects a keyword behind it", at: location, column: all[0].column, line: text)
            }
        }
        let name = words[0].text
        func cursor(_ section: SectionKind) -> Words {
            var cursor = Words(
                words, keyword: name, location: location, lineText: text, section: section, sectionName: sectionName,
                diagnostics: diagnostics, environment: environment)
            cursor.isNegated = isNegated
            cursor.isDefault = isDefault
            return cursor
        }
        if let kind = SectionKind(rawValue: name) {
            closeSection()
            place = .section(kind)
            sectionName = ""
            var words = cursor(kind)
            if isNegated || isDefault {
                throw words.fail("negation/default is not supported for '\(name)'.")
            }
            _ = try words.next("section")
            sectionName = try receiver.open(kind, &words)
            try words.end()
            return
        }
        if KnownNames.sections.contains(name), words.count <= 2, !isSupportedKeyword(name) {
            closeSection()
            place = .refused
            throw ConfigError(
                "section '\(name)' is known to HAProxy 3.4 but not supported by Harrier 0.1", at: location, word: 0,
                column: words[0].column, line: text)
        }
        switch place {
        case .section(let kind):
            var words = cursor(kind)
            try receiver.read(&words)
        case .refused:
            break
        case .outside:
            let removed = RemovedKeywords.message(for: name)
            let hint = removed == nil ? Words.didYouMean(name, among: SectionKind.allCases.map(\.rawValue)) : nil
            throw ConfigError(
                removed ?? "unknown keyword '\(name)' out of section" + (hint == nil ? "." : ""), at: location, word: 0,
                column: words[0].column, line: text, hint: hint)
        }
    }

    /// Whether the section being read has a keyword of that name, e.g. one day `cache` in `backend`.
    private func isSupportedKeyword(_ name: String) -> Bool {
        guard case .section(let kind) = place else { return false }
        return receiver.keywordNames(in: kind).contains(name)
    }

    private func refuseEmptyWords(_ words: [Word], _ text: String, at location: SourceLocation) throws(ConfigError) {
        guard let index = words.firstIndex(where: { $0.bytes.isEmpty || $0.bytes.first == 0 }) else { return }
        var advice: String?
        if !hasExplainedEmptyArguments {
            hasExplainedEmptyArguments = true
            advice = "Aborting to prevent all subsequent arguments from being silently ignored. "
                + "If a variable is meant to be empty, write '\"${NAME[*]}\"', which then gives no argument at all."
        }
        throw ConfigError(
            "argument number \(index) at position \(words[index].column + 1) is empty and marks the end of the argument list"
                + (advice.map { ". " + $0 } ?? ""),
            at: location, word: index, column: words[index].column, line: text, stage: .line)
    }

    // MARK: Directives

    private func directive(_ words: [Word], _ text: String, at location: SourceLocation) throws(ConfigError) {
        let name = words[0].text
        func error(_ message: String, column: Int? = nil) -> ConfigError {
            ConfigError(message, at: location, column: column, line: column == nil ? nil : text, stage: .line)
        }
        func alone() throws(ConfigError) {
            if words.count > 1 { throw error("Unexpected argument '\(words[1].text)' for '\(name)'.", column: words[1].column) }
        }
        func condition() throws(ConfigError) -> Bool {
            // Why: the condition is what stands behind the directive with quotes resolved, as HAProxy does it.
            let expression = words.dropFirst().map(\.text).joined(separator: " ")
            do {
                return try ConfigCondition.evaluate(expression, in: environment)
            } catch {
                let column = (words.count > 1 ? words[1].column : text.utf8.count) + error.offset
                throw ConfigError(
                    "\(error.message) in '\(name)' at position \(error.offset + 1)", at: location,
                    column: min(column, text.utf8.count), line: text, stage: .line)
            }
        }
        func message() throws(ConfigError) -> String {
            if words.count > 2 {
                throw error("Unexpected argument '\(words[2].text)' for '\(name)'. Use quotes if the message should contain spaces.", column: words[2].column)
            }
            return "'\(words.count > 1 ? words[1].text : "")'."
        }
        switch name {
        case ".if":
            if blocks.isSkipping { blocks.beginSkipped(at: location); return }
            // Why: the block exists even if its condition is wrong, or its `.endif` would be blamed too.
            do throws(ConfigError) {
                blocks.begin(try condition(), at: location)
            } catch {
                blocks.beginSkipped(at: location)
                throw error
            }
        case ".elif":
            guard let state = blocks.state else { throw error("lone '.elif' with no matching '.if'.") }
            guard state != .elseTaken, state != .elseSkipped else { throw error("'.elif' after '.else' is not permitted.") }
            if state == .wanting {
                if try condition() { blocks.take() }
            } else {
                blocks.leave()
            }
        case ".else":
            try alone()
            guard let state = blocks.state else { throw error("lone '.else' with no matching '.if'.") }
            guard state != .elseTaken, state != .elseSkipped else { throw error("'.else' after '.else' is not permitted.") }
            blocks.takeElse()
        case ".endif":
            try alone()
            guard blocks.end() else { throw error("lone '.endif' with no matching '.if'.") }
        case _ where blocks.isSkipping:
            break
        case ".diag":
            diagnostics.add(error(try message()), as: .diagnostic)
        case ".notice":
            diagnostics.add(error(try message()), as: .notice)
        case ".warning":
            diagnostics.add(error(try message()), as: .warning)
        case ".alert":
            diagnostics.add(error(try message()))
        default:
            let hint = Words.didYouMean(name, among: [".if", ".elif", ".else", ".endif", ".diag", ".notice", ".warning", ".alert"])
            var failure = error("unknown directive '\(name)'" + (hint == nil ? "." : ""))
            failure.hint = hint
            throw failure
        }
    }
}
