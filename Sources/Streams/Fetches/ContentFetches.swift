// Streams: fetches of a direction's bytes (HAProxy manual §7.3.5) and of credentials.
import Base
import HTTP
import Proxies
import Samples

extension Fetch {
    /// Bytes in the buffers.
    public static var content: [Self] {
        let length = Fetch("req.len", .integer, .request, "Bytes of the request in the buffer.", manual: "7.3.5") { _, context in
            let final = context.isFinal
            return context.withStream { stream in
                let head = stream.isHTTP ? stream.requestHead?.wireSize ?? 0 : 0
                return Sample(.integer(Int64(head + stream.request.input)), final ? [] : .mayChange)
            }
        }
        let sni = Fetch("req.ssl_sni", .string, .request, "The server name in a TLS greeting.", manual: "7.3.5") { _, context in
            context.hello { hello in hello.serverName.map { .string($0) } }
        }
        let helloType = Fetch("req.ssl_hello_type", .integer, .request, "1 for a client's TLS greeting.", manual: "7.3.5") { _, context in
            context.handshakeType(response: false)
        }
        let version = Fetch("req.ssl_ver", .integer, .request, "The TLS version a greeting asks for: major * 65536 + minor.", manual: "7.3.5") { _, context in
            context.hello { hello in .integer(Int64(hello.version >> 8) << 16 | Int64(hello.version & 255)) }
        }
        return [
            length, length.alias("req_len"),
            Fetch("res.len", .integer, .response, "Bytes of the response in the buffer.", manual: "7.3.5") { _, context in
                let final = context.isFinal
                return context.withStream { stream in Sample(.integer(Int64(stream.response.input)), final ? [] : .mayChange) }
            },
            Fetch("req.payload", [.integer, .integer], .binary, .request, "Bytes of the request, from an offset on; length 0 means all.", manual: "7.3.5") { $1.payload(false, $0) },
            Fetch("res.payload", [.integer, .integer], .binary, .response, "Bytes of the response, from an offset on; length 0 means all.", manual: "7.3.5") { $1.payload(true, $0) },
            Fetch("payload", [.integer, .integer], .binary, .message, "Bytes of the direction at hand.", manual: "7.3.5") { $1.payload($1.isResponse, $0) },
            Fetch("req.body", .binary, .request, "The request's body as far as it came.", manual: "7.3.6") { $1.body(false, $0) },
            Fetch("req.body_len", .integer, .request, "Bytes of the request's body that came.", manual: "7.3.6") { _, context in
                context.withStream { $0.isHTTP ? .integer($0.request.input) : nil }
            },
            Fetch("req.body_size", .integer, .request, "Bytes the request's body will have, or those that came.", manual: "7.3.6") { _, context in
                context.withStream { $0.isHTTP ? bodySize($0.requestHead, $0.request) : nil }
            },
            Fetch("res.body", .binary, .response, "The response's body as far as it came.", manual: "7.3.6") { $1.body(true, $0) },
            Fetch("res.body_len", .integer, .response, "Bytes of the response's body that came.", manual: "7.3.6") { _, context in
                context.withStream { $0.isHTTP ? .integer($0.response.input) : nil }
            },
            Fetch("res.body_size", .integer, .response, "Bytes the response's body will have, or those that came.", manual: "7.3.6") { _, context in
                context.withStream { $0.isHTTP ? bodySize($0.responseHead, $0.response) : nil }
            },
            sni, sni.alias("req_ssl_sni"), helloType, helloType.alias("req_ssl_hello_type"), version, version.alias("req_ssl_ver"),
            Fetch("res.ssl_hello_type", .integer, .response, "2 for a server's TLS greeting.", manual: "7.3.5") { _, context in
                context.handshakeType(response: true)
            },
        ]
    }

    private static func bodySize(_ message: Message?, _ channel: Channel) -> Sample? {
        if let message, case .length(let length) = message.framing.body { return .integer(Int64(clamping: length)) }
        return .integer(channel.input)
    }

    /// Credentials of HTTP's basic scheme.
    public static var credentials: [Self] { [
        Fetch("http_auth", [.userlist], .bool, .request, "Whether the credentials are those of a user.", manual: "7.3.6") { arguments, context in
            guard let list = arguments.object(0), let (user, password) = context.basicCredentials() else { return .bool(false) }
            let accepts = Unmanaged<Userlist>.fromOpaque(list.toOpaque()).takeUnretainedValue().accepts(user: user, password: password)
            return Sample(.bool(accepts), .volatile)
        },
        Fetch("http_auth_group", [.userlist], .string, .request, "Each group of the user whose credentials these are.", manual: "7.3.6") { arguments, context in
            guard let list = arguments.object(0), let (user, password) = context.basicCredentials() else { return nil }
            let users = Unmanaged<Userlist>.fromOpaque(list.toOpaque()).takeUnretainedValue()
            guard users.accepts(user: user, password: password) else { return nil }
            let groups = users.groups(of: user).sorted()
            let index = Int(context.cursor.0)
            guard index < groups.count else { return nil }
            context.cursor.0 += 1
            guard var sample = context.text(groups[index]) else { return nil }
            sample.flags.insert(.notLast)
            return sample
        },
        Fetch("http_auth_user", .string, .request, "The user of the credentials.", manual: "7.3.6") { _, context in
            guard let (user, _) = context.basicCredentials() else { return nil }
            return context.text(user)
        },
        Fetch("http_auth_pass", .string, .request, "The password of the credentials.", manual: "7.3.6") { _, context in
            guard let (_, password) = context.basicCredentials() else { return nil }
            return context.text(password)
        },
        Fetch("http_auth_type", .string, .request, "The scheme of the credentials.", manual: "7.3.6") { _, context in
            context.withRequest { message in
                guard let value = message.firstValue(.authorization) else { return nil }
                return .string(ByteView(rebasing: value.prefix { $0 != 0x20 }))
            }
        },
        Fetch("http_auth_bearer", .optional(.string), .string, .request, "The token of the bearer scheme.", manual: "7.3.6") { arguments, context in
            context.withRequest { message in
                let value: ByteView?
                if let name = arguments.string(0) {
                    value = (0..<message.fieldCount).first { index in
                        let other = message.name(at: index)
                        return other.count == name.count && zip(other, name).allSatisfy { $0 == ASCII.lowered($1) }
                    }.map { message.value(at: $0) }
                } else {
                    value = message.firstValue(.authorization)
                }
                guard let value, value.count > 7, ByteView(rebasing: value.prefix(7)).equalsIgnoringCase(lowercase: "bearer ") else { return nil }
                return .string(ByteView(rebasing: value.dropFirst(7).drop { $0 == 0x20 }))
            }
        },
    ] }
}

extension EvaluationContext {
    /// `payload(offset,length)` (`smp_fetch_payload`).
    mutating func payload(_ response: Bool, _ arguments: Arguments) -> Sample? {
        let offset = Int(clamping: arguments.integer(0)), length = Int(clamping: arguments.integer(1))
        let final = isFinal
        var waits = false
        let sample = withStream { stream -> Sample? in
            let channel: Channel = response ? stream.response : stream.request
            let bytes = channel.unread
            guard offset >= 0, length >= 0 else { return nil }
            if length == 0 {
                guard bytes.count > offset else { waits = true; return nil }
                return Sample(.binary(ByteView(rebasing: bytes[offset...])), final || channel.isComplete ? .constant : [.constant, .mayChange])
            }
            guard bytes.count - offset >= length else { waits = !channel.isComplete; return nil }
            return .binary(ByteView(rebasing: bytes[offset..<(offset + length)]))
        }
        if waits { incomplete = true }
        return sample
    }

    mutating func body(_ response: Bool, _ arguments: Arguments) -> Sample? {
        withStream { stream in
            guard stream.isHTTP else { return nil }
            let bytes = (response ? stream.response : stream.request).unread
            return bytes.isEmpty ? nil : .binary(bytes)
        }
    }

    /// User and password of `Authorization: Basic …` (RFC 7617).
    mutating func basicCredentials() -> (user: String, password: String)? {
        withStream { stream in
            guard let message = stream.requestHead, let value = message.firstValue(.authorization), value.count > 6,
                  ByteView(rebasing: value.prefix(6)).equalsIgnoringCase(lowercase: "basic "),
                  let decoded = Base64.decode(ByteView(rebasing: value.dropFirst(6).drop { $0 == 0x20 })) else { return nil }
            guard let colon = decoded.firstIndex(of: 0x3a) else { return nil }
            return (String(decoding: decoded[..<colon], as: UTF8.self), String(decoding: decoded[(colon + 1)...], as: UTF8.self))
        }
    }

    mutating func handshakeType(response: Bool) -> Sample? {
        var waits = false
        let sample = withStream { stream -> Sample? in
            switch TLSHello.handshakeType((response ? stream.response : stream.request).unread) {
            case .type(let type): return .integer(Int64(type))
            case .notYet: waits = true; return nil
            case .none: return nil
            }
        }
        if waits { incomplete = true }
        return sample
    }

    mutating func hello(_ read: (TLSHello) -> Sample?) -> Sample? {
        var waits = false
        let sample = withStream { stream -> Sample? in
            switch TLSHello.read(stream.request.unread) {
            case .hello(let hello): return read(hello)
            case .notYet: waits = true; return nil
            case .none: return nil
            }
        }
        if waits { incomplete = true }
        return sample
    }
}

extension Channel {
    /// Bytes that analysers have not released yet.
    var unread: ByteView {
        let bytes = buffer.readable
        return ByteView(rebasing: bytes.dropFirst(output))
    }

    /// Whether nothing more will come, or nothing more fits.
    var isComplete: Bool { endOfMessage || buffer.room == 0 }
}

enum Base64 {
    /// The bytes of a base64 text (RFC 4648 §4); `nil` when it is none.
    static func decode(_ text: ByteView) -> [UInt8]? {
        var bytes: [UInt8] = []
        var value: UInt32 = 0
        var bits = 0
        var padding = 0
        for byte in text {
            let digit: UInt32
            switch byte {
            case 65...90: digit = UInt32(byte - 65)
            case 97...122: digit = UInt32(byte - 71)
            case 48...57: digit = UInt32(byte + 4)
            case 0x2b: digit = 62
            case 0x2f: digit = 63
            case 0x3d: padding += 1; continue
            default: return nil
            }
            guard padding == 0 else { return nil }
            value = value << 6 | digit
            bits += 6
            if bits >= 8 {
                bits -= 8
                bytes.append(UInt8(truncatingIfNeeded: value >> UInt32(bits)))
            }
        }
        return padding <= 2 ? bytes : nil
    }
}
