// Samples: the ways to compare a sample with patterns.

/// A matching method (`PAT_MATCH_*`, manual §7.1).
public enum MatchMethod: String, Sendable, CaseIterable {
    case found, bool, int, ip, bin, len, str, beg, sub, dir, dom, end, reg
    /// By the method's code; the default for `method`, not selectable.
    case meth
    /// Integers with a dot, `3.1`; the default for TLS versions, not selectable.
    case dotted

    /// What a sample must be cast to before it is compared (`pat_match_types`).
    var expected: SampleType {
        switch self {
        case .found: .any
        case .bool, .int, .dotted: .integer
        case .ip: .address
        case .bin: .binary
        case .len, .str, .beg, .sub, .dir, .dom, .end, .reg: .string
        case .meth: .method
        }
    }

    /// The method used for a type when none is written.
    public static func standard(for type: SampleType) -> MatchMethod? {
        switch type {
        case .bool: .bool
        case .integer: .int
        case .address, .ipv4, .ipv6: .ip
        case .string: .str
        case .method: .meth
        case .any, .same, .binary: nil
        }
    }

    /// Methods that `-m` accepts.
    static var selectable: [MatchMethod] { allCases.filter { $0 != .meth && $0 != .dotted } }
    /// Whether the patterns are numbers or ranges.
    var isNumeric: Bool { self == .int || self == .len || self == .dotted }
}

extension Criterion {
    /// The names that exist only in ACLs (inventory of HAProxy 3.4).
    public static var all: [Self] {
        var list: [Self] = []
        let methods: [MatchMethod] = [.beg, .dir, .dom, .end, .len, .reg, .sub]
        for (prefix, fetch) in [
            ("base", "base"), ("cook", "req.cook"), ("hdr", "req.hdr"), ("path", "path"), ("scook", "res.cook"), ("shdr", "res.hdr"),
            ("url", "url"), ("urlp", "urlp"),
        ] {
            list.append(Criterion(prefix, fetch, .str))
            for method in methods { list.append(Criterion("\(prefix)_\(method.rawValue)", fetch, method)) }
        }
        list += [
            Criterion("http_auth_group", "http_auth_group", .str), Criterion("method", "method", .meth),
            Criterion("payload", "req.payload", .bin), Criterion("payload_lv", "req.payload_lv", .bin),
            Criterion("req.ssl_ver", "req.ssl_ver", .dotted), Criterion("req_ssl_ver", "req.ssl_ver", .dotted),
            Criterion("req_rdp_cookie", "req.rdp_cookie", .str), Criterion("req_rdp_cookie_cnt", "req.rdp_cookie_cnt", .int),
            Criterion("req_ssl_sni", "req.ssl_sni", .str), Criterion("req_ver", "req.ver", .str), Criterion("resp_ver", "res.ver", .str),
            Criterion("ssl_fc_sni_end", "ssl_fc_sni", .end), Criterion("ssl_fc_sni_reg", "ssl_fc_sni", .reg),
        ]
        return list
    }
}
