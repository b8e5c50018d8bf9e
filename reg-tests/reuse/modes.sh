#!/bin/bash
# `http-reuse`: how many server connections the requests of clients a, b, a, b make in each mode.
. "$(dirname "$0")/../lib.sh"
log_sink
ports never safe aggressive always s1
start <<END
$standard
    timeout http-keep-alive 3s
    timeout client 3s
listen never
    bind 127.0.0.1:$never
    http-reuse never
    server s1 127.0.0.1:$s1
listen safe
    bind 127.0.0.1:$safe
    http-reuse safe
    server s1 127.0.0.1:$s1
listen aggressive
    bind 127.0.0.1:$aggressive
    http-reuse aggressive
    server s1 127.0.0.1:$s1
listen always
    bind 127.0.0.1:$always
    http-reuse always
    server s1 127.0.0.1:$s1
END
scenario <<'END'
s = Origin(s1)
import threading
def handler(peer, number):
    while True:
        peer.request(limit=30); peer.reply(200, str(number))
s.serve(handler)
expected = {"never": [1, 2, 2, 2], "safe": [1, 2, 2, 2], "always": [1, 1, 1, 1], "aggressive": [1, 2, 2, 2]}
for mode, port in (("never", never), ("safe", safe), ("always", always), ("aggressive", aggressive)):
    before = s.accepted
    a = connect(port); b = connect(port)
    seen = []
    for client in (a, b, a, b):
        client.get(); client.response(200); logs.http(frontend=mode, status=200)
        seen.append(s.accepted - before)
    equal((mode, seen), (mode, expected[mode]))
    if mode == "aggressive":
        # A connection that has served a second request is offered to a new client's first one.
        d = connect(port); d.get(); d.response(200)
        equal(s.accepted - before, 2, "connections after a new client in aggressive mode")
    a.close(); b.close()
END
