// Control: one row of `show stat`.

/// The values of one frontend, listener, server or backend.
struct StatRow {
    enum Kind: Int {
        case frontend, backend, server, listener
        /// The letter of typed output and the word of JSON.
        var letter: String { ["F", "B", "S", "L"][rawValue] }
        var word: String { ["Frontend", "Backend", "Server", "Listener"][rawValue] }
    }

    let kind: Kind
    let proxyID: Int
    let id: Int
    private var values: [StatValue?]

    init(_ kind: Kind, proxyID: Int, id: Int) {
        self.kind = kind
        self.proxyID = proxyID
        self.id = id
        values = Array(repeating: nil, count: StatColumn.allCases.count)
    }

    subscript(column: StatColumn) -> StatValue? {
        get { values[column.rawValue] }
        set { values[column.rawValue] = newValue }
    }

    mutating func set(_ column: StatColumn, _ value: Int) { self[column] = StatValue(value) }
    mutating func set(_ column: StatColumn, _ value: UInt64) { self[column] = .unsigned(value) }
    mutating func set(_ column: StatColumn, _ text: String) { self[column] = .text(text) }

    /// The first line of CSV.
    static let header: String = {
        var text = "# "
        for column in StatColumn.allCases {
            if column.rawValue == StatColumn.fixedCount { text += "-," }
            text += column.field.name + ","
        }
        return text + "\n"
    }()

    var csv: String {
        var text = ""
        for column in StatColumn.allCases {
            if column.rawValue == StatColumn.fixedCount { text += "-," }
            if let value = self[column] { text += value.csv }
            text += ","
        }
        return text + "\n"
    }

    func typed(describes: Bool) -> String {
        var text = ""
        for column in StatColumn.allCases {
            guard let value = self[column] else { continue }
            let field = column.field
            text += "\(kind.letter).\(proxyID).\(id).\(column.rawValue).\(field.name).1:\(field.tags):\(value.kind(of: field)):\(value.text)"
            if describes { text += ":\"\(field.summary)\"" }
            text += "\n"
        }
        return text
    }

    var json: String {
        var fields: [String] = []
        for column in StatColumn.allCases {
            guard let value = self[column] else { continue }
            let tags = column.field.tagWords
            fields.append(
                "{\"objType\":\"\(kind.word)\",\"proxyId\":\(proxyID),\"id\":\(id),"
                    + "\"field\":{\"pos\":\(column.rawValue),\"name\":\"\(column.field.name)\"},\"processNum\":1,"
                    + "\"tags\":{\"origin\":\"\(tags.origin)\",\"nature\":\"\(tags.nature)\",\"scope\":\"\(tags.scope)\"},"
                    + "\"value\":\(value.json(column.field))}")
        }
        return "[" + fields.joined(separator: ",") + "]"
    }
}
