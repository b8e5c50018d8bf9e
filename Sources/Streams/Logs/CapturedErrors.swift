// Streams: the last invalid messages, for `show errors`.
import Base
import HTTP
import Net
import Proxies
import Synchronization

/// An invalid message as it was received (`struct error_snapshot`).
public struct CapturedError: Sendable {
    /// When, microseconds since 1970.
    public var wall: Int64
    /// Number in the process, from 0.
    public var event: UInt64
    public var isResponse: Bool
    /// The proxy that received it.
    public var proxyName: String
    public var proxyID: Int
    /// The other side; `<NONE>` and -1 when there is none.
    public var otherName: String
    public var otherID: Int
    public var serverName: String
    public var serverID: Int
    /// The client.
    public var source: String
    /// What was received, at most ``longest`` bytes.
    public var bytes: [UInt8]
    /// Offset of the byte at fault.
    public var position: Int
    /// Size of the buffer.
    public var capacity: Int
    /// What is wrong with it.
    public var reason: String

    static let longest = 16384
}

/// The last invalid request and response of one proxy.
public final class CapturedErrors: Sendable {
    private let last = Mutex<(request: CapturedError?, response: CapturedError?)>((nil, nil))
    private static let counter = Atomic<UInt64>(0)

    /// Invalid messages since the start of the process.
    public static var count: UInt64 { counter.load(ordering: .relaxed) }

    static func nextNumber() -> UInt64 { counter.wrappingAdd(1, ordering: .relaxed).oldValue }

    func keep(_ error: CapturedError) {
        last.withLock { if error.isResponse { $0.response = error } else { $0.request = error } }
    }

    /// The last ones, requests first.
    public var all: [CapturedError] { last.withLock { [$0.request, $0.response].compactMap { $0 } } }
}

extension Proxy {
    /// The last invalid messages; `nil` before traffic.
    public var capturedErrors: CapturedErrors? { proxyLog?.errors }
}

extension Session {
    /// Keeps an invalid request of this client (`proxy_capture_error`).
    public func keepError(_ bytes: ByteView, _ failure: HeadFailure) {
        guard let errors = frontend.proxyLog?.errors else { return }
        errors.keep(
            CapturedError(
                wall: worker.loop.wall, event: CapturedErrors.nextNumber(), isResponse: false, proxyName: frontend.name,
                proxyID: frontend.id, otherName: "<NONE>", otherID: -1, serverName: "<NONE>", serverID: -1, source: clientText,
                bytes: Array(bytes.prefix(CapturedError.longest)), position: min(failure.position, bytes.count),
                capacity: worker.buffers.blockSize, reason: "\(failure.reason)"))
    }

    var clientText: String {
        guard let source = sourceAddress else { return "unknown" }
        return source.isInternet ? source.text : "unix:\(listener?.id ?? 0)"
    }
}

extension Stream {
    /// Keeps an invalid response of this stream's server.
    public func keepResponseError(_ bytes: ByteView, _ failure: HeadFailure) {
        guard let errors = backend.proxyLog?.errors else { return }
        errors.keep(
            CapturedError(
                wall: worker.loop.wall, event: CapturedErrors.nextNumber(), isResponse: true, proxyName: backend.name,
                proxyID: backend.id, otherName: frontend.name, otherID: frontend.id, serverName: server?.name ?? "<NONE>",
                serverID: server?.id ?? -1, source: session.clientText, bytes: Array(bytes.prefix(CapturedError.longest)),
                position: min(failure.position, bytes.count), capacity: worker.buffers.blockSize, reason: "\(failure.reason)"))
    }
}
