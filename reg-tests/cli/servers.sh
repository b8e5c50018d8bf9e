#!/bin/bash
# Servers by the command line interface: disable, enable, drain, weights, addresses, and what traffic makes of them.
. "$(dirname "$0")/../lib.sh"
log_sink
ports fe s1 s2
start <<END
global
    stats socket $sock level admin
$standard
frontend fe
    bind 127.0.0.1:$fe
    default_backend be
backend be
    cookie SRV insert
    server s1 127.0.0.1:$s1 cookie A weight 10
    server s2 127.0.0.1:$s2 cookie B weight 10
END
scenario <<'END'
Origin(s1).serve(answering("1")); Origin(s2).serve(answering("2"))
def seen(count=4, *fields):
    text = ""
    for _ in range(count):
        c = connect(fe); c.get("/", *fields); text += c.response().body.decode()[:1]; c.close()
    return text
equal(sorted(seen()), list("1122"))
equal(cli("disable server be/s1"), "\n"); equal(seen(), "2222"); equal(stat("be", "s1", "status"), "MAINT")
equal(cli("enable server be/s1"), "\n"); equal(sorted(seen()), list("1122"))
equal(cli("set server be/s2 state drain"), "\n"); equal(seen(), "1111"); equal(seen(2, "Cookie: SRV=B"), "22")
equal(cli("set server be/s2 state ready"), "\n")
equal(cli("set server be/s1 state maint"), "\n"); equal(seen(2), "22"); equal(cli("set server be/s1 state ready"), "\n")
equal(cli("set weight be/s1 0"), "\n"); equal(seen(), "2222"); equal(cli("get weight be/s1"), "0 (initial 10)\n\n")
equal(cli("set server be/s1 weight 50%"), "\n"); equal(cli("get weight be/s1"), "5 (initial 10)\n\n")
equal(cli("set weight be/s1 3000%"), "\n"); equal(cli("get weight be/s1"), "256 (initial 10)\n\n")
match("Absolute weight can only be between 0 and 256 inclusive", cli("set weight be/s1 257"))
match("No such server", cli("disable server be/s9")); match("Require 'backend/server'", cli("get weight be"))
equal(cli("set weight be/s1 10"), "\n")
equal(cli("disable server be/s2"), "\n")
match("IP changed from|nothing changed|no need to change|port changed", cli(f"set server be/s1 addr 127.0.0.1 port {s2}"))
equal(seen(2), "22")
rows = [l.split(" ") for l in cli("show servers state be").split("\n") if l and l[0] not in "#1" or l[:2] == "1 "]
END
