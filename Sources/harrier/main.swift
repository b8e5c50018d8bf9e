import CShims
import Config

let launcher = Launcher(arguments: CommandLine.arguments) { _, _ in
    Console.error(Diagnostics.line(.alert, "this build has no engine: only -c, -cc, -v, -vv and -dK work.", pid: getpid()) + "\n")
    return 1
}
exit(launcher.run())
