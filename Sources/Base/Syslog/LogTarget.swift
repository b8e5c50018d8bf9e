// Base: where a `log` line sends messages, and how.

/// One `log` line (HAProxy manual §3.1, §4.2 `log`).
public struct LogTarget: Sendable, Equatable {
    /// Where the messages go.
    public enum Destination: Sendable, Equatable {
        /// One datagram a message, to an internet or UNIX socket.
        case datagrams(SocketAddress)
        /// One line a message, into an open descriptor: `stdout`, `stderr`, `fd@N`.
        case descriptor(Int32)
    }

    /// What stands before the text (`format`).
    public enum Layout: String, Sendable, CaseIterable {
        /// As ``rfc3164`` without a host name; the default.
        case local
        case rfc3164, rfc5424
        /// Priority only.
        case priority
        /// Level only, as systemd reads it.
        case short
        /// Level and date.
        case timed
        /// Date only.
        case iso
        /// Nothing.
        case raw
    }

    /// Which messages of a round are sent (`sample 1,3-4:5`).
    public struct Sampling: Sendable, Equatable {
        /// Ranges of positions from 1, ascending and apart from one another.
        public var ranges: [ClosedRange<Int>]
        /// Length of a round.
        public var size: Int

        /// Whether the message at `position`, counted from 0 without end, is sent.
        public func contains(_ position: Int) -> Bool {
            let place = position % size + 1
            return ranges.contains { $0.contains(place) }
        }

        /// Reads `1,3-4:5`; the failure is a sentence.
        public init(_ text: String) throws(AddressSpec.Failure) {
            let parts = text.split(separator: ":", omittingEmptySubsequences: false)
            guard parts.count == 2 else { throw AddressSpec.Failure("missing sample size in '\(text)', expected <ranges>:<size>") }
            guard let size = Int(parts[1]), size > 0, size <= 1_000_000 else {
                throw AddressSpec.Failure("sample size '\(parts[1])' must be a positive integer")
            }
            var ranges: [ClosedRange<Int>] = []
            for word in parts[0].split(separator: ",", omittingEmptySubsequences: false) {
                let ends = word.split(separator: "-", maxSplits: 1, omittingEmptySubsequences: false)
                guard let low = ends.first.flatMap({ Int($0) }), let high = ends.last.flatMap({ Int($0) }), low > 0, low <= high else {
                    throw AddressSpec.Failure("invalid range '\(word)' in the sample ranges")
                }
                guard high <= size else { throw AddressSpec.Failure("sample size \(size) is below the range '\(word)'") }
                ranges.append(low...high)
            }
            ranges.sort { $0.lowerBound < $1.lowerBound }
            for (first, second) in zip(ranges, ranges.dropFirst()) where first.upperBound >= second.lowerBound {
                throw AddressSpec.Failure("sample ranges overlap in '\(text)'")
            }
            self.ranges = ranges
            self.size = size
        }
    }

    public var destination: Destination
    /// Longest message in bytes with its header (`len`).
    public var maxLength = 1024
    /// The layout when one was asked for; otherwise `local`, or `rfc3164` under `log-send-hostname`.
    public var layout: Layout?
    public var sampling: Sampling?
    public var facility: SyslogFacility
    /// Messages that matter less are not sent.
    public var leastSevere = SyslogLevel.debug
    /// Messages that matter more are sent under this level.
    public var mostSevere = SyslogLevel.emergency

    public init(destination: Destination, facility: SyslogFacility) {
        self.destination = destination
        self.facility = facility
    }
}
