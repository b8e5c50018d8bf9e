// Net: descriptors in messages over UNIX sockets.
import CShims

/// What came over the socket.
public enum ReceivedDescriptor: Equatable, Sendable {
    case received(Int32)
    /// The peer has closed.
    case closed
    /// `errno`; `EAGAIN` when nothing waits.
    case failed(Int32)
}

/// Most descriptors that one message carries (`MAX_SEND_FD`).
public let descriptorsPerMessage = 252

/// Sends descriptors with a payload in one message.
/// - Returns: the number of payload bytes sent, or -1 (`errno` tells).
public func sendDescriptors(_ descriptors: [Int32], payload: [UInt8], over socket: Int32) -> Int {
    precondition(descriptors.count <= descriptorsPerMessage && !payload.isEmpty)
    let bytes = descriptors.count * MemoryLayout<Int32>.size
    return withUnsafeTemporaryAllocation(byteCount: hs_cmsg_space(bytes), alignment: 16) { control in
        memset(control.baseAddress.unsafelyUnwrapped, 0, control.count)
        var payload = payload
        return payload.withUnsafeMutableBytes { body in
            var vector = iovec(iov_base: body.baseAddress, iov_len: body.count)
            return withUnsafeMutablePointer(to: &vector) { vector in
                var header = msghdr()
                header.msg_iov = vector
                header.msg_iovlen = 1
                if !descriptors.isEmpty {
                    header.msg_control = control.baseAddress
                    header.msg_controllen = control.count
                    let entry = hs_cmsg_first(&header).unsafelyUnwrapped
                    entry.pointee.cmsg_level = SOL_SOCKET
                    entry.pointee.cmsg_type = Int32(SCM_RIGHTS)
                    entry.pointee.cmsg_len = hs_cmsg_len(bytes)
                    descriptors.withUnsafeBytes { _ = memcpy(hs_cmsg_data(entry), $0.baseAddress.unsafelyUnwrapped, bytes) }
                }
                while true {
                    let sent = sendmsg(socket, &header, Int32(MSG_NOSIGNAL))
                    if sent >= 0 || hs_errno() != EINTR { return sent }
                }
            }
        }
    }
}

/// Receives one message with its descriptors, all of them closed on exec.
/// - Parameter payload: room for the message's bytes.
/// - Returns: bytes received, 0 at the end, -1 on failure (`errno` tells).
public func receiveDescriptors(over socket: Int32, payload: inout [UInt8]) -> (count: Int, descriptors: [Int32]) {
    let room = hs_cmsg_space(descriptorsPerMessage * MemoryLayout<Int32>.size)
    var received: [Int32] = []
    let count = withUnsafeTemporaryAllocation(byteCount: room, alignment: 16) { control in
        payload.withUnsafeMutableBytes { body in
            var vector = iovec(iov_base: body.baseAddress, iov_len: body.count)
            return withUnsafeMutablePointer(to: &vector) { vector -> Int in
                var header = msghdr()
                header.msg_iov = vector
                header.msg_iovlen = 1
                header.msg_control = control.baseAddress
                header.msg_controllen = room
                var count: Int
                repeat {
                    count = recvmsg(socket, &header, Int32(MSG_CMSG_CLOEXEC))
                } while count < 0 && hs_errno() == EINTR
                guard count >= 0 else { return count }
                var entry = hs_cmsg_first(&header)
                while let current = entry {
                    if current.pointee.cmsg_level == SOL_SOCKET, current.pointee.cmsg_type == Int32(SCM_RIGHTS) {
                        let bytes = Int(current.pointee.cmsg_len) - hs_cmsg_len(0)
                        var at = 0
                        while at + MemoryLayout<Int32>.size <= bytes {
                            received.append(UnsafeRawPointer(hs_cmsg_data(current)).loadUnaligned(fromByteOffset: at, as: Int32.self))
                            at += MemoryLayout<Int32>.size
                        }
                    }
                    entry = hs_cmsg_next(&header, current)
                }
                return count
            }
        }
    }
    return (count, received)
}

/// Passes one connection on (`send_fd_uxst`): a two-byte message that carries it.
/// - Returns: whether it was sent.
public func sendDescriptor(_ descriptor: Int32, over socket: Int32) -> Bool {
    sendDescriptors([descriptor], payload: [0, 0], over: socket) == 2
}

/// Takes one passed connection (`recv_fd_uxst`); closed on exec.
public func receiveDescriptor(over socket: Int32) -> ReceivedDescriptor {
    var payload: [UInt8] = [0, 0]
    let (count, descriptors) = receiveDescriptors(over: socket, payload: &payload)
    if count < 0 { return .failed(hs_errno()) }
    for extra in descriptors.dropFirst() { close(extra) }
    if let first = descriptors.first { return .received(first) }
    return count == 0 ? .closed : .failed(EPROTO)
}

/// Connects through `sockpair@`: a fresh pair, whose other end is passed over (`sockpair_connect_server`).
/// - Returns: our end, non-blocking, or `nil` (`errno` tells).
public func connectOverSocketPair(_ socket: Int32) -> Int32? {
    var pair: (Int32, Int32) = (-1, -1)
    let made = withUnsafeMutablePointer(to: &pair) { pointer in
        pointer.withMemoryRebound(to: Int32.self, capacity: 2) {
            socketpair(AF_UNIX, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0, $0)
        }
    }
    guard made == 0 else { return nil }
    let sent = sendDescriptor(pair.1, over: socket)
    let code = hs_errno()
    close(pair.1)
    guard sent, prepareDescriptor(pair.0) else {
        close(pair.0)
        hs_set_errno(code)
        return nil
    }
    return pair.0
}
