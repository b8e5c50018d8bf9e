import Base
import Proxies
import Testing

@testable import Control

@Suite("Commands (runtime-cli §5)")
struct CLICommandTests {
    @Test("for servers answer as 3.4 does", arguments: [
        ("get weight be/s1", "10 (initial 10)\n"),
        ("get weight #2/#2", "5 (initial 5)\n"),
        ("get weight be", "Require 'backend/server'.\n"),
        ("get weight xx/s1", "No such backend.\n"),
        ("get weight be/xx", "No such server.\n"),
        ("set weight be/s1 50%;get weight be/s1", "\n5 (initial 10)\n"),
        ("set weight be/s1 foo", "Empty weight string empty or preceded by garbage\n"),
        ("set weight be/s1 300", "Absolute weight can only be between 0 and 256 inclusive.\n"),
        ("set weight be/s1", "Require <weight> or <weight%>.\n"),
        ("set server be/s1", "usage: set server <backend>/<server> addr | agent | agent-addr | agent-port | agent-send | check-addr | check-port | fqdn | health | ssl | state | weight\n"),
        ("set server be/s1 state foo", "'set server <srv> state' expects 'ready', 'drain' and 'maint'.\n"),
        ("set server be/s1 health foo", "'set server <srv> health' expects 'up', 'stopping', or 'down'.\n"),
        ("set server be/s1 addr 127.0.0.2", "IP changed from '127.0.0.1' to '127.0.0.2' by 'stats socket command'\n"),
        ("set server be/s1 addr 127.0.0.1 port 18090", "port changed from '8080' to '18090' by 'stats socket command'\n"),
        ("set server be/s1 addr 127.0.0.1", "nothing changed\n"),
        ("set server be/s1 addr foo", "Invalid addr 'foo'\n"),
        ("set server be/s1 agent down", "agent checks are not enabled on this server.\n"),
        ("set server be/s1 fqdn foo.com", "set server <b>/<s> fqdn failed because no resolution is configured.\n"),
        ("set server be/s1 ssl on", "'set server <srv> ssl' cannot be set.  default-server should define ssl settings\n"),
        ("enable health be/s1", "Health check was not configured on this server, cannot enable.\n"),
        ("enable agent be/s1", "Agent was not configured on this server, cannot enable.\n"),
        ("disable frontend fe;disable frontend fe", "\nAll sockets are already disabled.\n"),
        ("enable frontend fe", "All sockets are already enabled.\n"),
        ("shutdown frontend fe;shutdown frontend fe;enable frontend fe", "\nFrontend was already shut down.\n\nFrontend was previously shut down, cannot enable.\n"),
        ("disable frontend", "A frontend name is expected.\n"),
        ("disable frontend xx", "No such frontend.\n"),
        ("set maxconn server be/s1 foo", "maxconn string empty or preceded by garbage\n"),
        ("set maxconn server be/s1", "Require <maxconn>.\n"),
        ("set maxconn global 9000", "Value out of range.\n"),
        ("set maxconn global x", "Expects an integer value.\n"),
        ("set maxconn frontend fe x", "Integer value expected.\n"),
        ("shutdown session 0x1234", "No such session (use 'show sess').\n"),
        ("shutdown session", "Session pointer expected (use 'show sess').\n"),
        ("show sess zz", "Unsupported option 'zz', try 'help' for more info.\n"),
        ("show sess 0x12", "Session not found.\n"),
        ("show sess older x", "Invalid age.\n"),
        ("show sess", ""),
        ("show servers state xx", "Can't find backend.\n"),
        ("show stat xx 4 -1", "No such proxy.\n"),
        ("show stat domain xx", "Invalid statistics domain.\n"),
        ("show env NO_SUCH_VARIABLE_HERE", "Variable not found\n"),
        ("show activity 7", "Thread ID number must be between -1 and nbthread\n"),
        ("show backend", "# name\nbe\n"),
        ("show startup-logs", "[WARNING]  (1) : w\n"),
        ("wait", "Expects a duration in milliseconds.\n"),
        ("wait x", "Invalid duration.\n"),
        ("wait 10", "Done.\n"),
        ("wait 10 srv-removable", "Missing server name (<backend>/<server>).\n"),
        ("disable server be/s1;wait 2s srv-removable be/s1", "\nDone.\n"),
        ("wait 10 srv-removable be/s1", "Failed. Only servers in maintenance mode can be deleted.\n"),
        ("set timeout cli x", "Invalid timeout value.\n"),
        ("set timeout cli", "Expects an integer value.\n"),
        ("set timeout foo 3", "'set timeout' only supports 'cli'.\n"),
        ("show errors xx", "No such proxy.\n"),
    ])
    func answers(commands: String, expected: String) {
        let answer = Desk().say(commands + "\n")
        #expect(answer == expected + "\n<EOF>")
    }

    @Test("change states that statistics show", arguments: [
        ("set server be/s1 state maint", "MAINT"), ("set server be/s1 state drain", "DRAIN"), ("disable server be/s1", "MAINT"),
        ("disable server be/s1;enable server be/s1", "no check"), ("set server be/s1 health down", "DOWN"),
    ])
    func states(commands: String, status: String) {
        let desk = Desk()
        _ = desk.say("prompt i;" + commands + "\n")
        let row = desk.say("show stat be 4 1\n").split(separator: "\n")[1].split(separator: ",", omittingEmptySubsequences: false)
        #expect(row[17] == status)
    }

    @Test("print statistics whose rows have as many commas as the header")
    func csv() {
        let lines = Desk().say("show stat\n").split(separator: "\n")
        #expect(lines[0].hasPrefix("# pxname,svname,"))
        let commas = lines[0].filter { $0 == "," }.count
        #expect(lines.dropFirst().dropLast().allSatisfy { $0.filter { $0 == "," }.count == commas })
        #expect(lines.dropFirst().dropLast().map { $0.split(separator: ",")[0..<2].joined(separator: "/") } == ["fe/FRONTEND", "be/s1", "be/s2", "be/BACKEND"])
    }

    @Test("select rows", arguments: [
        ("show stat be 4 -1", ["be/s1", "be/s2"]), ("show stat be 4 2", ["be/s2"]), ("show stat -1 1 -1", ["fe/FRONTEND"]),
        ("show stat 2 2 -1", ["be/BACKEND"]), ("show stat 99 -1 -1", []), ("disable server be/s1;show stat be 4 -1 no-maint", ["be/s2"]),
    ])
    func selection(command: String, expected: [String]) {
        let lines = Desk().say(command + "\n").split(separator: "\n").filter { $0.contains(",") }.dropFirst()
        #expect(lines.map { $0.split(separator: ",")[0..<2].joined(separator: "/") } == expected)
    }

    @Test("print typed statistics")
    func typed() throws {
        let lines = Desk().say("show stat typed\n").split(separator: "\n").dropLast()
        let shape = try Swift.Regex<AnyRegexOutput>(#"^[FBSL]\.\d+\.\d+\.\d+\.[A-Za-z0-9_]+\.1:[MSKCP][AaCDGLMmNORT][CPSs][VP]:(s32|u32|u64|str|flt):.*$"#)
        for line in lines { #expect(line.wholeMatch(of: shape) != nil, "\(line)") }
        #expect(lines.contains("F.1.0.0.pxname.1:KNSV:str:fe"))
        #expect(lines.contains("F.1.0.7.stot.1:MCPP:u64:0"))
        #expect(lines.contains("S.2.1.18.weight.1:MaPV:u32:10"))
        #expect(lines.contains("S.2.1.55.lastsess.1:MAPP:s32:-1"))
    }

    @Test("print the process's state in order")
    func info() throws {
        let lines = Desk().say("show info\n").split(separator: "\n").map(String.init)
        #expect(lines[0...1] == ["Name: HAProxy", "Version: 3.4.0"])
        #expect(lines[5] == "Process_num: 1")
        #expect(lines.contains("NbThreadGroups: 1"))
        #expect(lines.dropLast().last == "Product: Harrier 0.1.0")
        let shape = try Swift.Regex<AnyRegexOutput>(#"^\d+\.[^.]+(\.[^.]+)*\.1:[MSKCP][AaCDGLMmNORT][CPSs][VP]:(s32|s64|u32|u64|str|flt):.*$"#)
        for line in Desk().say("show info typed\n").split(separator: "\n").dropLast() { #expect(line.wholeMatch(of: shape) != nil, "\(line)") }
        #expect(Desk().say("show info typed\n").contains("\n47.Tasks.1:MGPV:u32:"))
        #expect(Desk().say("show info desc\n").hasPrefix("Name: HAProxy:\""))
    }

    @Test("print JSON")
    func json() {
        let info = Desk().say("show info json\n")
        #expect(info.hasPrefix(
            #"[{"field":{"pos":0,"name":"Name"},"processNum":1,"tags":{"origin":"Product","nature":"Output","scope":"Service"},"value":{"type":"str","value":"HAProxy"}},"#))
        #expect(info.hasSuffix("}]\n\n<EOF>"))
        let stat = Desk().say("show stat be 4 1 json\n")
        #expect(stat.hasPrefix(
            #"[[{"objType":"Server","proxyId":2,"id":1,"field":{"pos":0,"name":"pxname"},"processNum":1,"tags":{"origin":"Key","nature":"Name","scope":"Service"},"value":{"type":"str","value":"be"}},"#))
        #expect(stat.hasSuffix("}]]\n\n<EOF>"))
        #expect(Desk().say("show stat 99 -1 -1 json\n") == "[]\n\n<EOF>")
    }

    @Test("quote CSV fields that need it", arguments: [
        ("plain", "plain"), ("a,b", "\"a,b\""), ("say \"hi\"", "\"say \"\"hi\"\"\""), ("", ""),
    ])
    func quoting(text: String, expected: String) { #expect(StatValue.text(text).csv == expected) }

    @Test("print server states that can be read back")
    func serverState() {
        let text = String(Desk().say("show servers state\n").dropLast(6))
        #expect(text.hasPrefix("1\n# be_id be_name srv_id srv_name srv_addr "))
        let entries = StateFile.read(text)
        #expect(entries?.map(\.serverName) == ["s1", "s2"])
        #expect(entries?.first?.port == 8080)
        let conn = Desk().say("show servers conn be\n").split(separator: "\n")
        #expect(conn[0] == "# bkname/svname bkid/svid addr port - purge_delay served used_cur used_max need_est idle_sess unsafe_nb safe_nb idle_lim idle_cur idle_per_thr[1]")
        #expect(conn[1].hasPrefix("be/s1 2/1 127.0.0.1 8080 - 5000 0 0 0 "))
    }

    @Test("escape the bytes of errors")
    func errors() {
        #expect(ErrorReport.lines(Array("GET /\r\n\u{1}\\".utf8)) == "  00000  GET /\\r\\n\n  00007  \\x01\\\\\n \n")
        let long = ErrorReport.lines([UInt8](repeating: 97, count: 100)).split(separator: "\n")
        #expect(long[0].count == 79)
        #expect(long[1].hasPrefix("  00070+ aaa"))
    }
}
