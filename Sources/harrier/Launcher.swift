// harrier: from the command line to an exit status.
import Base
import CShims
import Config
import Proxies

/// Follows the command line: answers, checks, or hands a valid configuration to `serve`.
struct Launcher {
    let arguments: [String]
    /// Serves with a valid configuration; the result is the process's exit status.
    let serve: (ConfigurationProgram.Result, LaunchOptions) -> Int32

    /// - Returns: the exit status (HAProxy management guide §3): 0, 1 for errors, 2 for a valid configuration without a
    ///   listener (`-c`) and for what is no condition (`-cc`).
    func run() -> Int32 {
        let options: LaunchOptions
        do {
            options = try LaunchOptions(Array(arguments.dropFirst()))
        } catch {
            switch error {
            case .usage:
                Console.out(ProgramText.version)
                Console.error(ProgramText.usage(arguments.first ?? "harrier"))
            case .message(let text):
                Console.printer(quiet: false)(alert(text))
            }
            return 1
        }
        let catalogue: KeywordCatalogue
        do {
            catalogue = try Catalogue.keywords()
            try Catalogue.samples().install()
            try Catalogue.actions().install()
        } catch {
            // Why: two entries for one word are a fault of this program; better found now than half-way through a file.
            Console.error("harrier: \(error)\n")
            return 1
        }
        switch options.task {
        case .bareVersion(let text):
            Console.out(text + "\n")
            return 0
        case .version:
            Console.out(ProgramText.version)
            return 0
        case .buildOptions:
            Console.out(ProgramText.buildOptions(services: Catalogue.services, filters: Catalogue.filters))
            return 0
        case .evaluate(let condition):
            return evaluate(condition, options)
        case .serve, .check:
            return load(ConfigurationProgram(options: options, catalogue: catalogue))
        }
    }

    private func alert(_ text: String) -> Diagnostics.Message {
        let diagnostics = Diagnostics()
        diagnostics.alert(text)
        return diagnostics.messages[0]
    }

    // MARK: -cc

    private func evaluate(_ text: String, _ options: LaunchOptions) -> Int32 {
        let printer = Console.printer(quiet: options.quiet)
        let environment = ProcessEnvironment.make(options)
        let expression: String
        do {
            let words = try Tokenizer.words(of: text.utf8) { environment.variables[$0] }
            expression = words.map(\.text).joined(separator: " ")
        } catch {
            printer(alert("config : Syntax Error in condition: \(error.message)"))
            return 2
        }
        do {
            return try ConfigCondition.evaluate(expression, in: environment) ? 0 : 1
        } catch {
            printer(alert("config : Failed to evaluate condition: \(error.message)"))
            return 2
        }
    }

    // MARK: -c and start

    private func load(_ program: ConfigurationProgram) -> Int32 {
        let options = program.options
        let quiet = options.quiet && !options.verbose
        let printer = Console.printer(quiet: quiet)
        if options.paths.isEmpty, options.dump == nil {
            Console.out(ProgramText.version)
            Console.error(ProgramText.usage(arguments.first ?? "harrier"))
            return 1
        }
        if let directory = options.directory, chdir(directory) != 0 {
            printer(alert("Could not change to directory \(directory) : \(String(cString: strerror(hs_errno())))"))
            return 1
        }
        let result = program.load(onMessage: printer)
        let isValid = result.isValid
        if let classes = options.dump {
            guard let text = KeywordDump.text(classes, keywords: program.catalogue, samples: .current) else {
                printer(alert("-dK: unknown class in '\(classes.joined(separator: ","))'; -dKhelp lists them."))
                return 1
            }
            Console.out(text)
        }
        guard isValid else { return 1 }
        if options.listsLibraries { Console.out(libraries()) }
        if options.task == .check {
            guard result.parsed.hasListener else {
                if !quiet { Console.out("Configuration file has no error but will not start (no listener) => exit(2).\n") }
                return 2
            }
            if options.verbose {
                if result.diagnostics.hasWarnings { Console.out("Warnings were found.\n") }
                Console.out("Configuration file is valid\n")
            }
            return 0
        }
        guard result.parsed.hasListener else {
            printer(alert("[\(arguments.first ?? "harrier").main()] No enabled listener found (check for 'bind' directives) ! Exiting."))
            return 1
        }
        return serve(result, options)
    }

    /// Files of machine code in use (`-dL`).
    private func libraries() -> String {
        guard let bytes = FileReader.read("/proc/self/maps") else { return "" }
        var seen: [String] = []
        for line in String(decoding: bytes, as: UTF8.self).split(separator: "\n") {
            let fields = line.split(separator: " ", omittingEmptySubsequences: true)
            guard fields.count >= 6, fields[1].contains("x"), fields[5].hasPrefix("/") else { continue }
            let path = String(fields[5])
            if !seen.contains(path) { seen.append(path) }
        }
        return seen.map { $0 + "\n" }.joined()
    }
}
