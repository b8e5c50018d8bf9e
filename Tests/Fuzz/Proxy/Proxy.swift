import Base
import Net

// Fuzzes what stands in front of a connection: PROXY protocol versions 1 and 2, NetScaler's header, and numeric addresses.
// What must hold for every input: no trap; the same outcome on every prefix that is long enough, and `nil` before; a length
// within the input; addresses that print and read back as themselves.

enum Outcome: Equatable {
    case header(ProxyHeader), cip(NetScalerHeader), refused, incomplete
}

func proxy(_ bytes: ByteView) -> Outcome {
    do throws(ProxyHeader.Failure) {
        guard let header = try ProxyHeader.parse(bytes, limit: 4096) else { return .incomplete }
        guard header.length > 0, header.length <= bytes.count else { fatalError("length \(header.length) of \(bytes.count)") }
        for type in [ProxyHeader.RecordType.authority, ProxyHeader.RecordType.uniqueID, 0xEE] {
            if let value = header.record(type, in: bytes), value.count > header.length { fatalError("record") }
        }
        return .header(header)
    } catch { return .refused }
}

func netscaler(_ bytes: ByteView) -> Outcome {
    do throws(NetScalerHeader.Failure) {
        guard let header = try NetScalerHeader.parse(bytes, magic: 0x0102_0304, limit: 4096) else { return .incomplete }
        guard header.length > 0, header.length <= bytes.count else { fatalError("length \(header.length) of \(bytes.count)") }
        return .cip(header)
    } catch { return .refused }
}

/// Once a prefix has an outcome, longer ones have the same.
func steady(_ bytes: ByteView, _ parse: (ByteView) -> Outcome) {
    let whole = parse(bytes)
    var known: Outcome?
    for count in 0...min(bytes.count, 300) {
        let now = parse(ByteView(rebasing: bytes[..<count]))
        if let known, known != now { fatalError("\(known) became \(now) with \(count) bytes") }
        if now != .incomplete { known = now }
    }
    if let known, known != whole { fatalError("\(known) became \(whole)") }
}

@_cdecl("LLVMFuzzerTestOneInput")
public func fuzz(_ start: UnsafePointer<UInt8>?, _ count: Int) -> Int32 {
    let bytes = ByteView(start: start, count: count)
    steady(bytes, proxy)
    steady(bytes, netscaler)
    if case .header(let header) = proxy(bytes), header.source.isInternet, header.destination.family == header.source.family {
        let line = ProxyHeader.line(source: header.source, destination: header.destination)
        let binary = ProxyHeader.binary(source: header.source, destination: header.destination)
        for written in [line, binary] {
            let again = written.withUnsafeBufferPointer { proxy($0) }
            guard case .header(let copy) = again, copy.source == header.source, copy.destination == header.destination, copy.length == written.count
            else { fatalError("what was written is not what was read") }
        }
    }
    if let address = SocketAddress(numeric: bytes) {
        guard let copy = SocketAddress(numeric: address.hostText), copy == address else { fatalError("\(address.hostText)") }
    }
    if count < 300 { _ = try? AddressSpec(bytes.text, allowed: .bind, resolver: { _, _ in nil }) }
    return 0
}
