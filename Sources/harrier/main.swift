import CShims
import Config

let launcher = Launcher(arguments: CommandLine.arguments) { result, options in
    ProcessService(result: result, options: options).run()
}
exit(launcher.run())
