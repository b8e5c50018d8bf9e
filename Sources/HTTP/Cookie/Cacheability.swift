// HTTP: may a shared cache keep this response?

import Base

/// What a shared cache would do with a response (`http_check_response_for_cacheability`).
public struct Cacheability: Equatable, Sendable {
    /// It may keep the response.
    public var isCacheable: Bool
    /// It may keep the response's cookies, too.
    public var includesCookies: Bool

    /// Judges `response` to a request with `method`.
    ///
    /// Kept are answers to safe methods whose status says so, which have a lifetime (`Expires`, `max-age`, `s-maxage`) or a
    /// validator (`ETag`, `Last-Modified`), unless `Pragma` or `Cache-Control` forbids it.
    public init(_ response: Message, to method: Method) {
        isCacheable = false
        includesCookies = false
        switch method {
        case .get, .head, .options, .trace, .other: break
        case .post, .put, .delete, .connect, .patch: return
        }
        switch response.status {
        case 200, 203, 204, 206, 300, 301, 404, 405, 410, 414, 501: break
        default: return
        }
        var lasts = false
        var keepsCookies = true
        for index in 0..<response.fieldCount {
            switch response[index].id {
            case .expires, .etag, .lastModified:
                lasts = true
            case .pragma:
                if TokenList.contains(response.value(at: index), "no-cache") { return }
            case .cacheControl:
                var list = ValueList(response.value(at: index))
                while let directive = list.next() {
                    if directive.equalsIgnoringCase(lowercase: "private") || directive.equalsIgnoringCase(lowercase: "no-cache")
                        || directive.equalsIgnoringCase(lowercase: "no-store") || directive.equalsIgnoringCase(lowercase: "max-age=0")
                        || directive.equalsIgnoringCase(lowercase: "s-maxage=0")
                    {
                        return
                    }
                    if Self.begins(directive, "max-age") || Self.begins(directive, "s-maxage") { lasts = true }
                    if Self.begins(directive, "no-cache=\"set-cookie") {
                        keepsCookies = false
                    }
                }
            default:
                break
            }
        }
        guard lasts else { return }
        isCacheable = true
        includesCookies = keepsCookies
    }

    private static func begins(_ text: ByteView, _ prefix: StaticString) -> Bool {
        text.count >= prefix.utf8CodeUnitCount
            && ByteView(rebasing: text[0..<prefix.utf8CodeUnitCount]).equalsIgnoringCase(lowercase: prefix)
    }
}
