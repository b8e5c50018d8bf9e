// HTTP: the header names that an engine looks at.

import Base

/// A header name that some part of the proxy treats specially; `.none` is every other name.
///
/// Comparing identifiers costs one instruction where comparing names costs dozens.
public enum KnownHeader: UInt8, Sendable, CaseIterable {
    /// Any name not listed here.
    case none
    case host
    case connection
    case proxyConnection
    case keepAlive
    case contentLength
    case transferEncoding
    case te
    case trailer
    case upgrade
    case expect
    case http2Settings
    case secWebsocketKey
    case secWebsocketAccept
    case secWebsocketVersion
    case secWebsocketProtocol
    case cookie
    case setCookie
    case cacheControl
    case pragma
    case expires
    case age
    case date
    case etag
    case vary
    case lastModified
    case ifModifiedSince
    case ifUnmodifiedSince
    case ifNoneMatch
    case ifMatch
    case ifRange
    case range
    case acceptRanges
    case contentRange
    case authorization
    case proxyAuthorization
    case wwwAuthenticate
    case proxyAuthenticate
    case xForwardedFor
    case xForwardedProto
    case xForwardedHost
    case xForwardedPort
    case xOriginalTo
    case xRealIp
    case xRequestId
    case forwarded
    case via
    case maxForwards
    case earlyData
    case server
    case location
    case allow
    case retryAfter
    case altSvc
    case contentType
    case contentEncoding
    case accept
    case acceptEncoding
    case acceptLanguage
    case userAgent
    case referer
    case origin

    /// The name in lower case; empty for ``none``.
    public var name: StaticString {
        switch self {
        case .none: ""
        case .host: "host"
        case .connection: "connection"
        case .proxyConnection: "proxy-connection"
        case .keepAlive: "keep-alive"
        case .contentLength: "content-length"
        case .transferEncoding: "transfer-encoding"
        case .te: "te"
        case .trailer: "trailer"
        case .upgrade: "upgrade"
        case .expect: "expect"
        case .http2Settings: "http2-settings"
        case .secWebsocketKey: "sec-websocket-key"
        case .secWebsocketAccept: "sec-websocket-accept"
        case .secWebsocketVersion: "sec-websocket-version"
        case .secWebsocketProtocol: "sec-websocket-protocol"
        case .cookie: "cookie"
        case .setCookie: "set-cookie"
        case .cacheControl: "cache-control"
        case .pragma: "pragma"
        case .expires: "expires"
        case .age: "age"
        case .date: "date"
        case .etag: "etag"
        case .vary: "vary"
        case .lastModified: "last-modified"
        case .ifModifiedSince: "if-modified-since"
        case .ifUnmodifiedSince: "if-unmodified-since"
        case .ifNoneMatch: "if-none-match"
        case .ifMatch: "if-match"
        case .ifRange: "if-range"
        case .range: "range"
        case .acceptRanges: "accept-ranges"
        case .contentRange: "content-range"
        case .authorization: "authorization"
        case .proxyAuthorization: "proxy-authorization"
        case .wwwAuthenticate: "www-authenticate"
        case .proxyAuthenticate: "proxy-authenticate"
        case .xForwardedFor: "x-forwarded-for"
        case .xForwardedProto: "x-forwarded-proto"
        case .xForwardedHost: "x-forwarded-host"
        case .xForwardedPort: "x-forwarded-port"
        case .xOriginalTo: "x-original-to"
        case .xRealIp: "x-real-ip"
        case .xRequestId: "x-request-id"
        case .forwarded: "forwarded"
        case .via: "via"
        case .maxForwards: "max-forwards"
        case .earlyData: "early-data"
        case .server: "server"
        case .location: "location"
        case .allow: "allow"
        case .retryAfter: "retry-after"
        case .altSvc: "alt-svc"
        case .contentType: "content-type"
        case .contentEncoding: "content-encoding"
        case .accept: "accept"
        case .acceptEncoding: "accept-encoding"
        case .acceptLanguage: "accept-language"
        case .userAgent: "user-agent"
        case .referer: "referer"
        case .origin: "origin"
        }
    }
}

// The look-up: length first, then the name as little-endian words. The tests check every entry in both directions.

extension KnownHeader {
    /// Looks a name in lower case up.
    public init(lowercase name: ByteView) {
        guard let base = name.baseAddress, name.count > 1, name.count <= 24 else { self = .none; return }
        self = Self.lookUp(UnsafeRawPointer(base), name.count)
    }

    /// `count` bytes at `name` are readable.
    @inline(__always)
    static func lookUp(_ name: UnsafeRawPointer, _ count: Int) -> KnownHeader {
        if count <= 8 { return count < 2 ? .none : short(Words.upTo8(name, count), count) }
        if count > 24 { return .none }
        return long(
            name, name.loadUnaligned(as: UInt64.self),
            name.loadUnaligned(fromByteOffset: count &- 8, as: UInt64.self), count)
    }

    /// The same where 8 bytes at `name` are readable, however short the name.
    @inline(__always)
    static func lookUp(padded name: UnsafeRawPointer, _ count: Int) -> KnownHeader {
        if count <= 8 {
            let word = UInt64(littleEndian: name.loadUnaligned(as: UInt64.self))
            return short(word & (.max &>> UInt64(truncatingIfNeeded: 64 &- 8 &* count)), count)
        }
        return lookUp(name, count)
    }

    /// Names of 2 to 8 bytes; `word` holds them, zero-padded.
    private static func short(_ word: UInt64, _ count: Int) -> KnownHeader {
        switch count {
        case 2:
            switch word {
            case 0x6574: return .te  // te
            default: return .none
            }
        case 3:
            switch word {
            case 0x656761: return .age  // age
            case 0x616976: return .via  // via
            default: return .none
            }
        case 4:
            switch word {
            case 0x74736f68: return .host  // host
            case 0x65746164: return .date  // date
            case 0x67617465: return .etag  // etag
            case 0x79726176: return .vary  // vary
            default: return .none
            }
        case 5:
            switch word {
            case 0x65676e6172: return .range  // range
            case 0x776f6c6c61: return .allow  // allow
            default: return .none
            }
        case 6:
            switch word {
            case 0x746365707865: return .expect  // expect
            case 0x65696b6f6f63: return .cookie  // cookie
            case 0x616d67617270: return .pragma  // pragma
            case 0x726576726573: return .server  // server
            case 0x747065636361: return .accept  // accept
            case 0x6e696769726f: return .origin  // origin
            default: return .none
            }
        case 7:
            switch word {
            case 0x72656c69617274: return .trailer  // trailer
            case 0x65646172677075: return .upgrade  // upgrade
            case 0x73657269707865: return .expires  // expires
            case 0x6376732d746c61: return .altSvc  // alt-svc
            case 0x72657265666572: return .referer  // referer
            default: return .none
            }
        case 8:
            switch word {
            case 0x686374616d2d6669: return .ifMatch  // if-match
            case 0x65676e61722d6669: return .ifRange  // if-range
            case 0x6e6f697461636f6c: return .location  // location
            default: return .none
            }
        default: return .none
        }
    }

    /// Names of 9 to 24 bytes; `first` and `last` are their first and last eight.
    private static func long(_ name: UnsafeRawPointer, _ first: UInt64, _ last: UInt64, _ count: Int) -> KnownHeader {
        switch count {
        case 9:
            if first == 0x692d6c6165722d78 && last == 0x70692d6c6165722d { return .xRealIp }  // x-real-ip
            if first == 0x6564726177726f66 && last == 0x646564726177726f { return .forwarded }  // forwarded
            return .none
        case 10:
            if first == 0x697463656e6e6f63 && last == 0x6e6f697463656e6e { return .connection }  // connection
            if first == 0x696c612d7065656b && last == 0x6576696c612d7065 { return .keepAlive }  // keep-alive
            if first == 0x6b6f6f632d746573 && last == 0x65696b6f6f632d74 { return .setCookie }  // set-cookie
            if first == 0x61642d796c726165 && last == 0x617461642d796c72 { return .earlyData }  // early-data
            if first == 0x6567612d72657375 && last == 0x746e6567612d7265 { return .userAgent }  // user-agent
            return .none
        case 11:
            if first == 0x66612d7972746572 && last == 0x72657466612d7972 { return .retryAfter }  // retry-after
            return .none
        case 12:
            if first == 0x7365757165722d78 && last == 0x64692d7473657571 { return .xRequestId }  // x-request-id
            if first == 0x77726f662d78616d && last == 0x7364726177726f66 { return .maxForwards }  // max-forwards
            if first == 0x2d746e65746e6f63 && last == 0x657079742d746e65 { return .contentType }  // content-type
            return .none
        case 13:
            if first == 0x6f632d6568636163 && last == 0x6c6f72746e6f632d { return .cacheControl }  // cache-control
            if first == 0x646f6d2d7473616c && last == 0x6465696669646f6d { return .lastModified }  // last-modified
            if first == 0x2d656e6f6e2d6669 && last == 0x686374616d2d656e { return .ifNoneMatch }  // if-none-match
            if first == 0x722d747065636361 && last == 0x7365676e61722d74 { return .acceptRanges }  // accept-ranges
            if first == 0x2d746e65746e6f63 && last == 0x65676e61722d746e { return .contentRange }  // content-range
            if first == 0x7a69726f68747561 && last == 0x6e6f6974617a6972 { return .authorization }  // authorization
            if first == 0x6e696769726f2d78 && last == 0x6f742d6c616e6967 { return .xOriginalTo }  // x-original-to
            return .none
        case 14:
            if first == 0x2d746e65746e6f63 && last == 0x6874676e656c2d74 { return .contentLength }  // content-length
            if first == 0x65732d3270747468 && last == 0x73676e6974746573 { return .http2Settings }  // http2-settings
            return .none
        case 15:
            if first == 0x726177726f662d78 && last == 0x726f662d64656472 { return .xForwardedFor }  // x-forwarded-for
            if first == 0x652d747065636361 && last == 0x676e69646f636e65 { return .acceptEncoding }  // accept-encoding
            if first == 0x6c2d747065636361 && last == 0x65676175676e616c { return .acceptLanguage }  // accept-language
            return .none
        case 16:
            if first == 0x6f632d79786f7270 && last == 0x6e6f697463656e6e { return .proxyConnection }  // proxy-connection
            if first == 0x687475612d777777 && last == 0x6574616369746e65 { return .wwwAuthenticate }  // www-authenticate
            if first == 0x726177726f662d78 && last == 0x74736f682d646564 { return .xForwardedHost }  // x-forwarded-host
            if first == 0x726177726f662d78 && last == 0x74726f702d646564 { return .xForwardedPort }  // x-forwarded-port
            if first == 0x2d746e65746e6f63 && last == 0x676e69646f636e65 { return .contentEncoding }  // content-encoding
            return .none
        case 17:
            if first == 0x726566736e617274 && last == 0x676e69646f636e65
                && second(name) == 0x6e69646f636e652d { return .transferEncoding }  // transfer-encoding
            if first == 0x736265772d636573 && last == 0x79656b2d74656b63
                && second(name) == 0x656b2d74656b636f { return .secWebsocketKey }  // sec-websocket-key
            if first == 0x6669646f6d2d6669 && last == 0x65636e69732d6465
                && second(name) == 0x636e69732d646569 { return .ifModifiedSince }  // if-modified-since
            if first == 0x726177726f662d78 && last == 0x6f746f72702d6465
                && second(name) == 0x746f72702d646564 { return .xForwardedProto }  // x-forwarded-proto
            return .none
        case 18:
            if first == 0x75612d79786f7270 && last == 0x6574616369746e65
                && second(name) == 0x616369746e656874 { return .proxyAuthenticate }  // proxy-authenticate
            return .none
        case 19:
            if first == 0x646f6d6e752d6669 && last == 0x65636e69732d6465
                && second(name) == 0x69732d6465696669 { return .ifUnmodifiedSince }  // if-unmodified-since
            if first == 0x75612d79786f7270 && last == 0x6e6f6974617a6972
                && second(name) == 0x74617a69726f6874 { return .proxyAuthorization }  // proxy-authorization
            return .none
        case 20:
            if first == 0x736265772d636573 && last == 0x7470656363612d74
                && second(name) == 0x63612d74656b636f { return .secWebsocketAccept }  // sec-websocket-accept
            return .none
        case 21:
            if first == 0x736265772d636573 && last == 0x6e6f69737265762d
                && second(name) == 0x65762d74656b636f { return .secWebsocketVersion }  // sec-websocket-version
            return .none
        case 22:
            if first == 0x736265772d636573 && last == 0x6c6f636f746f7270
                && second(name) == 0x72702d74656b636f { return .secWebsocketProtocol }  // sec-websocket-protocol
            return .none
        default: return .none
        }
    }

    @inline(__always)
    private static func second(_ name: UnsafeRawPointer) -> UInt64 {
        name.loadUnaligned(fromByteOffset: 8, as: UInt64.self)
    }
}
