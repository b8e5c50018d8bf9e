// Control: orders for frontends.
import Base
import Proxies

extension CLICommand {
    /// `enable`, `disable`, `shutdown frontend` (runtime-cli §5.9).
    public static var frontends: [CLICommand] { [
        CLICommand("disable frontend <frontend>", "pause a frontend's listeners", level: .admin) { context in
            withFrontend(context) { frontend in
                switch frontend.frontendState.load(ordering: .relaxed) {
                case .stopped: return .info("Frontend was previously shut down, cannot disable.")
                case .paused: return .info("All sockets are already disabled.")
                case .open:
                    context.center.host.pause(frontend)
                    return .done
                }
            }
        },
        CLICommand("enable frontend <frontend>", "resume a frontend's listeners", level: .admin) { context in
            withFrontend(context) { frontend in
                switch frontend.frontendState.load(ordering: .relaxed) {
                case .stopped: return .error("Frontend was previously shut down, cannot enable.")
                case .open: return .info("All sockets are already enabled.")
                case .paused:
                    return context.center.host.resume(frontend) ? .done : .error("Failed to resume frontend, check logs for precise cause (port conflict?).")
                }
            }
        },
        CLICommand("shutdown frontend <frontend>", "close a frontend's listeners for good", level: .admin) { context in
            withFrontend(context) { frontend in
                if frontend.frontendState.load(ordering: .relaxed) == .stopped { return .info("Frontend was already shut down.") }
                context.center.host.shut(frontend)
                return .done
            }
        },
    ] }

    private static func withFrontend(_ context: CLIContext, _ body: (Proxy) -> CLIAnswer) -> CLIAnswer {
        guard let name = context.argument(0) else { return .error("A frontend name is expected.") }
        guard let frontend = context.center.frontend(name) else { return .error("No such frontend.") }
        return body(frontend)
    }
}
