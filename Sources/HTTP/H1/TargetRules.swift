// HTTP: which targets and hosts a request may name.

import Base

extension HeadParser {
    /// Checks the form of the target against the method, and its authority against Host (RFC 9112 §3.2).
    func checkTarget(_ message: Message) throws(Failure) {
        let slice = message.target
        let text = message.view(slice)
        // The common case needs no more.
        if text[0] == 47, message.method != .connect { return }
        let target = RequestTarget(text)
        switch target.form {
        case .origin:
            throw failure(.badTarget, slice.start)
        case .asterisk:
            guard message.method == .options else { throw failure(.badTarget, slice.start) }
        case .authority:
            guard message.method == .connect || options.acceptsViolations else { throw failure(.badTarget, slice.start) }
            if message.method == .connect, !options.acceptsViolations { try checkConnect(message, text, slice) }
        case .absolute:
            guard message.method != .connect else { throw failure(.badTarget, slice.start) }
            try checkAbsolute(message, target, text, slice)
        }
    }

    private func checkConnect(_ message: Message, _ authority: ByteView, _ slice: Slice) throws(Failure) {
        let named = HostAndPort(authority)
        guard Self.isHost(authority), named.host.count > 0, let port = named.port, port.count > 0 else {
            throw failure(.badTarget, slice.start)
        }
        guard let index = message.find(.host) else { return }
        let host = HostAndPort(message.value(at: index))
        // Why: browsers leave the default port out of Host but never out of the target.
        let portsAgree =
            if let hostPort = host.port, hostPort.count > 0 { hostPort.equals(port) } else { Self.isWebPort(port) }
        guard portsAgree, Self.equalIgnoringCase(named.host, host.host) else {
            throw failure(.authorityMismatch, message.fields[index].value.start)
        }
        if host.port.map(Self.isWebPort) ?? false { dropPort(message, index, host) }
    }

    private static func isWebPort(_ port: ByteView) -> Bool {
        port.equalsIgnoringCase(lowercase: "80") || port.equalsIgnoringCase(lowercase: "443")
    }

    /// Takes `:port` off a Host field.
    private func dropPort(_ message: Message, _ index: Int, _ host: HostAndPort) {
        let value = message.fields[index].value
        message.narrowValue(at: index, to: Slice(offset: value.start, length: host.host.count))
    }

    private func checkAbsolute(_ message: Message, _ target: RequestTarget, _ text: ByteView, _ slice: Slice) throws(Failure) {
        let scheme = ByteView(rebasing: text[target.scheme.start..<target.scheme.end])
        let authority = ByteView(rebasing: text[target.authority.start..<target.authority.end])
        let named = HostAndPort(authority)
        var host: (index: Int, parts: HostAndPort)?
        if let index = message.find(.host) { host = (index, HostAndPort(message.value(at: index))) }
        if !options.acceptsViolations {
            // Why: an http URI without a host is none (RFC 9110 §4.2.1).
            guard named.host.count > 0 else { throw failure(.badTarget, slice.start) }
            if let (index, parts) = host {
                let portsAgree =
                    named.hasDefaultPort(scheme: scheme)
                    ? parts.hasDefaultPort(scheme: scheme)
                    : parts.port.map { $0.equals(named.port ?? $0) } ?? false
                guard portsAgree, Self.equalIgnoringCase(named.host, parts.host) else {
                    throw failure(.authorityMismatch, message.fields[index].value.start)
                }
            }
        }
        let hasNeedlessPort = named.port != nil && named.hasDefaultPort(scheme: scheme)
        let needsPath = target.path.isEmpty && message.method != .options
        if hasNeedlessPort, let (index, parts) = host, parts.port != nil { dropPort(message, index, parts) }
        if hasNeedlessPort || needsPath {
            let end = hasNeedlessPort ? target.authority.end - (named.port?.count ?? 0) - 1 : target.authority.end
            try rewrite(message, text, keeping: end, droppingTo: target.authority.end, addingPath: needsPath, slice)
        }
    }

    /// Brings an absolute target to the form that names the same thing for everybody: `http://a:80?q` becomes `http://a/?q`
    /// (RFC 9110 §4.2.3; `h1_postparse_req_hdrs`).
    private func rewrite(
        _ message: Message, _ text: ByteView, keeping first: Int, droppingTo second: Int, addingPath: Bool, _ slice: Slice
    ) throws(Failure) {
        let at = message.block.tail
        guard message.block.contiguousRoom > text.count, let area = message.block.area, let source = text.baseAddress else {
            throw failure(.targetTooLong, slice.start)
        }
        (area + at).update(from: source, count: first)
        var count = first
        if addingPath {
            area[at + count] = 47
            count += 1
        }
        (area + at + count).update(from: source + second, count: text.count - second)
        count += text.count - second
        message.block.tail += count
        message.wireSize += count - text.count
        message.target = Slice(offset: at, length: count)
    }

    /// Checks a Host field's value.
    func checkHost(_ message: Message, _ index: Int) throws(Failure) {
        if options.acceptsViolations { return }
        let slice = message.fields[index].value
        guard Self.isHost(message.view(slice)) else { throw failure(.badHost, slice.start) }
    }

    /// Whether a Host's or authority's bytes can name a host: visible ASCII without `, # / ? @ \`; brackets only around an IPv6 literal.
    static func isHost(_ text: ByteView) -> Bool {
        var at = 0
        if text.first == 91 {
            at = 1
            while at < text.count, text[at] != 93 {
                let byte = text[at]
                guard ASCII.isDigit(byte) || (byte | 0x20) &- 97 < 6 || byte == 58 || byte == 46 else { return false }
                at += 1
            }
            guard at > 1, at < text.count else { return false }
            at += 1
            if at < text.count, text[at] != 58 { return false }
        }
        while at < text.count {
            let word = Words.load(text.baseAddress.unsafelyUnwrapped, at, before: text.count)
            let other = Words.notAlphanumericOrDash(word)
            if other == 0 {
                at &+= 8
                continue
            }
            at &+= Words.first(other)
            if at >= text.count { break }
            switch text[at] {
            case 0...32, 0x7f...0xff, 44, 35, 47, 63, 64, 91, 92, 93: return false
            default: at &+= 1
            }
        }
        return true
    }

    static func equalIgnoringCase(_ left: ByteView, _ right: ByteView) -> Bool {
        guard left.count == right.count else { return false }
        for index in 0..<left.count where ASCII.lowered(left[index]) != ASCII.lowered(right[index]) { return false }
        return true
    }
}
