// Streams: what balancing looks at in a request (`get_server_*`).
import Base
import HTTP
import Proxies
import Samples

extension Stream {
    /// Calls `body` with the key of this request under the backend's algorithm.
    @inline(__always)
    func withBalanceKey(_ body: (BalanceKey) -> Void) {
        guard backend.balancesByHash else {
            body(.none)
            return
        }
        hashedKey(body)
    }

    private func hashedKey(_ body: (BalanceKey) -> Void) {
        switch backend.settings.balance.algorithm {
        case .source:
            guard let source = session.sourceAddress, source.isInternet else { return body(.none) }
            body(.word(source.sourceHash))
        case .uri(let options):
            guard let message = balancedRequest else { return body(.none) }
            body(.bytes(KeyExtraction.uri(message.view(message.target), options)))
        case .urlParam(let name, let checkPost):
            guard let message = balancedRequest else { return body(.none) }
            var name = name
            let key = name.withUTF8 { name in
                KeyExtraction.parameter(name, ofTarget: message.view(message.target))
                    ?? (checkPost && message.method == .post ? bodyParameter(name) : nil)
            }
            body(key.map { .bytes($0) } ?? .none)
        case .header(let name, let useDomainOnly):
            var name = name.lowercased()
            guard let message = balancedRequest, let index = name.withUTF8({ message.find(named: $0) }),
                let key = KeyExtraction.header(message.value(at: index), useDomainOnly: useDomainOnly)
            else { return body(.none) }
            body(.bytes(key))
        case .rdpCookie(let name):
            var name = name
            guard !isHTTP, let key = name.withUTF8({ KeyExtraction.rdpCookie($0, in: request.buffer.readable) })
            else { return body(.none) }
            body(.bytes(key))
        case .hash: hashedExpression(body)
        case .roundrobin, .staticRoundRobin, .leastconn, .first, .random, .logHash, .sticky: body(.none)
        }
    }

    private var balancedRequest: Message? { isHTTP ? requestHead : nil }

    /// A form field in what has come of the body; `option http-buffer-request` or `url_param … check_post` waited for it.
    private func bodyParameter(_ name: ByteView) -> ByteView? {
        KeyExtraction.parameter(name, ofBody: request.buffer.readable)
    }

    /// `balance hash`: the sample as bytes, or as text for the function `none` which reads digits.
    private func hashedExpression(_ body: (BalanceKey) -> Void) {
        let settings = backend.settings.balance
        guard let expression = settings.expression else { return body(.none) }
        var context = EvaluationContext(self)
        guard let sample = expression.evaluate(as: settings.hashType.function == .none ? .string : .binary, &context),
            let bytes = sample.bytes
        else { return body(.none) }
        body(.bytes(bytes))
    }
}
