// Base: files named by the configuration.
import CShims

/// Reads whole files while the configuration is loaded.
public enum FileReader {
    /// The file's bytes, or `nil` when it cannot be read.
    public static func read(_ path: String) -> [UInt8]? {
        let descriptor = hs_open(path, O_RDONLY | O_CLOEXEC, 0)
        guard descriptor >= 0 else { return nil }
        defer { close(descriptor) }
        var bytes: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 65536)
        while true {
            let count = CShims.read(descriptor, &chunk, chunk.count)
            if count < 0 { if hs_errno() == EINTR { continue } else { return nil } }
            if count == 0 { return bytes }
            bytes.append(contentsOf: chunk[0..<count])
        }
    }
}
