// Net: what `_getsocks` may hand out.
import Synchronization

/// The listening sockets of this process that a next one may take over. Filled once at start, emptied by a soft stop.
public final class ExportedSockets: Sendable {
    /// The process's only list: descriptors belong to the process, too.
    public static let shared = ExportedSockets()

    private let list = Mutex<[ExportedSocket]>([])

    public init() {}

    public func set(_ sockets: [ExportedSocket]) { list.withLock { $0 = sockets } }
    /// In the order of the configuration.
    public var all: [ExportedSocket] { list.withLock { $0 } }
}
