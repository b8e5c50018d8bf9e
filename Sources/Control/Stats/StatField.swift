// Control: what a number or text of the statistics means, and its written forms.

/// Name, tags and type of one field (management guide §9.2).
struct StatField: Sendable {
    enum Kind: String, Sendable { case str, u32, u64, s32, flt }

    let name: String
    /// Origin, nature, scope, and whether it survives a reload: one letter each.
    let tags: String
    let kind: Kind
    let summary: String

    init(_ name: String, _ tags: String, _ kind: Kind, _ summary: String) {
        self.name = name
        self.tags = tags
        self.kind = kind
        self.summary = summary
    }

    /// The tags in words, for JSON.
    var tagWords: (origin: String, nature: String, scope: String) {
        let letters = Array(tags)
        let origin = switch letters[0] {
        case "M": "Metric"
        case "S": "Status"
        case "K": "Key"
        case "C": "Config"
        default: "Product"
        }
        let nature = switch letters[1] {
        case "A": "Age"
        case "a": "Avg"
        case "C": "Counter"
        case "D": "Duration"
        case "G": "Gauge"
        case "L": "Limit"
        case "M": "Max"
        case "m": "Min"
        case "N": "Name"
        case "R": "Rate"
        case "T": "Time"
        default: "Output"
        }
        let scope = switch letters[2] {
        case "C": "Cluster"
        case "P": "Process"
        case "S": "Service"
        default: "System"
        }
        return (origin, nature, scope)
    }
}

/// A field's value.
enum StatValue: Equatable {
    case text(String)
    case number(Int64)
    case unsigned(UInt64)
    /// Seconds with microseconds (`float`).
    case decimal(microseconds: Int64)

    init(_ value: Int) { self = .number(Int64(value)) }

    var text: String {
        switch self {
        case .text(let text): return text
        case .number(let number): return "\(number)"
        case .unsigned(let number): return "\(number)"
        case .decimal(let micros):
            let rest = "\(micros % 1_000_000)"
            var digits = String(repeating: "0", count: 6 - rest.count) + rest
            while digits.count > 1, digits.hasSuffix("0") { digits.removeLast() }
            return "\(micros / 1_000_000)." + digits
        }
    }

    /// The type's name in typed output.
    func kind(of field: StatField) -> String {
        if case .decimal = self { return "flt" }
        return field.kind.rawValue
    }

    /// A field of CSV: quoted when it must be, inner quotes doubled.
    var csv: String {
        guard case .text(let text) = self, text.utf8.contains(where: { $0 == 44 || $0 == 34 || $0 == 10 }) else { return self.text }
        return StatValue.quoted(text)
    }

    /// Always in quotes.
    static func quoted(_ text: String) -> String {
        var result = "\""
        for character in text.unicodeScalars {
            if character == "\"" { result.unicodeScalars.append("\"") }
            result.unicodeScalars.append(character)
        }
        return result + "\""
    }

    /// A value in JSON.
    func json(_ field: StatField) -> String {
        switch self {
        case .text(let text): return "{\"type\":\"str\",\"value\":\"\(StatValue.jsonEscaped(text))\"}"
        case .number, .unsigned, .decimal: return "{\"type\":\"\(kind(of: field))\",\"value\":\(self.text)}"
        }
    }

    static func jsonEscaped(_ text: String) -> String {
        var result = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"": result += "\\\""
            case "\\": result += "\\\\"
            case "\n": result += "\\n"
            case "\r": result += "\\r"
            case "\t": result += "\\t"
            case _ where scalar.value < 32:
                let digits = Array("0123456789abcdef".unicodeScalars)
                result += "\\u00"
                result.unicodeScalars.append(digits[Int(scalar.value >> 4)])
                result.unicodeScalars.append(digits[Int(scalar.value & 15)])
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result
    }
}

/// How statistics are written.
enum StatForm: Sendable { case plain, typed, json }
