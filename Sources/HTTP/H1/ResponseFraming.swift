// HTTP: what a response's fields say about its body and its connection.

import Base

extension HeadParser {
    /// Decides a response's framing (RFC 9112 §6.3) and adds the reason phrase that is missing.
    mutating func frameResponse(_ message: Message) throws(Failure) {
        let fields = try readFields(message)
        var framing = message.framing
        let status = message.status

        if fields.hasTransferEncoding {
            guard message.isAtLeast11 else { throw failure(.badTransferEncoding, 0) }
            if fields.endsInChunked, fields.hasOtherCoding { throw failure(.unknownTransferCoding, 0) }
            if !fields.endsInChunked, !options.acceptsViolations || fields.hasOtherCoding { throw failure(.badTransferEncoding, 0) }
            if fields.contentLength != nil { dropContentLength(message, &framing) }
        }
        settle(message, fields, &framing)

        if status == 101 {
            guard requestAskedUpgrade || options.acceptsViolations else { throw failure(.unexpectedUpgrade, 0) }
            if requestAskedWebSocket, !options.acceptsViolations, message.find(.secWebsocketAccept) == nil {
                throw failure(.badWebSocket, 0)
            }
            framing.body = .tunnel
        } else if status < 200 || status == 204 {
            framing.body = .none
            dropFramingFields(message)
        } else if status == 304 || requestMethod == .head {
            framing.body = .none
        } else if requestMethod == .connect, status < 300 {
            framing.body = .tunnel
            dropFramingFields(message)
        } else if fields.endsInChunked {
            framing.body = .chunked
        } else if let length = fields.contentLength, !fields.hasTransferEncoding {
            framing.body = length == 0 ? .none : .length(length)
        } else {
            framing.body = .untilClose
            framing.keepAlive = false
        }
        message.framing = framing
        if message.reason.isEmpty {
            let phrase = ReasonPhrase.of(status)
            // Why: room for it was checked with the head's size.
            _ = message.set(reason: ByteView(start: phrase.utf8Start, count: phrase.utf8CodeUnitCount))
        }
    }

    /// Where no body can be, nothing may announce one (RFC 9110 §8.6, RFC 9112 §6.1).
    private func dropFramingFields(_ message: Message) {
        message.removeAll(.contentLength)
        message.removeAll(.transferEncoding)
    }
}
