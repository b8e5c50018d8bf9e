#!/bin/bash
# Queued requests are served in the order of their arrival.
. "$(dirname "$0")/../lib.sh"
start_simple "timeout client 5s" "timeout queue 5s" "maxconn 1"
scenario <<'END'
s = Origin(s1)
clients = []
for i in range(6):
    c = connect(fe); c.get(f"/{i}"); clients.append(c); pause(5)
def next_request():
    # The server's connection may be reused or not.
    import select
    while True:
        ready = select.select([s.sock] + [p.sock for p in peers], [], [], 5)[0]
        if s.sock in ready:
            peers.append(s.accept()); continue
        for p in list(peers):
            if p.sock in ready:
                if p.more(): return p, p.request()
                peers.remove(p)
        if not ready: fail("no further request")
peers = []
for i in range(6):
    p, q = next_request()
    equal(q.line, f"GET /{i} HTTP/1.1")
    p.reply(200, str(i))
    equal(clients[i].response(200).body, str(i).encode())
for i in range(6):
    logs.http(request=f"GET /{i} HTTP/1.1", status=200, sq=0, bq="/." if i == 0 else "/[0-9]")
END
