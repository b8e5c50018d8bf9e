// Base: which known word did the author mean?

/// Guesses the word somebody mistyped, for hints such as `did you mean 'maxconn' maybe ?`.
public enum EditDistance {
    /// Edits (insertion, deletion, substitution, swap of neighbours) that turn `first` into `second`, ASCII case ignored.
    ///
    /// The optimal string alignment distance; quadratic in the lengths, meant for words.
    public static func between(_ first: String, _ second: String) -> Int {
        let a = first.utf8.map(ASCII.lowered)
        let b = second.utf8.map(ASCII.lowered)
        if a.isEmpty || b.isEmpty { return max(a.count, b.count) }
        var beforeLast = [Int](repeating: 0, count: b.count + 1)
        var last = Array(0...b.count)
        var row = last
        for i in 1...a.count {
            row[0] = i
            for j in 1...b.count {
                let substitution = last[j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1)
                var best = min(last[j] + 1, row[j - 1] + 1, substitution)
                if i > 1, j > 1, a[i - 1] == b[j - 2], a[i - 2] == b[j - 1] {
                    best = min(best, beforeLast[j - 2] + 1)
                }
                row[j] = best
            }
            beforeLast = last
            last = row
        }
        return last[b.count]
    }

    /// The candidate closest to `word`, or `nil` when none is close enough to be worth a mention.
    ///
    /// Close means at most a third of the longer word's letters differ (at least one edit is always allowed
    /// in words of three letters and more). Among equals the first candidate wins.
    public static func nearest(to word: String, among candidates: some Sequence<String>) -> String? {
        let length = word.utf8.count
        // Why: a word of hundreds of letters is no typing mistake, and the distance is quadratic.
        guard length > 1, length <= 64 else { return nil }
        let letters = letterSet(word)
        var best: (word: String, distance: Int)?
        for candidate in candidates {
            let longest = max(length, candidate.utf8.count)
            let allowed = max(longest / 3, longest > 2 ? 1 : 0)
            guard abs(length - candidate.utf8.count) <= allowed else { continue }
            // Why: one edit changes at most two letters of the set; most candidates end here at no cost.
            guard (letters ^ letterSet(candidate)).nonzeroBitCount <= 2 * allowed else { continue }
            let distance = between(word, candidate)
            guard distance <= allowed, distance < best?.distance ?? .max else { continue }
            best = (candidate, distance)
        }
        return best?.word
    }

    /// The bytes that occur in a word, ASCII case ignored, modulo 64.
    private static func letterSet(_ word: String) -> UInt64 {
        word.utf8.reduce(0) { $0 | 1 << UInt64(ASCII.lowered($1) & 63) }
    }
}
