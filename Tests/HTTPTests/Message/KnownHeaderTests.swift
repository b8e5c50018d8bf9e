import Base
import HTTP
import Testing

@Suite("Names that the engine knows")
struct KnownHeaderTests {
    private func lookUp(_ name: String) -> KnownHeader {
        let bytes = Array(name.utf8)
        return bytes.withUnsafeBufferPointer { KnownHeader(lowercase: $0) }
    }

    @Test("finds every name", arguments: KnownHeader.allCases)
    func findsEveryName(id: KnownHeader) {
        #expect(lookUp("\(id.name)") == id)
    }

    @Test("finds nothing near a name", arguments: KnownHeader.allCases)
    func findsNothingNear(id: KnownHeader) {
        let name = "\(id.name)"
        #expect(lookUp(name + "x") == .none)
        for index in name.indices {
            var near = name
            near.replaceSubrange(index...index, with: "!")
            #expect(lookUp(near) == .none)
        }
    }

    @Test("finds every method, by exact case", arguments: Method.allCases)
    func methods(method: Method) {
        let name = "\(method.name)"
        #expect(Array(name.utf8).withUnsafeBufferPointer { Method($0) } == method)
        #expect(Array(name.lowercased().utf8).withUnsafeBufferPointer { Method($0) } == .other)
        #expect(Array((name + "X").utf8).withUnsafeBufferPointer { Method($0) } == .other)
    }
}
