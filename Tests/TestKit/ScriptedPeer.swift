// Test helper: the other end of a connection, under the test's control.
import Base
import CShims
import Net

/// A peer that says exactly what a test scripts, byte by byte, and hears everything.
///
/// It is one end of a socket pair, so that what runs is the real code down to the system calls.
public final class ScriptedPeer {
    /// The descriptor for the code under test; it takes it over.
    public let theirs: Int32
    private var mine: Int32

    public init() {
        var pair: (Int32, Int32) = (-1, -1)
        let made = withUnsafeMutablePointer(to: &pair) {
            $0.withMemoryRebound(to: Int32.self, capacity: 2) {
                socketpair(AF_UNIX, Int32(SOCK_STREAM.rawValue | SOCK_NONBLOCK.rawValue | SOCK_CLOEXEC.rawValue), 0, $0)
            }
        }
        precondition(made == 0, "socketpair failed")
        (mine, theirs) = pair
    }

    deinit { close() }

    /// Sends all of `text`.
    public func say(_ text: String) { say(Array(text.utf8)) }
    public func say(_ bytes: [UInt8]) {
        let sent = bytes.withUnsafeBytes { send(mine, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL)) }
        precondition(sent == bytes.count, "the peer's socket is full")
    }

    /// What arrived since the last call.
    public func heard() -> String {
        var text: [UInt8] = []
        var block = [UInt8](repeating: 0, count: 65536)
        while true {
            let count = block.withUnsafeMutableBytes { recv(mine, $0.baseAddress, $0.count, 0) }
            if count <= 0 {
                if count == 0 { hasEnded = true }
                break
            }
            text += block[..<count]
        }
        return String(decoding: text, as: UTF8.self)
    }

    /// The other side has closed its sending half, as seen by ``heard()``.
    public private(set) var hasEnded = false

    /// Closes the sending half.
    public func finish() { shutdown(mine, Int32(SHUT_WR)) }

    public func close() {
        if mine >= 0 { CShims.close(mine) }
        mine = -1
    }
}
