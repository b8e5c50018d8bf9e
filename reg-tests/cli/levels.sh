#!/bin/bash
# Levels of sockets, lowering them in a session, the default level, expert and experimental modes.
. "$(dirname "$0")/../lib.sh"
ports fe s1
start <<END
global
    stats socket $sock level admin
    stats socket $dir/operator.sock
    stats socket $dir/user.sock level user
$standard
frontend fe
    bind 127.0.0.1:$fe
backend be
    server s1 127.0.0.1:$s1
END
scenario <<'END'
operator, user = dir + "/operator.sock", dir + "/user.sock"
equal([cli("show cli level", p) for p in (None, operator, user)], ["admin\n\n", "operator\n\n", "user\n\n"])
denied = "Permission denied\n\n"
for command in ("disable server be/s1", "set weight be/s1 3", "set server be/s1 state maint", "disable frontend fe", "shutdown session 0x1",
                "set maxconn global 10", "clear counters all", "enable health be/s1", "set rate-limit sessions global 3"):
    equal(cli(command, operator), denied, command); equal(cli(command, user), denied, command)
for command in ("show sess", "show errors", "show env", "show fd", "clear counters") + (("show activity",) if release >= (3, 0) else ()):
    equal(cli(command, user), denied, command); true(cli(command, operator) != denied, command)
for command in ("show info", "show stat", "show version", "show servers state", "show servers conn", "show backend", "get weight be/s1", "help"):
    true(cli(command, user) != denied, command)
match(r"(?m)^unix@\S+/user.sock user all$", cli("show cli sockets"))
c = connect(env["sock"], name="cli"); c.send("prompt\n"); c.expect("\n> ")
def ask(text, expected): c.send(text + "\n"); c.expect(expected + "\n> ")
ask("expert-mode", "expert-mode is OFF\n"); ask("expert-mode on", ""); ask("expert-mode", "expert-mode is ON\n")
ask("operator", ""); ask("show cli level", "operator\n"); ask("disable server be/s1", denied[:-1])
ask("user", ""); ask("show cli level", "user\n")
if release >= (3, 0): ask("operator", denied[:-1])
equal(stat("be", "s1", "status"), "no check")
END
