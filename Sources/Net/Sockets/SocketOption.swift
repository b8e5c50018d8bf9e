// Net: setsockopt without its pointers.
import CShims

/// Sets and reads integer socket options.
enum SocketOption {
    /// - Returns: whether the kernel took it; `errno` tells why not.
    @discardableResult
    static func set(_ fd: Int32, _ level: Int32, _ name: Int32, _ value: Int32 = 1) -> Bool {
        var value = value
        return setsockopt(fd, level, name, &value, socklen_t(MemoryLayout<Int32>.size)) == 0
    }

    /// Sets a text option such as `TCP_CONGESTION`.
    @discardableResult
    static func set(_ fd: Int32, _ level: Int32, _ name: Int32, text: String) -> Bool {
        var text = text
        return text.withUTF8 { setsockopt(fd, level, name, $0.baseAddress, socklen_t($0.count)) } == 0
    }

    /// The option's value, `nil` when the kernel does not tell.
    static func get(_ fd: Int32, _ level: Int32, _ name: Int32) -> Int32? {
        var value: Int32 = 0
        var size = socklen_t(MemoryLayout<Int32>.size)
        return getsockopt(fd, level, name, &value, &size) == 0 ? value : nil
    }

    static let tcp = Int32(IPPROTO_TCP)
    static let ip = Int32(IPPROTO_IP)
    static let ipv6 = Int32(IPPROTO_IPV6)
}

/// The kernel's sentence for an `errno`, such as `Address already in use`.
public func errorText(_ code: Int32) -> String {
    String(cString: strerror(code))
}

/// Makes a descriptor non-blocking and keeps it from programs that are executed later.
/// - Returns: whether both succeeded.
@discardableResult
public func prepareDescriptor(_ fd: Int32) -> Bool {
    let flags = hs_fcntl(fd, F_GETFL, 0)
    return flags >= 0 && hs_fcntl(fd, F_SETFL, flags | O_NONBLOCK) == 0 && hs_fcntl(fd, F_SETFD, FD_CLOEXEC) == 0
}
