/// The threads that a `bind … thread` parameter names: `all`, `odd`, `even`, `2`, `1-4`, `1/1-2`, or a list of them
/// (HAProxy manual §5.1).
public struct ThreadSet: Sendable, Equatable {
    /// Thread numbers, from 1; `nil`: all.
    private var members: Set<Int>?

    /// - Returns: `nil` when `text` names no set of threads.
    public init?(_ text: String) {
        var set = Set<Int>()
        for part in text.split(separator: ",", omittingEmptySubsequences: false) {
            var range = part
            if let slash = part.firstIndex(of: "/") {
                // Why: there is one thread group, so its number says nothing.
                guard part[..<slash] == "1" || part[..<slash] == "all" else { return nil }
                range = part[part.index(after: slash)...]
            }
            switch range {
            case "all": members = nil; return
            case "odd": set.formUnion(stride(from: 1, through: 1023, by: 2))
            case "even": set.formUnion(stride(from: 2, through: 1024, by: 2))
            default:
                let ends = range.split(separator: "-", omittingEmptySubsequences: false)
                guard ends.count <= 2, let first = Int(ends[0]), (1...1024).contains(first) else { return nil }
                guard ends.count == 2 else { set.insert(first); continue }
                let last = ends[1].isEmpty ? 1024 : Int(ends[1]) ?? 0
                guard (first...1024).contains(last) else { return nil }
                set.formUnion(first...last)
            }
        }
        members = set
    }

    /// Whether thread `number`, from 1, belongs to the set.
    public func contains(_ number: Int) -> Bool { members?.contains(number) ?? true }
}
