// HTTP: the pages that the proxy answers with by itself.

import Base

/// The built-in pages (manual §8.4 `errorfile`; `http_err_msgs`).
public enum ErrorPages {
    /// Every status that has a page, and that `errorfile` accepts.
    public static let statuses: [UInt16] = [
        200, 400, 401, 403, 404, 405, 407, 408, 410, 413, 414, 421, 422, 425, 429, 431, 500, 501, 502, 503, 504,
    ]

    /// Whether `status` has a page.
    public static func has(_ status: UInt16) -> Bool { content(status).reason.utf8CodeUnitCount > 0 }

    /// The reason phrase of a page, which is not always the standard one; empty without a page.
    public static func reason(_ status: UInt16) -> StaticString { content(status).reason }

    /// The page itself, as `text/html`; empty without a page.
    public static func body(_ status: UInt16) -> StaticString { content(status).body }

    /// Makes `message` the head of the page for `status`, with the fields as HAProxy orders them.
    /// - Returns: `false` without a page, or if the block has no room.
    public static func fill(_ message: Message, _ status: UInt16) -> Bool {
        let (reason, body) = content(status)
        guard reason.utf8CodeUnitCount > 0, message.startResponse(status: status, reason: view(reason)) else { return false }
        let length = body.utf8CodeUnitCount
        let hundreds = UInt8(truncatingIfNeeded: 48 + length / 100)
        let tens = UInt8(truncatingIfNeeded: 48 + length / 10 % 10)
        let ones = UInt8(truncatingIfNeeded: 48 + length % 10)
        let added = withUnsafeTemporaryAllocation(of: UInt8.self, capacity: 3) { digits in
            var count = 0
            if length >= 100 {
                digits[0] = hundreds
                count = 1
            }
            digits[count] = tens
            digits[count + 1] = ones
            return message.add(.contentLength, ByteView(start: digits.baseAddress, count: count + 2))
        }
        guard added, message.add(.cacheControl, "no-cache"), message.add(.contentType, "text/html") else { return false }
        message.framing.body = .length(UInt64(length))
        return true
    }

    /// Appends the complete answer to a head that could not be parsed: no message exists yet, the connection closes behind it
    /// (`h1_handle_parsing_error`). Spelt as HAProxy spells these.
    /// - Returns: `false`, with nothing written, without a page or without room.
    public static func appendRaw(_ status: UInt16, to buffer: inout Buffer) -> Bool {
        let (reason, body) = content(status)
        let overhead = 160
        guard reason.utf8CodeUnitCount > 0, buffer.contiguousRoom >= overhead + reason.utf8CodeUnitCount + body.utf8CodeUnitCount else { return false }
        buffer.append("HTTP/1.1 ")
        buffer.append(decimal: UInt64(status))
        buffer.append(" ")
        buffer.append(reason)
        buffer.append("\r\nContent-length: ")
        buffer.append(decimal: UInt64(body.utf8CodeUnitCount))
        buffer.append("\r\nCache-Control: no-cache\r\n")
        // Why: 3.4 leaves it out of these two; the connection closes all the same.
        if status != 414, status != 431 { buffer.append("Connection: close\r\n") }
        buffer.append("Content-Type: text/html\r\n\r\n")
        buffer.append(body)
        return true
    }

    private static func view(_ literal: StaticString) -> ByteView {
        ByteView(start: literal.utf8Start, count: literal.utf8CodeUnitCount)
    }

    private static func content(_ status: UInt16) -> (reason: StaticString, body: StaticString) {
        switch status {
        case 200:
            ("OK",
             "<html><body><h1>200 OK</h1>\nService ready.\n</body></html>\n")
        case 400:
            ("Bad request",
             "<html><body><h1>400 Bad request</h1>\nYour browser sent an invalid request.\n</body></html>\n")
        case 401:
            ("Unauthorized",
             "<html><body><h1>401 Unauthorized</h1>\nYou need a valid user and password to access this content.\n</body></html>\n")
        case 403:
            ("Forbidden",
             "<html><body><h1>403 Forbidden</h1>\nRequest forbidden by administrative rules.\n</body></html>\n")
        case 404:
            ("Not Found",
             "<html><body><h1>404 Not Found</h1>\nThe resource could not be found.\n</body></html>\n")
        case 405:
            ("Method Not Allowed",
             "<html><body><h1>405 Method Not Allowed</h1>\nA request was made of a resource using a request method not supported by that resource.\n</body></html>\n")
        case 407:
            ("Unauthorized",
             "<html><body><h1>407 Unauthorized</h1>\nYou need a valid user and password to access this content.\n</body></html>\n")
        case 408:
            ("Request Time-out",
             "<html><body><h1>408 Request Time-out</h1>\nYour browser didn't send a complete request in time.\n</body></html>\n")
        case 410:
            ("Gone",
             "<html><body><h1>410 Gone</h1>\nThe resource is no longer available and will not be available again.\n</body></html>\n")
        case 413:
            ("Payload Too Large",
             "<html><body><h1>413 Payload Too Large</h1>\nThe request entity exceeds the maximum allowed.\n</body></html>\n")
        case 414:
            ("URI Too Long",
             "<html><body><h1>414 URI Too Long</h1>\nThe URI provided was too long for the server to process.\n</body></html>\n")
        case 421:
            ("Misdirected Request",
             "<html><body><h1>421 Misdirected Request</h1>\nRequest sent to a non-authoritative server.\n</body></html>\n")
        case 422:
            ("Unprocessable Content",
             "<html><body><h1>422 Unprocessable Content</h1>\nThe server cannot process the contained instructions.\n</body></html>\n")
        case 425:
            ("Too Early",
             "<html><body><h1>425 Too Early</h1>\nYour browser sent early data.\n</body></html>\n")
        case 429:
            ("Too Many Requests",
             "<html><body><h1>429 Too Many Requests</h1>\nYou have sent too many requests in a given amount of time.\n</body></html>\n")
        case 431:
            ("Request Header Fields Too Large",
             "<html><body><h1>431 Request Header Fields Too Large</h1>\nRequest Header Fields Too Large.\n</body></html>\n")
        case 500:
            ("Internal Server Error",
             "<html><body><h1>500 Internal Server Error</h1>\nAn internal server error occurred.\n</body></html>\n")
        case 501:
            ("Not Implemented",
             "<html><body><h1>501 Not Implemented</h1>\nThe server does not support the functionality required to fulfill the request.\n</body></html>\n")
        case 502:
            ("Bad Gateway",
             "<html><body><h1>502 Bad Gateway</h1>\nThe server returned an invalid or incomplete response.\n</body></html>\n")
        case 503:
            ("Service Unavailable",
             "<html><body><h1>503 Service Unavailable</h1>\nNo server is available to handle this request.\n</body></html>\n")
        case 504:
            ("Gateway Time-out",
             "<html><body><h1>504 Gateway Time-out</h1>\nThe server didn't respond in time.\n</body></html>\n")
        default:
            ("", "")
        }
    }
}
