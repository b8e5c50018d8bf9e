#!/bin/bash
# `clear counters` forgets maxima, `clear counters all` everything; traffic goes on afterwards.
. "$(dirname "$0")/../lib.sh"
ports fe s1
start <<END
global
    stats socket $sock level admin
$standard
frontend fe
    bind 127.0.0.1:$fe
    default_backend be
backend be
    server s1 127.0.0.1:$s1
END
scenario <<'END'
Origin(s1).serve(answering("x"))
def ask():
    c = connect(fe); c.get("/"); c.response(200); c.close()
    wait_for(lambda: stat("fe", "FRONTEND", "scur") == "0", "no session is left")
for _ in range(3): ask()
equal(stat("be", "s1", "stot"), "3"); equal(stat("fe", "FRONTEND", "smax"), "1")
equal(cli("clear counters"), "\n"); equal(stat("be", "s1", "stot"), "3"); equal(stat("fe", "FRONTEND", "smax"), "0")
equal(cli("clear counters all"), "\n"); equal(stat("be", "s1", "stot"), "0"); equal(stat("be", "s1", "hrsp_2xx"), "0")
for _ in range(2): ask()
equal(stat("be", "s1", "stot"), "2"); equal(stat("fe", "FRONTEND", "req_tot"), "2")
END
