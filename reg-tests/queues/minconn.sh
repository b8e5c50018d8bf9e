#!/bin/bash
# `minconn`, `maxconn`, `fullconn`: the more requests are in the backend, the more a server takes at once.
. "$(dirname "$0")/../lib.sh"
ports fe s1
start <<END
global
    stats socket $sock level admin
$standard
    timeout queue 5s
    timeout client 10s
    timeout server 10s
listen fe
    bind 127.0.0.1:$fe
    fullconn 10
    balance roundrobin
    server s1 127.0.0.1:$s1 minconn 1 maxconn 5
END
scenario <<'END'
s = Origin(s1)
clients = []
def open_():
    c = connect(fe); c.get(); clients.append(c)
def reached():
    n = 0
    while True:
        import select
        if not select.select([s.sock], [], [], 0.1)[0]: return n
        peers.append(s.accept()); n += 1
peers = []
for _ in range(10): open_()
wait_for(lambda: stat("fe", "BACKEND", "qcur") == "9", "nine wait")
equal(reached(), 1, "the first found an idle backend: one at once")
peers[0].request(); peers[0].reply(200, "", "Connection: close"); peers[0].close(); del peers[0]
equal(reached(), 5, "ten in the backend: the full maxconn, as soon as a place is given back")
equal(stat("fe", "s1", "qcur"), "0")
answered = 0
while answered < 9:
    if not peers: peers.append(s.accept())
    p = peers.pop(0); p.request(); p.reply(200, "", "Connection: close"); p.close(); answered += 1
    reached()
for c in clients: c.response(200)
equal(stat("fe", "BACKEND", "qmax"), "9")
END
