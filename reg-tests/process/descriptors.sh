#!/bin/bash
# Out of descriptors: an emerg log, no spinning, and service again once some are free.
. "$(dirname "$0")/../lib.sh"
log_sink
ports fe s1
configure main <<END
global
    no strict-limits
    maxconn 200
$standard
    timeout client 20s
    timeout http-request 20s
frontend fe
    bind 127.0.0.1:$fe
    default_backend be
backend be
    server s1 127.0.0.1:$s1
END
( ulimit -n 60; launch main; echo ${PIDS[main]} >"$dir/main.pid" )
export PID=$(cat "$dir/main.pid")
# Why the name: only this shell's own children can be waited for.
PIDS[helper_main]=$PID PIDS[main]=$PID
await_listening main
unset "PIDS[main]"
scenario <<'END'
import os, socket
s = Origin(s1).serve(answering("x"))
# Once, so that the socket of the logs is open.
c = connect(fe); c.get("/"); c.response(200); c.close(); logs.http(status=200)
crowd = []
for _ in range(100):
    c = socket.socket(); c.connect(("127.0.0.1", fe)); crowd.append(c)
logs.find(r"Proxy fe reached process FD limit \(maxsock=\d+\)\. Please check 'ulimit-n' and restart\.")
def ticks():
    fields = open(f"/proc/{env['PID']}/stat").read().rsplit(")", 1)[1].split()
    return int(fields[11]) + int(fields[12])
before = ticks(); pause(500)
at_most(ticks() - before, 15, "ticks of processor time in half a second")
for c in crowd: c.close()
d = connect(fe); d.get("/"); equal(d.response(200, limit=5).body, b"x")
END
