// HTTP: request methods.

import Base

/// A request method (RFC 9110 §9); `.other` is any token not listed. Methods are case-sensitive.
public enum Method: UInt8, Sendable, CaseIterable {
    case other, get, head, post, put, delete, options, trace, connect, patch

    /// The method's name; empty for ``other``.
    public var name: StaticString {
        switch self {
        case .other: ""
        case .get: "GET"
        case .head: "HEAD"
        case .post: "POST"
        case .put: "PUT"
        case .delete: "DELETE"
        case .options: "OPTIONS"
        case .trace: "TRACE"
        case .connect: "CONNECT"
        case .patch: "PATCH"
        }
    }

    /// Looks a method's name up (`find_http_meth`).
    public init(_ name: ByteView) {
        guard let base = name.baseAddress, name.count >= 3, name.count <= 7 else { self = .other; return }
        // The names as little-endian words.
        switch Words.upTo8(UnsafeRawPointer(base), name.count) {
        case 0x54_45_47: self = .get
        case 0x44_41_45_48: self = .head
        case 0x54_53_4f_50: self = .post
        case 0x54_55_50: self = .put
        case 0x45_54_45_4c_45_44: self = .delete
        case 0x53_4e_4f_49_54_50_4f: self = .options
        case 0x45_43_41_52_54: self = .trace
        case 0x54_43_45_4e_4e_4f_43: self = .connect
        case 0x48_43_54_41_50: self = .patch
        default: self = .other
        }
    }

    /// Safe to repeat without asking (RFC 9110 §9.2.2): GET, HEAD, PUT, DELETE, OPTIONS, TRACE.
    public var isIdempotent: Bool {
        switch self {
        case .get, .head, .put, .delete, .options, .trace: true
        case .other, .post, .connect, .patch: false
        }
    }
}
