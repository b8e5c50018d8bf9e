// Net: taking one connection from a listening descriptor.
import Base
import CShims

/// What an attempt to accept gave.
@frozen
public enum Accepted: Equatable, Sendable {
    /// A connection: non-blocking, closed on exec, and where it comes from.
    case connection(Int32, SocketAddress)
    /// Nothing waits.
    case drained
    /// The process has no descriptor left (`EMFILE`).
    case processLimit
    /// The system has no descriptor or memory left (`ENFILE`, `ENOBUFS`, `ENOMEM`).
    case systemLimit(Int32)
    /// A passing failure; further connections may be fine.
    case failed(Int32)
}

extension Accepted {
    /// `sock_accept_conn`.
    public static func from(_ listener: Int32) -> Accepted {
        var storage = sockaddr_storage()
        var length = socklen_t(MemoryLayout<sockaddr_storage>.size)
        while true {
            let fd = withUnsafeMutablePointer(to: &storage) { pointer in
                pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                    hs_accept4(listener, $0, &length, Int32(SOCK_NONBLOCK.rawValue | SOCK_CLOEXEC.rawValue))
                }
            }
            if fd >= 0 { return .connection(fd, SocketAddress(sockaddr: &storage, length: length)) }
            let code = hs_errno()
            if code == EINTR { continue }
            return failure(code)
        }
    }

    /// A connection that arrives as a descriptor in a message (`sockpair_accept_conn`). An end of stream is `.failed(0)`:
    /// the other side is gone for good.
    public static func passed(over socket: Int32) -> Accepted {
        switch receiveDescriptor(over: socket) {
        case .received(let fd):
            prepareDescriptor(fd)
            return .connection(fd, SocketAddress(unixPath: ""))
        case .closed: return .failed(0)
        case .failed(let code): return failure(code)
        }
    }

    private static func failure(_ code: Int32) -> Accepted {
        switch code {
        case EAGAIN: .drained
        case EMFILE: .processLimit
        case ENFILE, ENOBUFS, ENOMEM: .systemLimit(code)
        // Why: EINVAL is what a listener says that another process has shut down (SIGTTOU).
        default: .failed(code)
        }
    }
}
