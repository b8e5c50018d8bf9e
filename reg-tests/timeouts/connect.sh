#!/bin/bash
# `timeout connect`: a server whose kernel drops the SYN gives 503 sC-- in time.
. "$(dirname "$0")/../lib.sh"
start_simple "" "retries 0"
scenario <<'END'
import socket
hole = Origin(s1, backlog=0)
fillers = []
for _ in range(4):
    f = socket.socket(); f.setblocking(False)
    try:
        f.connect(("127.0.0.1", s1))
    except BlockingIOError:
        pass
    fillers.append(f)
pause(20)
c = connect(fe); t = Clock(); c.get()
c.response(503)
t.took(300)
l = logs.http(server="s1", status=503, code="sC--", Tc=-1, Tr=-1, rc=0)
near(l.Ta, 300)
END
