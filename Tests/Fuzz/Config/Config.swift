import Base
import Config
import Proxies
import Samples

// Fuzzes the configuration language with the whole vocabulary. What must hold for every input: no trap, no hang; the same
// messages each time; messages are printable and blame lines that exist; conditions never trap either.

let keywords: KeywordCatalogue = {
    do {
        try Catalogue.samples().install()
        try Catalogue.actions().install()
        return try Catalogue.keywords()
    } catch { fatalError("\(error)") }
}()

func load(_ bytes: [UInt8]) -> (ParsedConfiguration, Diagnostics) {
    let diagnostics = Diagnostics(showsDiagnostics: true)
    let environment = Environment(variables: ["A": "1", "EMPTY": "", "LIST": "a b c", "PORT": "8080", "BRACE": "}"])
    var parsed = ConfigurationLoader.load(
        [ConfigurationSource(name: "fuzz.cfg", bytes: bytes)], catalogue: keywords, environment: environment, diagnostics: diagnostics)
    if !diagnostics.hasAlerts { parsed.check(diagnostics: diagnostics, resolver: { _, _ in nil }) }
    return (parsed, diagnostics)
}

@_cdecl("LLVMFuzzerTestOneInput")
public func fuzz(_ data: UnsafePointer<UInt8>, _ count: Int) -> CInt {
    var bytes = Array(UnsafeBufferPointer(start: data, count: count))
    // Why: real files end in a line feed; without one every input would be refused for it.
    if bytes.last != 10 { bytes.append(10) }
    let (_, first) = load(bytes)
    // Why: reading twice halves the speed; one input in sixteen shows it as well.
    if count & 15 == 0 { precondition(first.messages == load(bytes).1.messages, "two readings differ") }
    let lines = bytes.lazy.filter { $0 == 10 }.count
    for message in first.messages {
        precondition(message.text.unicodeScalars.allSatisfy { $0.value >= 32 && $0.value != 127 || $0 == "\n" }, "unprintable: \(message.text)")
        if let location = message.location, location.file == "fuzz.cfg" {
            precondition(location.line >= 1 && location.line <= lines, "no such line: \(location)")
        }
    }
    precondition(first.hasAlerts == first.messages.contains { $0.severity == .alert })
    if let end = bytes.firstIndex(of: 10) {
        _ = try? ConfigCondition.evaluate(String(decoding: bytes[..<end], as: UTF8.self), in: Environment())
    }
    return 0
}
