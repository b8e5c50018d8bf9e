#!/bin/bash
# `grace`: the sockets stay open for a while after SIGUSR1.
. "$(dirname "$0")/../lib.sh"
start_simple "" "" "" "grace 400ms"
export PID=$(pid_of)
scenario <<'END'
import os, signal
s = Origin(s1).serve(answering("x"))
t = Clock()
os.kill(int(env["PID"]), signal.SIGUSR1)
pause(100)
c = connect(fe); c.get("/"); c.response(200); c.close()
END
ended main
equal "$STATUS" 0
contains "$(cat "$dir/main.out")" "Scheduling a soft-stop in 400 ms."
contains "$(cat "$dir/main.out")" "Grace period expired, proceeding with soft-stop now."
