import Base
import CShims
import Config

extension Keyword<ProxySettings> {
    /// What clients get when the proxy answers itself (HAProxy manual §4.2).
    public static var errorPages: [Self] { [
        Keyword(
            "errorfile <status> <file>", in: .allProxies, "Answers with the content of a file, a complete HTTP/1 response.",
            manual: "4.2", example: "errorfile 503 /dev/null"
        ) { words, settings throws(ConfigError) in
            try words.errorFile(into: &settings.errorPages)
        },
        Keyword(
            "errorfiles <section> [<status>…]", in: .allProxies, "Answers with the pages of an `http-errors` section.",
            manual: "4.2", example: "errorfiles site 503 504"
        ) { words, settings throws(ConfigError) in
            guard let name = words.nextIfAny() else { throw words.failNext("errorfiles : expects <name> as argument.") }
            var statuses: [Int] = []
            while !words.isAtEnd { statuses.append(try words.errorStatus("errorfiles")) }
            settings.errorPages.references.append(.init(section: name, statuses: statuses, location: words.location))
        },
        redirect("errorloc", 302, "Answers with a redirection by status 302."),
        redirect("errorloc302", 302, "Answers with a redirection by status 302, which keeps the method in practice."),
        redirect("errorloc303", 303, "Answers with a redirection by status 303, which asks for a GET."),
    ] }

    private static func redirect(_ name: String, _ status: Int, _ help: String) -> Self {
        Keyword("\(name) <status> <url>", in: .allProxies, help, manual: "4.2", example: "\(name) 503 http://www.example.com/sorry") {
            words, settings throws(ConfigError) in
            guard words.remaining >= 2 else { throw words.failNext("\(name) : expects <status_code> and <url> as arguments.") }
            let code = try words.errorStatus(name)
            let url = try words.next("url")
            guard !url.utf8.contains(where: { $0 < 32 || $0 == 127 }) else {
                throw words.fail("\(name) : control characters are not permitted in a URL.")
            }
            settings.errorPages.set(code, .redirect(status: status, location: url))
        }
    }
}

extension Keyword<HTTPErrorsSettings> {
    /// The lines of an `http-errors` section (HAProxy manual §3.8).
    public static var httpErrors: [Self] { [
        Keyword(
            "errorfile <status> <file>", in: [.httpErrors], "Adds a page: the file is a complete HTTP/1 response.",
            manual: "3.8", example: "errorfile 503 /dev/null"
        ) { words, settings throws(ConfigError) in
            try words.errorFile(into: &settings.errorPages)
        },
    ] }
}

extension Words {
    /// Takes a status that can have a page.
    fileprivate mutating func errorStatus(_ keyword: String) throws(ConfigError) -> Int {
        let text = try next("status_code")
        let status = Int(text) ?? 0
        guard ErrorPageSettings.statuses.contains(status) else {
            throw fail("\(keyword) : status code '\(text)' not handled.")
        }
        return status
    }

    /// Takes the arguments of `errorfile` and reads the file (`http_parse_errorfile`).
    fileprivate mutating func errorFile(into pages: inout ErrorPageSettings) throws(ConfigError) {
        guard remaining >= 2 else { throw failNext("errorfile : expects <status_code> and <file> as arguments.") }
        let status = try errorStatus("errorfile")
        let path = try next("file")
        guard let bytes = readWholeFile(path, limit: 1 << 20) else { throw fail("errorfile : error opening file '\(path)'.") }
        if !bytes.isEmpty, let offset = ErrorPageSettings.fault(in: bytes) {
            throw fail("errorfile : '\(path)': unable to parse headers (error offset: \(offset))")
        }
        pages.set(status, .raw(bytes))
    }
}

extension ErrorPageSettings {
    /// Sets a page; an earlier reference to an `http-errors` section no longer decides about this status.
    mutating func set(_ status: Int, _ page: Page) {
        pages[status] = page
        for index in references.indices { references[index].overridden.insert(status) }
    }

    /// Offset of the first byte that cannot stand in a response's head, `nil` if the head is sound and complete.
    static func fault(in bytes: [UInt8]) -> Int? {
        let version = Array("HTTP/1.".utf8)
        for (index, expected) in version.enumerated() where index >= bytes.count || bytes[index] != expected { return index }
        guard bytes.count > 12, bytes[7] == UInt8(ascii: "0") || bytes[7] == UInt8(ascii: "1") else { return 7 }
        guard bytes[8] == UInt8(ascii: " ") else { return 8 }
        for index in 9..<12 where !ASCII.isDigit(bytes[index]) { return index }
        var lineStart = 0
        var index = 0
        var isStartLine = true
        while index < bytes.count {
            if bytes[index] == UInt8(ascii: "\n") {
                var end = index
                if end > lineStart, bytes[end - 1] == UInt8(ascii: "\r") { end -= 1 }
                if end == lineStart { return nil }
                if !isStartLine {
                    let line = bytes[lineStart..<end]
                    guard let colon = line.firstIndex(of: UInt8(ascii: ":")), colon > lineStart else { return lineStart }
                    if let bad = line[..<colon].firstIndex(where: { $0 <= 32 || $0 >= 127 }) { return bad }
                }
                isStartLine = false
                lineStart = index + 1
            } else if bytes[index] == 0 {
                return index
            }
            index += 1
        }
        return bytes.count
    }
}

/// Reads a file of the configuration.
/// - Returns: `nil` when it cannot be opened, read, or is larger than `limit` bytes.
func readWholeFile(_ path: String, limit: Int) -> [UInt8]? {
    let descriptor = hs_open(path, O_RDONLY | O_CLOEXEC, 0)
    guard descriptor >= 0 else { return nil }
    defer { close(descriptor) }
    var bytes: [UInt8] = []
    var chunk = [UInt8](repeating: 0, count: 16_384)
    while true {
        let count = read(descriptor, &chunk, chunk.count)
        if count < 0 { return nil }
        if count == 0 { return bytes }
        bytes.append(contentsOf: chunk[..<count])
        if bytes.count > limit { return nil }
    }
}
