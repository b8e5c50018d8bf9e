#!/bin/bash
# Algorithms that look at requests in service: first with maxconn and ids, leastconn's shares, bounded load of a consistent hash.
. "$(dirname "$0")/../lib.sh"
log_sink
ports first ids least bound s1 s2 s3 s4
start <<END
$standard
    timeout client 5s
    timeout server 5s
listen first
    bind 127.0.0.1:$first
    balance first
    server s1 127.0.0.1:$s1 maxconn 2
    server s2 127.0.0.1:$s2 maxconn 2
    server s3 127.0.0.1:$s3 maxconn 2
listen ids
    bind 127.0.0.1:$ids
    balance first
    server s1 127.0.0.1:$s1 maxconn 2 id 30
    server s2 127.0.0.1:$s2 maxconn 2 id 10
    server s3 127.0.0.1:$s3 maxconn 2 id 20
listen least
    bind 127.0.0.1:$least
    balance leastconn
    server s1 127.0.0.1:$s1 weight 10
    server s2 127.0.0.1:$s2 weight 20
    server s3 127.0.0.1:$s3 weight 10
listen bound
    bind 127.0.0.1:$bound
    balance uri
    hash-type consistent
    hash-balance-factor 150
    server s1 127.0.0.1:$s1
    server s2 127.0.0.1:$s2
    server s3 127.0.0.1:$s3
    server s4 127.0.0.1:$s4
END
scenario <<'END'
import select
origins = [Origin(p) for p in (s1, s2, s3, s4)]
def held(port, count, path="/a"):
    """Opens requests one after the other without answering; the servers they reach."""
    clients, seen, peers = [], "", []
    for _ in range(count):
        c = connect(port); c.get(path); clients.append(c)
        ready = select.select([o.sock for o in origins], [], [], 5)[0]
        true(ready, "a server is reached")
        index = [o.sock for o in origins].index(ready[0])
        p = origins[index].accept(); p.request(); peers.append(p)
        seen += str(index + 1)
    for p in peers: p.reply(200, "", "Connection: close"); p.close()
    for c in clients: c.response(200); c.close()
    return seen
equal(held(first, 6), "112233")
equal(held(ids, 6), "223311")
seen = held(least, 12)
equal((seen.count("1"), seen.count("2"), seen.count("3")), (3, 6, 3), f"leastconn: {seen}")
equal(held(bound, 12), "434134314341")
END
