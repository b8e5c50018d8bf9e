#!/bin/bash
# `balance random(2)` sends everybody work, and the busy less; when the winner is full the request waits in the backend's queue.
. "$(dirname "$0")/../lib.sh"
log_sink
ports fe one s1 s2
start <<END
$standard
listen fe
    bind 127.0.0.1:$fe
    balance random(2)
    server s1 127.0.0.1:$s1
    server s2 127.0.0.1:$s2
listen one
    bind 127.0.0.1:$one
    balance random
    server s1 127.0.0.1:$s1 maxconn 1
END
scenario <<'END'
a, b = Origin(s1), Origin(s2)
import select
counts = [0, 0]
peers = []
clients = []
for _ in range(16):
    c = connect(fe); c.get(); clients.append(c)
    ready = select.select([a.sock, b.sock], [], [], 5)[0]
    i = [a.sock, b.sock].index(ready[0])
    p = (a, b)[i].accept(); p.request(); peers.append(p); counts[i] += 1
true(abs(counts[0] - counts[1]) <= 2, f"held requests are even: {counts}")
for p in peers: p.reply(200, "", "Connection: close"); p.close()
for c in clients: c.response(200); c.close()
c = connect(one); c.get("/1"); p = a.accept(); p.request()
d = connect(one); d.get("/2"); d.response(503)
logs.find(r'sQ-- .* 0/1 "GET /2 HTTP/1.1"')
p.reply(200, "")
c.response(200)
END
