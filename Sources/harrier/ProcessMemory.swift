// harrier: what the start needed and traffic does not.
import Base
import CShims
import Config

/// Gives memory back once the configuration is at work.
enum ProcessMemory {
    /// Code that only the start ran leaves the resident set (it is still in the page cache, and comes back when
    /// touched), and so does free heap: a process that serves thousands of idle clients counts every page.
    static func releaseStart() {
        hs_release_heap()
        guard let bytes = FileReader.read("/proc/self/maps") else { return }
        for line in String(decoding: bytes, as: UTF8.self).split(separator: "\n") {
            // `55d0c8a00000-55d0c8f00000 r-xp 00012000 fe:00 1234   /usr/sbin/harrier`
            let words = line.split(separator: " ", omittingEmptySubsequences: true)
            guard words.count >= 6, words[1] == "r-xp", words[5].hasPrefix("/") else { continue }
            let ends = words[0].split(separator: "-")
            guard ends.count == 2, let start = UInt(ends[0], radix: 16), let end = UInt(ends[1], radix: 16), end > start else { continue }
            _ = hs_release_pages(UnsafeMutableRawPointer(bitPattern: start), Int(end - start))
        }
    }
}
