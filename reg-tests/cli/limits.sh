#!/bin/bash
# `set maxconn` of frontends, servers and the process, `set rate-limit`: what they refuse, and that they take effect at once.
. "$(dirname "$0")/../lib.sh"
ports fe s1
start <<END
global
    stats socket $sock level admin
    maxconn 100
$standard
frontend fe
    bind 127.0.0.1:$fe
    default_backend be
    timeout client 5s
    timeout http-request 5s
backend be
    timeout queue 5s
    timeout server 5s
    server s1 127.0.0.1:$s1 maxconn 1
END
scenario <<'END'
origin = Origin(s1)
a = connect(fe); a.get("/a"); oa = origin.accept(); oa.request()
b = connect(fe); b.get("/b"); origin.expect_no_connection(50)
equal(cli("set maxconn server be/s1 2"), "\n"); ob = origin.accept(); ob.request()
ob.reply(200, "b"); b.response(200); oa.reply(200, "a"); a.response(200); a.close(); b.close()
equal(stat("be", "s1", "slim"), "2")
equal(cli("set maxconn frontend fe 1"), "\n"); equal(stat("fe", "FRONTEND", "slim"), "1")
wait_for(lambda: stat("fe", "FRONTEND", "scur") == "0", "no session")
if is_harrier:  # 2.6 answers no more when the limit of a full frontend grows
    one = connect(fe); wait_for(lambda: stat("fe", "FRONTEND", "scur") == "1", "one session")
    two = connect(fe); pause(50); equal(stat("fe", "FRONTEND", "scur"), "1")
    equal(cli("set maxconn frontend fe 10"), "\n"); wait_for(lambda: stat("fe", "FRONTEND", "scur") == "2", "two sessions")
equal(cli("set maxconn global 50"), "\n"); equal(info("Maxconn"), "50"); equal(cli("set maxconn global 9000"), "Value out of range.\n\n")
equal(cli("set maxconn global 0"), "\n"); equal(info("Maxconn"), "100")
equal(cli("set rate-limit sessions global 20"), "\n"); equal(info("SessRateLimit"), "20")
equal(cli("set rate-limit connections global 30"), "\n"); equal(info("ConnRateLimit"), "30")
match("'set rate-limit' only supports :", cli("set rate-limit foo"))
match("^maxconn string empty or preceded by garbage\n", cli("set maxconn server be/s1 foo"))
END
