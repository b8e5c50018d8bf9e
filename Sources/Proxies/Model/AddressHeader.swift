// Proxies: headers that tell the server who asked.
import Base
import HTTP

/// `option forwardfor` or `option originalto`, ready for use.
public final class AddressHeader: Sendable {
    /// Lower case.
    public let name: [UInt8]
    public let ifNone: Bool
    private let exception: AddressHeaderSettings.Network?

    init(_ settings: AddressHeaderSettings) {
        name = settings.header.lowercased().utf8.map { $0 }
        ifNone = settings.ifNone
        exception = settings.except
    }

    public func isPresent(in message: Message) -> Bool { name.withUnsafeBufferPointer { message.find(named: $0) != nil } }
    public func excepts(_ address: SocketAddress) -> Bool { exception?.contains(address) ?? false }
}
