import Config

/// The pages that a proxy answers with when it must answer itself (`errorfile`, `errorloc`, `http-errors`).
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
    }

    /// Pages by status.
    public var pages: [Int: Page] = [:]

    public init() {}
}

/// An `http-errors` section: pages which proxies take over by its name (`errorfiles`).
public struct HTTPErrorsSettings: Sendable {
    public var name = ""
    public var location = SourceLocation.builtin
    public var errorPages = ErrorPageSettings()
    public init() {}
}
