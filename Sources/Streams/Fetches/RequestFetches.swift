// Streams: fetches of the request line, the query and cookies (HAProxy manual §7.3.6).
import Base
import HTTP
import Proxies
import Samples

extension Fetch {
    /// The request line and its parts.
    public static var request: [Self] {
        let version = Fetch("req.ver", .string, .requestRemembered, "Version of the request, `1.1`.", manual: "7.3.6") { _, context in
            context.withRequest { .string($0.versionText) }
        }
        let isHTTP = Fetch("req.proto_http", .bool, .requestRemembered, "Whether the request is HTTP.", manual: "7.3.6") { _, context in
            guard context.withStream({ $0.isHTTP }) == true else { return nil }
            return .bool(true)
        }
        let parameter = Fetch(
            "urlp", Signature([.string, .string, .string], required: 0), .string, .request, "A parameter of the query.", manual: "7.3.6", check: parameterCheck
        ) { arguments, context in context.parameter(arguments) }
        let parameterNumber = Fetch(
            "urlp_val", Signature([.string, .string, .string], required: 0), .integer, .request, "A parameter of the query as a number.", manual: "7.3.6", check: parameterCheck
        ) { arguments, context in
            guard var sample = context.parameter(arguments), sample.cast(to: .integer, context.scratch) else { return nil }
            return sample
        }
        return [
            Fetch("method", .method, .requestRemembered, "The request's method.", manual: "7.3.6") { _, context in
                context.withRequest { Sample(.method($0.method, $0.view($0.methodText)), .constant) }
            },
            Fetch("path", .string, .request, "The path, without the query.", manual: "7.3.6") { _, context in
                context.withRequest { message in
                    let target = message.view(message.target)
                    return target.part(RequestTarget(target).path)
                }
            },
            Fetch("pathq", .string, .request, "The path with the query.", manual: "7.3.6") { _, context in
                context.withRequest { message in
                    let target = message.view(message.target)
                    return target.part(RequestTarget(target).pathAndQuery)
                }
            },
            Fetch("query", .optional(.string), .string, .request, "The query, without the question mark.", manual: "7.3.6") { arguments, context in
                context.withRequest { message in
                    let target = message.view(message.target)
                    let parts = RequestTarget(target)
                    guard parts.hasQuery else { return nil }
                    // Why: with the option `with_qm` the question mark belongs to it, and an empty query is a query.
                    let withMark = arguments.string(0)?.equals("with_qm") ?? false
                    return .string(withMark
                        ? ByteView(rebasing: target[(parts.query.start - 1)..<parts.query.end]) : parts.query.view(in: target.baseAddress.unsafelyUnwrapped))
                }
            },
            Fetch("url", .string, .request, "The request's target.", manual: "7.3.6") { _, context in
                context.withRequest { .string($0.view($0.target)) }
            },
            Fetch("url_ip", .ipv4, .request, "The IPv4 address in an absolute target.", manual: "7.3.6") { _, context in
                context.withRequest { message in
                    guard let authority = message.authority, let address = SocketAddress(numeric: HostAndPort(authority).host)?.ipv4 else { return nil }
                    return Sample(.ipv4(address))
                }
            },
            Fetch("url_port", .integer, .request, "The port in an absolute target, 80 without one.", manual: "7.3.6") { _, context in
                context.withRequest { message in
                    guard let authority = message.authority else { return nil }
                    return .integer(HostAndPort(authority).port.map(\.leadingInteger) ?? 80)
                }
            },
            base("base", "Host and path.", withQuery: false), base("baseq", "Host, path and query.", withQuery: true),
            version, version.alias("req_ver"), isHTTP, isHTTP.alias("req_proto_http"),
            Fetch("http_first_req", .bool, .requestRemembered, "Whether this is the connection's first request.", manual: "7.3.6") { _, context in
                context.withStream { .bool($0.session.requests <= 1) }
            },
            parameter, parameter.alias("url_param"), parameterNumber,
            Fetch("status", .integer, .serverSide, "Status of the response.", manual: "7.3.6") { _, context in
                context.withStream { stream in
                    if let message = stream.responseHead, !message.isRequest, message.status > 0 { return .integer(Int64(message.status)) }
                    return stream.transaction.status < 0 ? nil : .integer(Int64(stream.transaction.status))
                }
            },
            Fetch("txn.status", .integer, .serverSide, "Status sent to the client.", manual: "7.3.6") { _, context in
                context.withStream { $0.transaction.status < 0 ? nil : .integer(Int64($0.transaction.status)) }
            },
            Fetch("server_status", .integer, .serverSide, "Status as the server sent it.", manual: "7.3.6") { _, context in
                context.withStream { $0.transaction.serverStatus < 0 ? nil : .integer(Int64($0.transaction.serverStatus)) }
            },
            responseVersion, responseVersion.alias("resp_ver"),
            Fetch("capture.req.method", .string, .requestRemembered, "Method of the logged request line.", manual: "7.3.6") { _, context in
                context.loggedWord(0)
            },
            Fetch("capture.req.uri", .string, .requestRemembered, "Target of the logged request line.", manual: "7.3.6") { _, context in
                context.loggedWord(1)
            },
            Fetch("capture.req.ver", .string, .requestRemembered, "Version of the request as logs show it.", manual: "7.3.6") { _, context in
                context.withRequest { message in
                    message.isAtLeast11 ? .string(ByteView(literal: "HTTP/1.1")) : .string(ByteView(literal: "HTTP/1.0"))
                }
            },
            Fetch("capture.res.ver", .string, .requestRemembered, "Version of the response as logs show it.", manual: "7.3.6") { _, context in
                context.withResponse { message in
                    message.isAtLeast11 ? .string(ByteView(literal: "HTTP/1.1")) : .string(ByteView(literal: "HTTP/1.0"))
                }
            },
            Fetch("capture.req.hdr", [.integer], .string, .requestRemembered, "A captured request header.", manual: "7.3.6") { arguments, context in
                context.withStream { stream in context.captured(stream.requestCaptures, arguments.integer(0)) }
            },
            Fetch("capture.res.hdr", [.integer], .string, .serverSide, "A captured response header.", manual: "7.3.6") { arguments, context in
                context.withStream { stream in context.captured(stream.responseCaptures, arguments.integer(0)) }
            },
        ]
    }

    private static let responseVersion = Fetch("res.ver", .string, .serverSide, "Version of the response, `1.1`.", manual: "7.3.6") { _, context in
        context.withResponse { .string($0.versionText) }
    }

    private static let parameterCheck: ArgumentCheck = { storage throws(SampleFailure) in
        if let delimiter = storage.text(1), delimiter.utf8.count > 1 { throw SampleFailure("the delimiter must be one character") }
        switch storage.text(2) {
        case nil, "": storage[2] = .absent
        case "i": storage[2] = .integer(1)
        default: throw SampleFailure("the only option is 'i', to ignore case")
        }
    }

    private static let hostAndPath: Function = { _, context in context.base(withQuery: false) }
    private static let hostAndPathQuery: Function = { _, context in context.base(withQuery: true) }

    private static func base(_ name: String, _ help: String, withQuery: Bool) -> Fetch {
        Fetch(name, .string, .request, help, manual: "7.3.6", function: withQuery ? hostAndPathQuery : hostAndPath)
    }

    /// Cookies of both directions.
    public static var cookies: [Self] {
        let value = Fetch("req.cook", .optional(.string), .string, .request, "A cookie of the request.", manual: "7.3.6") { $1.cookie($0) }
        let count = Fetch("req.cook_cnt", .optional(.string), .integer, .request, "Number of a cookie's values.", manual: "7.3.6") { $1.cookieCount($0) }
        let number = Fetch("req.cook_val", .optional(.string), .integer, .request, "A cookie of the request as a number.", manual: "7.3.6") { arguments, context in
            guard var sample = context.cookie(arguments), sample.cast(to: .integer, context.scratch) else { return nil }
            return sample
        }
        let response = Fetch("res.cook", .optional(.string), .string, .response, "A cookie that the response sets.", manual: "7.3.6") { $1.setCookie($0) }
        let responseNumber = Fetch("res.cook_val", .optional(.string), .integer, .response, "A cookie that the response sets, as a number.", manual: "7.3.6") { arguments, context in
            guard var sample = context.setCookie(arguments), sample.cast(to: .integer, context.scratch) else { return nil }
            return sample
        }
        let responseCount = Fetch("res.cook_cnt", .optional(.string), .integer, .response, "How often the response sets a cookie.", manual: "7.3.6") { arguments, context in
            var context = context
            context.options.insert(.iterate)
            context.cursor = (0, 0)
            var count = 0
            while context.setCookie(arguments) != nil { count += 1 }
            return .integer(count)
        }
        return [
            value, value.alias("cook"), count, count.alias("cook_cnt"), number, number.alias("cook_val"), response, response.alias("scook"),
            responseCount, responseCount.alias("scook_cnt"), responseNumber, responseNumber.alias("scook_val"),
            Fetch("cookie", .optional(.string), .string, .message, "A cookie of the message at hand.", manual: "7.3.6") { arguments, context in
                context.isResponse ? context.setCookie(arguments) : context.cookie(arguments)
            },
        ]
    }
}

extension UnsafeBufferPointer where Element == UInt8 {
    init(literal: StaticString) { self.init(start: literal.utf8Start, count: literal.utf8CodeUnitCount) }

    /// A part of a target; `nil` when empty.
    @inline(__always)
    func part(_ slice: Slice) -> Sample? {
        guard slice.count > 0, let base = baseAddress else { return nil }
        return .string(slice.view(in: base))
    }
}

extension Message {
    /// `1.1`.
    var versionText: ByteView {
        switch (versionMajor, versionMinor) {
        case (1, 1): ByteView(literal: "1.1")
        case (1, 0): ByteView(literal: "1.0")
        case (2, _): ByteView(literal: "2.0")
        case (3, _): ByteView(literal: "3.0")
        default: isAtLeast11 ? ByteView(literal: "1.1") : ByteView(literal: "1.0")
        }
    }

    /// The authority of an absolute target.
    var authority: ByteView? {
        let target = view(self.target)
        let parts = RequestTarget(target)
        guard parts.form == .absolute, parts.authority.count > 0 else { return nil }
        return parts.authority.view(in: target.baseAddress.unsafelyUnwrapped)
    }
}

extension EvaluationContext {
    /// Host and path in one text.
    mutating func base(withQuery: Bool) -> Sample? {
        let scratch = scratch
        return withRequest { message in
            let target = message.view(message.target)
            let parts = RequestTarget(target)
            let path = withQuery ? parts.pathAndQuery : parts.path
            var host = ByteView(start: nil, count: 0)
            if let index = message.find(.host) { host = HeaderWalk.part(message.value(at: index), from: 0).0 }
            guard host.count + path.count > 0, let start = scratch.take(host.count + path.count), let base = target.baseAddress else { return nil }
            if let source = host.baseAddress { start.update(from: source, count: host.count) }
            (start + host.count).update(from: base + path.start, count: path.count)
            return .string(ByteView(start: start, count: host.count + path.count))
        }
    }

    /// `urlp(name,delimiter,i)`: in the query, or behind another delimiter than `?`; without a name each parameter in turn.
    mutating func parameter(_ arguments: Arguments) -> Sample? {
        var state = cursor
        let iterates = options.contains(.iterate)
        let sample = withRequest { message -> Sample? in
            let target = message.view(message.target)
            let mark = arguments.string(1)?.first ?? 0x3f
            guard let start = target.firstIndex(of: mark), let base = target.baseAddress else { return nil }
            let query = ByteView(start: base + start + 1, count: target.count - start - 1)
            let name = arguments.string(0)
            let ignoresCase = arguments.integer(2) == 1
            var at = Int(state.0)
            while at < query.count {
                var end = at
                while end < query.count, query[end] != 0x26, query[end] != 0x3b { end += 1 }
                defer { at = end + 1 }
                var equals = at
                while equals < end, query[equals] != 0x3d { equals += 1 }
                guard equals < end else { continue }
                if let name {
                    let key = ByteView(rebasing: query[at..<equals])
                    guard key.count == name.count, ignoresCase ? zip(key, name).allSatisfy({ ASCII.lowered($0) == ASCII.lowered($1) }) : key.equals(name) else { continue }
                }
                state.0 = UInt64(end + 1)
                return Sample(.string(ByteView(rebasing: query[(equals + 1)..<end])), iterates ? [.constant, .notLast] : .constant)
            }
            return nil
        }
        cursor = state
        return sample
    }

    /// A word of the request line as logs keep it.
    mutating func loggedWord(_ index: Int) -> Sample? {
        let scratch = scratch
        return withStream { stream in
            stream.loggedURI.withUnsafeBufferPointer { line in
                if line.isEmpty {
                    guard let message = stream.requestHead else { return nil }
                    return .string(message.view(index == 0 ? message.methodText : message.target))
                }
                var parts = line.split(separator: 0x20, maxSplits: 2).makeIterator()
                var part = parts.next()
                for _ in 0..<index { part = parts.next() }
                return part.flatMap { scratch.copy(ByteView(rebasing: $0)) }.map { .string($0) }
            }
        }
    }

    /// A captured header's value.
    func captured(_ captures: Captures, _ index: Int64) -> Sample? {
        captures.value(Int(truncatingIfNeeded: index)).map { .string($0) }
    }

    /// `cook(name)`: in an ACL each value in turn, elsewhere the last of that name; without a name, the first cookie (`smp_fetch_cookie`).
    mutating func cookie(_ arguments: Arguments) -> Sample? {
        var state = cursor
        let iterates = options.contains(.iterate)
        let sample = withRequest { message -> Sample? in
            let name = arguments.string(0)
            var field = Int(state.0)
            var offset = Int(state.1)
            var last: Sample?
            while let found = message.find(.cookie, from: field) {
                if found != field { offset = 0 }
                field = found
                let value = message.value(at: found)
                var scanner = CookieScanner(ByteView(rebasing: value.dropFirst(offset)))
                while let cookie = scanner.next() {
                    guard let base = value.baseAddress else { break }
                    let start = base + offset
                    if let name, !cookie.name.view(in: start).equals(name) { continue }
                    guard iterates || name == nil else {
                        last = .string(cookie.value.view(in: start))
                        continue
                    }
                    state = (UInt64(field), UInt64(offset + cookie.whole.end))
                    return Sample(.string(cookie.value.view(in: start)), iterates ? [.constant, .notLast] : .constant)
                }
                field += 1
                offset = 0
            }
            return last
        }
        cursor = state
        return sample
    }

    mutating func cookieCount(_ arguments: Arguments) -> Sample? {
        var copy = self
        copy.options.insert(.iterate)
        copy.cursor = (0, 0)
        var count = 0
        while copy.cookie(arguments) != nil { count += 1 }
        return .integer(count)
    }

    /// `res.cook(name)`: the value of a `Set-Cookie` field.
    mutating func setCookie(_ arguments: Arguments) -> Sample? {
        var state = cursor
        let iterates = options.contains(.iterate)
        let sample = withResponse { message -> Sample? in
            let name = arguments.string(0)
            var field = Int(state.0)
            while let found = message.find(.setCookie, from: field) {
                field = found + 1
                let value = message.value(at: found)
                guard let equals = value.firstIndex(of: 0x3d) else { continue }
                if let name, !ByteView(rebasing: value.prefix(equals)).equals(name) { continue }
                state.0 = UInt64(field)
                let behind = value[(equals + 1)...]
                let end = behind.firstIndex { $0 == 0x3b || $0 == 0x2c } ?? value.count
                return Sample(.string(ByteView(rebasing: value[(equals + 1)..<end])), iterates ? [.constant, .notLast] : .constant)
            }
            return nil
        }
        cursor = state
        return sample
    }
}
