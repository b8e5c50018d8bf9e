// Base: the machine's name.
import CShims

/// The machine's name.
public enum HostName {
    /// What `gethostname` says; `localhost` when it fails.
    public static var current: String {
        var bytes = [CChar](repeating: 0, count: 256)
        guard gethostname(&bytes, 255) == 0 else { return "localhost" }
        return String(decoding: bytes.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
    }
}
