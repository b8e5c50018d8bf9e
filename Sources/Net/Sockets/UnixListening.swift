// Net: listening on UNIX sockets without refusing a client while processes change.
import Base
import CShims

/// Paths and abstract names (`sock_unix_bind_receiver`).
///
/// A path is bound under the temporary name `<path>.<pid>.tmp`, gets its owner and mode, listens, and is then renamed over
/// the path in use (``ListeningSocket/publish()``): a client reaches either the old process or the new one.
enum UnixListening {
    static func open(
        _ address: SocketAddress, _ options: ListenOptions, _ inherited: HandedSockets?
    ) throws(BindFailure) -> ListeningSocket {
        if address.family != .unix, let fd = inherited?.take(address, options) {
            guard listen(fd, options.backlog) == 0 else {
                throw BindFailure("cannot listen to UNIX socket (\(errorText(hs_errno()))) [\(address.text)]")
            }
            return .make(address, options, .handedOver, fd)
        }
        let fd = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue | SOCK_NONBLOCK.rawValue | SOCK_CLOEXEC.rawValue), 0)
        guard fd >= 0 else {
            throw BindFailure("cannot create receiving UNIX socket (\(errorText(hs_errno()))) [\(address.text)]", isRetryable: true)
        }
        let temporary = address.family == .unix ? "\(address.path).\(getpid()).tmp" : nil
        if let temporary { unlink(temporary) }
        func refuse(_ what: String, retryable: Bool = false) -> BindFailure {
            let code = hs_errno()
            close(fd)
            if let temporary { unlink(temporary) }
            return BindFailure("\(what) (\(errorText(code))) [\(address.text)]", isRetryable: retryable && code == EADDRINUSE)
        }
        let target = temporary.map { SocketAddress(unixPath: $0) } ?? address
        guard target.withSockaddr({ hs_bind(fd, $0, $1) }) == 0 else {
            throw refuse("cannot bind UNIX socket", retryable: true)
        }
        if let temporary {
            if options.owner != nil || options.group != nil,
                chown(temporary, options.owner ?? .max, options.group ?? .max) != 0 {
                throw refuse("cannot change UNIX socket ownership")
            }
            if let mode = options.mode, chmod(temporary, mode_t(mode)) != 0 {
                throw refuse("cannot change UNIX socket permissions")
            }
        }
        guard listen(fd, options.backlog) == 0 else { throw refuse("cannot listen to UNIX socket") }
        return .make(address, options, .bound, fd, temporaryPath: temporary)
    }

    /// Which file a path names now.
    static func identity(of path: String) -> (device: UInt64, inode: UInt64)? {
        var status = stat()
        guard lstat(path, &status) == 0 else { return nil }
        return (UInt64(status.st_dev), UInt64(status.st_ino))
    }
}
