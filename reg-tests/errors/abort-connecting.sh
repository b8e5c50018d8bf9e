#!/bin/bash
# A client that leaves while the connection to the server is being made: with `option abortonclose` CC-- and no status.
. "$(dirname "$0")/../lib.sh"
log_sink
ports fe s1
start <<END
$standard
listen fe
    bind 127.0.0.1:$fe
    option abortonclose
    timeout connect 2s
    server s1 127.0.0.1:$s1
END
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
c = connect(fe); c.get(); pause(100); t = Clock(); c.close()
l = logs.http(server="s1", code="CC--", Tc=-1, Tr=-1)
at_most(t.ms(), 500, "ms until the log line")
equal(l.status, -1 if release >= (3, 0) else l.status)
END
