// HTTP: what a request's fields say about its body and its connection.

import Base

/// What the fields of a message say, before it is known whether that fits together.
struct FramingFields {
    var contentLength: UInt64?
    var hasTransferEncoding = false
    /// `chunked` is the last coding and comes once.
    var endsInChunked = false
    /// Codings besides `chunked`.
    var hasOtherCoding = false
    var hasUpgradeToken = false
    var hasUpgradeField = false
}

extension HeadParser {
    /// Decides a request's framing and checks its target and Host (RFC 9112 §3.2, §6.3).
    mutating func frameRequest(_ message: Message) throws(Failure) {
        let fields = try readFields(message)
        let method = message.method
        var framing = message.framing

        try checkTarget(message)

        if fields.hasTransferEncoding {
            // Why: an HTTP/1.0 peer does not know it and may read another body.
            guard message.isAtLeast11, fields.endsInChunked else { throw failure(.badTransferEncoding, 0) }
            if fields.hasOtherCoding { throw failure(.unknownTransferCoding, 0) }
            if fields.contentLength != nil { dropContentLength(message, &framing) }
            framing.body = .chunked
        } else if let length = fields.contentLength {
            framing.body = length == 0 ? .none : .length(length)
        } else {
            framing.body = .none
        }
        if framing.body != .none, !message.isAtLeast11, !options.acceptsPayloadWithAnyMethod,
            method == .get || method == .head || method == .delete
        {
            throw failure(.unexpectedBody, 0)
        }
        if method == .connect {
            framing.body = .none
        }
        settle(message, fields, &framing)
        if framing.isWebSocket, !options.acceptsViolations, message.find(.secWebsocketKey) == nil { throw failure(.badWebSocket, 0) }
        if framing.expectsContinue, !message.isAtLeast11 || framing.body == .none { framing.expectsContinue = false }
        message.framing = framing
    }

    /// Reads the fields that frame, merging equal duplicates.
    mutating func readFields(_ message: Message) throws(Failure) -> FramingFields {
        var result = FramingFields()
        var hosts = 0
        var lengths = 0
        var index = 0
        while index < message.fieldCount {
            switch message.fields[index].id {
            case .contentLength:
                let length = try contentLength(message, index)
                if let before = result.contentLength, before != length {
                    throw failure(.badContentLength, message.fields[index].value.start)
                }
                result.contentLength = length
                lengths += 1
                if lengths > 1 {
                    message.remove(at: index)
                    continue
                }
            case .transferEncoding:
                try transferEncoding(message, index, &result)
            case .connection:
                var list = TokenList(message.value(at: index))
                var isEmpty = true
                while let token = list.next() {
                    isEmpty = false
                    switch token.count {
                    case 5 where token.equalsIgnoringCase(lowercase: "close"): message.framing.hasClose = true
                    case 7 where token.equalsIgnoringCase(lowercase: "upgrade"): result.hasUpgradeToken = true
                    case 10 where token.equalsIgnoringCase(lowercase: "keep-alive"): message.framing.hasKeepAlive = true
                    default: break
                    }
                }
                if isEmpty {
                    message.remove(at: index)
                    continue
                }
            case .te:
                if !narrowToTrailers(message, index) { continue }
            case .upgrade:
                result.hasUpgradeField = true
            case .expect where isRequest:
                if message.value(at: index).equalsIgnoringCase(lowercase: "100-continue") { message.framing.expectsContinue = true }
            case .host where isRequest:
                hosts += 1
                if hosts > 1, let first = message.find(.host) {
                    guard Self.equalIgnoringCase(message.value(at: first), message.value(at: index)) else {
                        throw failure(.severalHosts, message.fields[index].value.start)
                    }
                    message.remove(at: index)
                    continue
                }
                try checkHost(message, index)
            default:
                break
            }
            index &+= 1
        }
        return result
    }

    /// The number in a Content-Length; equal members of a list are merged (RFC 9112 §6.3 rule 5; `h1_parse_cont_len_header`).
    private func contentLength(_ message: Message, _ index: Int) throws(Failure) -> UInt64 {
        let whole = message.fields[index].value
        let value = message.view(whole)
        var result: UInt64?
        var at = 0
        var firstEnd = 0
        while true {
            while at < value.count, HTTPCharacter.isBlank(value[at]) { at += 1 }
            let start = at
            var number: UInt64 = 0
            while at < value.count, ASCII.isDigit(value[at]) {
                // Why: 2^63 and more would be negative for a peer that counts signed.
                let (product, overflow) = number.multipliedReportingOverflow(by: 10)
                number = product &+ UInt64(value[at] &- 48)
                if overflow || number > UInt64(Int64.max) || number < product { throw failure(.badContentLength, whole.start + at) }
                at += 1
            }
            if at == start { throw failure(.badContentLength, whole.start + min(at, value.count)) }
            if result == nil { firstEnd = at }
            while at < value.count, HTTPCharacter.isBlank(value[at]) { at += 1 }
            if let result, result != number { throw failure(.badContentLength, whole.start + start) }
            result = number
            if at == value.count { break }
            guard value[at] == 44 else { throw failure(.badContentLength, whole.start + at) }
            at += 1
        }
        if firstEnd < value.count { message.narrowValue(at: index, to: Slice(offset: whole.start, length: firstEnd)) }
        return result ?? 0
    }

    /// Reads one Transfer-Encoding field (`h1_parse_xfer_enc_header`).
    private func transferEncoding(_ message: Message, _ index: Int, _ result: inout FramingFields) throws(Failure) {
        let whole = message.fields[index].value
        result.hasTransferEncoding = true
        let value = message.view(whole)
        var list = TokenList(value)
        var isEmpty = true
        while let coding = list.next() {
            isEmpty = false
            if coding.equalsIgnoringCase(lowercase: "chunked") {
                if result.endsInChunked, !(options.acceptsViolations && !isRequest) {
                    throw failure(.badTransferEncoding, whole.start)
                }
                result.endsInChunked = true
            } else {
                // Nothing may follow `chunked`; `identity` is no coding any more.
                if result.endsInChunked || coding.equalsIgnoringCase(lowercase: "identity") {
                    throw failure(.badTransferEncoding, whole.start)
                }
                result.hasOtherCoding = true
            }
        }
        // Why: an empty element may hide a second `chunked` from a laxer peer.
        if isEmpty || value[0] == 44 || value[value.count - 1] == 44 {
            if isEmpty, options.acceptsViolations, !isRequest {
                return
            }
            throw failure(.badTransferEncoding, whole.start)
        }
    }

    /// Content-Length loses against Transfer-Encoding (RFC 9112 §6.3 rule 3).
    func dropContentLength(_ message: Message, _ framing: inout Framing) {
        message.removeAll(.contentLength)
        framing.isInsecure = true
    }

    /// Keep-alive and upgrade; strips `Connection` of what only the next hop must know.
    func settle(_ message: Message, _ fields: FramingFields, _ framing: inout Framing) {
        framing.keepAlive = message.isAtLeast11 ? !framing.hasClose : framing.hasKeepAlive && !framing.hasClose
        if framing.isInsecure, !options.keepsOnInsecureTransferEncoding { framing.keepAlive = false }
        var dropsUpgradeToken = false
        if fields.hasUpgradeField {
            if isRequest { dropClearTextHTTP2(message) }
            if let upgrade = message.find(.upgrade) {
                framing.isUpgrade = fields.hasUpgradeToken && message.isAtLeast11
                framing.isWebSocket = fields.hasUpgradeToken && TokenList.contains(message.value(at: upgrade), "websocket")
            } else {
                dropsUpgradeToken = fields.hasUpgradeToken
            }
        }
        if framing.hasClose || framing.hasKeepAlive || dropsUpgradeToken { stripConnection(message, upgradeToo: dropsUpgradeToken) }
    }

    /// `TE` is about this hop; only `trailers` may pass (`h1_parse_te_header`).
    /// - Returns: `false` if the field went.
    private func narrowToTrailers(_ message: Message, _ index: Int) -> Bool {
        let whole = message.fields[index].value
        guard let area = message.block.area else { return true }
        var list = TokenList(message.view(whole))
        while let coding = list.next() {
            if coding.equalsIgnoringCase(lowercase: "trailers"), let start = coding.baseAddress {
                message.narrowValue(at: index, to: Slice(offset: start - UnsafePointer(area), length: coding.count))
                return true
            }
        }
        message.remove(at: index)
        return false
    }

    /// `h2c` is no protocol to switch to behind a proxy's back: it goes from `Upgrade` (better than passing it to a server
    /// that would switch).
    private func dropClearTextHTTP2(_ message: Message) {
        var from = 0
        while let index = message.find(.upgrade, from: from) {
            let before = message.fieldCount
            strip(message, index) { token in token.equalsIgnoringCase(lowercase: "h2c") }
            from = message.fieldCount < before ? index : index + 1
        }
    }

    private func stripConnection(_ message: Message, upgradeToo: Bool) {
        var index = 0
        while let found = message.find(.connection, from: index) {
            let before = message.fieldCount
            strip(message, found) { token in
                token.equalsIgnoringCase(lowercase: "close") || token.equalsIgnoringCase(lowercase: "keep-alive")
                    || (upgradeToo && token.equalsIgnoringCase(lowercase: "upgrade"))
            }
            index = message.fieldCount < before ? found : found + 1
        }
    }

    /// Removes the tokens that `isUnwanted` names from a list field, in place; the field too once it is empty.
    private func strip(_ message: Message, _ index: Int, _ isUnwanted: (ByteView) -> Bool) {
        guard let area = message.block.area else { return }
        let whole = message.fields[index].value
        var list = TokenList(message.view(whole))
        var isClean = true
        while isClean, let token = list.next() { isClean = !isUnwanted(token) }
        if isClean { return }
        list = TokenList(message.view(whole))
        var out = whole.start
        while let token = list.next() {
            if isUnwanted(token) { continue }
            guard let source = token.baseAddress else { continue }
            // The result never outgrows what was read: each token but the first had a comma before it.
            if out > whole.start {
                area[out] = 44
                out += 1
            }
            (area + out).update(from: source, count: token.count)
            out += token.count
        }
        if out == whole.start {
            message.remove(at: index)
        } else {
            message.narrowValue(at: index, to: Slice(offset: whole.start, length: out - whole.start))
        }
    }
}
