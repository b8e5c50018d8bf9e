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
            if let hostPort = host.port, hostPort.count > 0 { hostPort.equals(port) } else {
                port.equalsIgnoringCase(lowercase: "80") || port.equalsIgnoringCase(lowercase: "443")
            }
        guard portsAgree, Self.equalIgnoringCase(named.host, host.host) else {
            throw failure(.authorityMismatch, message.fields[index].value.start)
        }
    }

    private func checkAbsolute(_ message: Message, _ target: RequestTarget, _ text: ByteView, _ slice: Slice) throws(Failure) {
        let scheme = ByteView(rebasing: text[target.scheme.start..<target.scheme.end])
        let authority = ByteView(rebasing: text[target.authority.start..<target.authority.end])
        if !options.acceptsViolations {
            let named = HostAndPort(authority)
            if let index = message.find(.host) {
                let host = HostAndPort(message.value(at: index))
                let portsAgree =
                    named.hasDefaultPort(scheme: scheme)
                    ? host.hasDefaultPort(scheme: scheme)
                    : host.port.map { Self.equalIgnoringCase($0, named.port ?? $0) } ?? false
                guard portsAgree, Self.equalIgnoringCase(named.host, host.host) else {
                    throw failure(.authorityMismatch, message.fields[index].value.start)
                }
            }
        }
        if target.path.isEmpty, message.method != .options { try addPath(message, target, text, slice) }
    }

    /// `http://a` becomes `http://a/`, `http://a?q` becomes `http://a/?q` (RFC 9110 §4.2.3).
    private func addPath(_ message: Message, _ target: RequestTarget, _ text: ByteView, _ slice: Slice) throws(Failure) {
        let at = message.block.tail
        guard message.block.contiguousRoom > text.count, let area = message.block.area, let source = text.baseAddress else {
            throw failure(.targetTooLong, slice.start)
        }
        let out = area + at
        let split = target.authority.end
        out.update(from: source, count: split)
        out[split] = 47
        (out + split + 1).update(from: source + split, count: text.count - split)
        message.block.tail += text.count + 1
        message.wireSize += 1
        message.target = Slice(offset: at, length: text.count + 1)
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
            switch text[at] {
            case 0...32, 0x7f...0xff, 44, 35, 47, 63, 64, 91, 92, 93: return false
            default: at += 1
            }
        }
        return true
    }

    private static func equalIgnoringCase(_ left: ByteView, _ right: ByteView) -> Bool {
        guard left.count == right.count else { return false }
        for index in 0..<left.count where ASCII.lowered(left[index]) != ASCII.lowered(right[index]) { return false }
        return true
    }
}
