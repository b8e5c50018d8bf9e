// harrier: what the configuration asks of the kernel's limits.
import Config
import Net
import Proxies

/// Connections, pipes and descriptors of this start.
struct ProcessLimits {
    let plan: DescriptorPlan
    private let global: GlobalSettings
    private let options: LaunchOptions
    private let atBoot = ResourceLimit.descriptors

    init(_ parsed: ParsedConfiguration, options: LaunchOptions, threads: Int) {
        self.options = options
        global = parsed.global
        var needs = DescriptorPlan.Needs()
        needs.threads = threads
        let live = parsed.proxies.filter { !$0.disabled }
        let binds = live.filter(\.isFrontend).flatMap(\.binds) + global.statsSockets
        needs.listeners = binds.reduce(0) { $0 + $1.specs.reduce(0) { $0 + $1.addresses.count } }
        needs.statisticsClients = global.statsSockets.isEmpty ? 0 : global.statsMaxconn
        needs.checks = live.filter(\.isBackend).reduce(0) { $0 + $1.servers.count { $0.check } }
        let spliced = live.filter { !$0.options.isDisjoint(with: [.spliceAuto, .spliceRequest, .spliceResponse]) }
        if global.splice, !spliced.isEmpty {
            needs.spliced = spliced.contains { $0.maxconn == 0 } ? 0 : spliced.reduce(0) { $0 + $1.maxconn }
        }
        plan = DescriptorPlan(
            needs, maxconn: global.maxconn, maxpipes: global.maxpipes, limit: global.ulimitN ?? max(atBoot.soft, atBoot.hard),
            hardLimit: global.fdHardLimit, memory: options.memoryLimit,
            bytesPerConnection: 2 * global.tune.bufsize + 1024)
    }

    /// Raises or lowers the process's limits; refuses to start with fewer descriptors than the connections need, unless
    /// `no strict-limits` is set.
    func apply(program: String, report: (Severity, String) -> Void) throws(ProcessService.Abort) {
        if plan.isAutomatic, options.verbose || options.debug {
            report(.notice, "Automatically setting global.maxconn to \(plan.maxconn).")
        }
        let strict = global.strictLimits
        let wanted = global.ulimitN ?? plan.maxsock
        if !ResourceLimit.setDescriptors(soft: wanted, hard: max(wanted, atBoot.hard)) {
            report(strict ? .alert : .warning, "[\(program).main()] Cannot raise FD limit to \(wanted), limit is \(atBoot.hard).")
            if strict { throw ProcessService.Abort() }
            _ = ResourceLimit.setDescriptors(soft: atBoot.hard, hard: atBoot.hard)
        }
        if let megabytes = options.memoryLimit, megabytes > 0, !ResourceLimit.setMemory(megabytes: megabytes) {
            report(strict ? .alert : .warning, "[\(program).main()] Cannot fix MEM limit to \(megabytes) megs.")
            if strict { throw ProcessService.Abort() }
        }
        let limit = ResourceLimit.descriptors.soft
        if limit < plan.maxsock {
            report(strict ? .alert : .warning, "[\(program).main()] FD limit (\(limit)) too low for maxconn=\(plan.maxconn)/maxsock=\(plan.maxsock). "
                + "Please raise 'ulimit-n' to \(plan.maxsock) or more to avoid any trouble.")
            if strict { throw ProcessService.Abort() }
        }
    }
}
