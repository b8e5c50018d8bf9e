#!/bin/bash
# A thousand connections one after the other and two hundred at once, each with its own bytes; the counters agree.
. "$(dirname "$0")/../lib.sh"
log_sink
ports fe s1
start <<END
global
    stats socket $sock level admin
$standard
listen fe
    mode tcp
    no log
    timeout client 10s
    timeout server 10s
    bind 127.0.0.1:$fe
    server s1 127.0.0.1:$s1
END
scenario <<'END'
s = Origin(s1, backlog=1024)
def echo(peer, number):
    while True:
        data = peer.sock.recv(65536)
        if not data: break
        peer.sock.sendall(data)
s.serve(echo)
for i in range(300):
    c = connect(fe); c.send(f"hello {i}"); c.expect(f"hello {i}"); c.close()
clients = [connect(fe) for _ in range(200)]
for i, c in enumerate(clients): c.send(f"client {i}")
for i, c in enumerate(clients): c.expect(f"client {i}")
equal(stat("fe", "FRONTEND", "scur"), "200")
for c in clients: c.close()
wait_for(lambda: stat("fe", "FRONTEND", "scur") == "0", "no session is left")
equal((stat("fe", "FRONTEND", "stot"), stat("fe", "s1", "stot"), stat("fe", "BACKEND", "stot")), ("500", "500", "500"))
END
