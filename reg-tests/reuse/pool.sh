#!/bin/bash
# The pool of server connections: `pool-max-conn 0` keeps none, `max-reuse` counts, idle ones go after `pool-purge-delay`.
. "$(dirname "$0")/../lib.sh"
log_sink
ports none twice purge s1
start <<END
$standard
    http-reuse always
    timeout http-keep-alive 3s
listen none
    bind 127.0.0.1:$none
    server s1 127.0.0.1:$s1 pool-max-conn 0
listen twice
    bind 127.0.0.1:$twice
    server s1 127.0.0.1:$s1 max-reuse 1
listen purge
    bind 127.0.0.1:$purge
    server s1 127.0.0.1:$s1 pool-purge-delay 200ms
END
scenario <<'END'
s = Origin(s1)
def ask(port, client=None):
    c = client or connect(port); c.get()
    return c
# Kept by nobody: each client's request makes a connection of its own, which ends with it.
c = ask(none); o = s.accept(); o.request(); o.reply(200); c.response(200); c.close(); o.expect_end()
c = ask(none); o = s.accept(); o.request(); o.reply(200); c.response(200); c.close(); o.expect_end()
# One reuse only.
c = connect(twice); ask(twice, c); o = s.accept(); o.request(); o.reply(200); c.response(200)
ask(twice, c); o.request(); o.reply(200); c.response(200)
if is_harrier:  # HAProxy keeps to this in HTTP/2 only
    ask(twice, c); p = s.accept(); p.request(); p.reply(200); c.response(200)
# Purged while idle, after the client has gone.
clients, peers = [], []
for i in range(8):
    c = ask(purge); clients.append(c); o = s.accept(); o.request(); peers.append(o)
for c, o in zip(clients, peers):
    o.reply(200); c.response(200); c.close()
wait_for(lambda: sum(not o.is_open() for o in peers) >= 4, "half of the idle connections are purged", limit=8)
END
