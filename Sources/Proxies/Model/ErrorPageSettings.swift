import Config

/// The pages that a proxy answers with when it must answer itself (`errorfile`, `errorloc`, `errorfiles`).
public struct ErrorPageSettings: Sendable {
    /// The statuses that can have a page, those that HAProxy generates itself.
    public static let statuses = [
        200, 400, 401, 403, 404, 405, 407, 408, 410, 413, 414, 421, 422, 425, 429, 431, 500, 501, 502, 503, 504,
    ]

    /// One page.
    public enum Page: Sendable, Equatable {
        /// A complete HTTP/1 response, head and body, as read from the file; empty: close without a word.
        case raw([UInt8])
        /// A redirection by status 302 or 303.
        case redirect(status: Int, location: String)

        /// The page as a whole HTTP/1 response.
        public var response: [UInt8] {
            switch self {
            case .raw(let bytes): bytes
            case .redirect(let status, let location):
                Array(
                    "HTTP/1.1 \(status) \(status == 303 ? "See Other" : "Found")\r\nCache-Control: no-cache\r\nContent-length: 0\r\nLocation: \(location)\r\n\r\n"
                        .utf8)
            }
        }
    }

    /// An `errorfiles` line: pages of a section that may come later in the configuration.
    public struct Reference: Sendable {
        /// Name of the `http-errors` section.
        public var section: String
        /// The statuses wanted; empty: all that the section has.
        public var statuses: [Int]
        /// Where the line stands.
        public var location: SourceLocation
        /// Statuses for which a later line has its own page.
        public var overridden: Set<Int> = []

        public init(section: String, statuses: [Int], location: SourceLocation) {
            self.section = section
            self.statuses = statuses
            self.location = location
        }
    }

    /// Pages by status.
    public var pages: [Int: Page] = [:]
    /// Lines to resolve once all sections are read; empty in a complete configuration.
    public var references: [Reference] = []

    public init() {}
}

/// An `http-errors` section: pages which proxies take over by its name (`errorfiles`, HAProxy manual §3.8).
public struct HTTPErrorsSettings: Sendable {
    public var name = ""
    public var location = SourceLocation.builtin
    public var errorPages = ErrorPageSettings()
    public init() {}
}
