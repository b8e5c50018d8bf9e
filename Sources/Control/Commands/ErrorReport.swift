// Control: `show errors`.
import Base
import Proxies
import Streams

/// Lists the last invalid messages (runtime-cli §5.7).
enum ErrorReport {
    static func answer(_ context: CLIContext) -> CLIAnswer {
        var proxies = context.center.configuration.proxies
        var words = context.arguments[...]
        var side: Bool?
        func read(_ word: String) -> Bool? { word == "request" ? false : word == "response" ? true : nil }
        var wanted: Proxy?
        if let first = words.first, read(first) == nil {
            words = words.dropFirst()
            if let id = Int(first) {
                guard let found = context.center.configuration.proxy(id: id) else { return id == -1 ? dump(context, proxies, nil, nil) : .error("No such proxy.") }
                wanted = found
            } else {
                guard let found = proxies.first(where: { $0.name == first }) else { return .error("No such proxy.") }
                wanted = found
            }
        }
        if let word = words.first {
            guard let known = read(word) else { return .error("Expects either nothing, 'request', or 'response'.") }
            side = known
        }
        if wanted == nil { proxies = context.center.configuration.proxies }
        return dump(context, proxies, wanted, side)
    }

    private static func dump(_ context: CLIContext, _ proxies: [Proxy], _ wanted: Proxy?, _ side: Bool?) -> CLIAnswer {
        var text = "Total events captured on [\(date(context.wall, context))] : \(CapturedErrors.count)\n \n"
        for proxy in proxies {
            for error in proxy.capturedErrors?.all ?? [] {
                if let side, error.isResponse != side { continue }
                // Why: a frontend's filter also shows what its backends' servers sent to it.
                if let wanted, wanted.id != error.proxyID, wanted.id != error.otherID { continue }
                text += describe(error, context)
            }
        }
        return .text(text)
    }

    private static func date(_ wall: Int64, _ context: CLIContext) -> String {
        var zone = LocalTime()
        let date = CalendarDate(seconds: wall / 1_000_000, offset: zone.offset(at: wall / 1_000_000))
        func padded(_ value: Int, _ width: Int) -> String {
            let text = "\(value)"
            return String(repeating: "0", count: max(0, width - text.count)) + text
        }
        return "\(padded(date.day, 2))/\(date.monthName)/\(padded(date.year, 4)):\(padded(date.hour, 2)):\(padded(date.minute, 2)):\(padded(date.second, 2)).\(padded(Int(wall % 1_000_000) / 1000, 3))"
    }

    private static func describe(_ error: CapturedError, _ context: CLIContext) -> String {
        var text = "[\(date(error.wall, context))] "
        if error.isResponse {
            text += "backend \(error.proxyName) (#\(error.proxyID)): invalid response\n"
            text += "  frontend \(error.otherName) (#\(error.otherID))"
        } else {
            text += "frontend \(error.proxyName) (#\(error.proxyID)): invalid request\n"
            text += "  backend \(error.otherName) (#\(error.otherID))"
        }
        text += ", server \(error.serverName) (#\(error.serverID)), event #\(error.event), src \(error.source)\n"
        text += "  buffer starts at 0 (including 0 out), \(max(0, error.capacity - error.bytes.count)) free,\n"
        text += "  len \(error.bytes.count), wraps at \(error.capacity), error at position \(error.position)\n"
        text += "  reason: \(error.reason) :\n  \n"
        return text + lines(error.bytes)
    }

    /// The bytes with their offsets, controls escaped, at most 79 columns.
    static func lines(_ bytes: [UInt8]) -> String {
        var text = ""
        var at = 0
        var continues = false
        while at < bytes.count {
            let number = "\(at)"
            var line = "  " + String(repeating: "0", count: max(0, 5 - number.count)) + number + (continues ? "+ " : "  ")
            var ended = false
            while at < bytes.count {
                let byte = bytes[at]
                let shown = escaped(byte)
                if line.count + shown.count > 79 { break }
                line += shown
                at += 1
                if byte == 10 {
                    ended = true
                    break
                }
            }
            continues = !ended
            text += line + "\n"
        }
        return text + " \n"
    }

    private static func escaped(_ byte: UInt8) -> String {
        switch byte {
        case 13: return "\\r"
        case 10: return "\\n"
        case 9: return "\\t"
        case 27: return "\\e"
        case 92: return "\\\\"
        case 32..<127: return String(UnicodeScalar(byte))
        default:
            let digits = Array("0123456789ABCDEF")
            return "\\x\(digits[Int(byte >> 4)])\(digits[Int(byte & 15)])"
        }
    }
}
