#!/bin/bash
# `hard-stop-after`: what a soft stop leaves behind is cut off, and the program ends.
. "$(dirname "$0")/../lib.sh"
start_simple "timeout client 10s" "timeout server 10s" "" "hard-stop-after 300ms"
export PID=$(pid_of)
scenario <<'END'
import os, signal
s = Origin(s1)
c = connect(fe); c.get("/"); o = s.accept(); o.request()
os.kill(int(env["PID"]), signal.SIGUSR1)
t = Clock()
c.expect_silence(200)
c.expect_end() if is_harrier else c.response(502)
at_most(t.ms(), 1500, "ms until the connection is cut")
END
ended main
equal "$STATUS" 0
contains "$(cat "$dir/main.out")" "soft-stop running for too long, performing a hard-stop."
contains "$(cat "$dir/main.out")" "Proxy fe hard-stopped (1 remaining conns will be closed)."
