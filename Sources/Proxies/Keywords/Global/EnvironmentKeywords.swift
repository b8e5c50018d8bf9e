import Config

extension Keyword<GlobalSettings> {
    /// Variables for the lines that follow (HAProxy manual §3.1).
    public static var environment: [Self] { [
        Keyword(
            "setenv <name> <value>", in: [.global], "Sets a variable for the lines that follow and for child processes.",
            manual: "3.1", example: "setenv BACKEND_PORT 8080"
        ) { words, _ throws(ConfigError) in
            let name = try words.variableName()
            words.environment.variables[name] = try words.next("value")
        },
        Keyword(
            "presetenv <name> <value>", in: [.global], "Sets a variable unless it is set already.",
            manual: "3.1", example: "presetenv BACKEND_PORT 8080"
        ) { words, _ throws(ConfigError) in
            let name = try words.variableName()
            let value = try words.next("value")
            if words.environment.variables[name] == nil { words.environment.variables[name] = value }
        },
        Keyword(
            "unsetenv <name>…", in: [.global], "Removes variables.", manual: "3.1", example: "unsetenv TOKEN PASSWORD"
        ) { words, _ throws(ConfigError) in
            repeat {
                words.environment.variables[try words.variableName()] = nil
            } while !words.isAtEnd
        },
        Keyword(
            "resetenv [<name>…]", in: [.global], "Removes all variables except those named.",
            manual: "3.1", example: "resetenv PATH HOME"
        ) { words, _ throws(ConfigError) in
            let kept = Set(words.rest())
            words.environment.variables = words.environment.variables.filter { kept.contains($0.key) }
        },
    ] }
}

extension Words {
    /// Takes the name of a variable.
    fileprivate mutating func variableName() throws(ConfigError) -> String {
        let name = try next("name")
        if name.contains("=") { throw fail("'\(keyword)' expects the name of a variable, got '\(name)'") }
        return name
    }
}
