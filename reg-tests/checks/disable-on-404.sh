#!/bin/bash
# A 404 under `http-check disable-on-404`: no new sessions, persistent ones go on.
. "$(dirname "$0")/../lib.sh"
log_sink
ports fe s1 s2
start <<END
global
    stats socket $sock level admin
$standard
frontend fe
    bind 127.0.0.1:$fe
    default_backend be
backend be
    balance roundrobin
    cookie SRV insert indirect
    option httpchk
    http-check disable-on-404
    server s1 127.0.0.1:$s1 check inter 100ms rise 1 fall 2 cookie A
    server s2 127.0.0.1:$s2 cookie B
END
scenario <<'END'
status = [200]
def run(peer, number):
    while True:
        q = peer.request(limit=30)
        peer.reply(status[0] if q.line.startswith("OPTIONS") else 200, "1", reason="Word")
        if q.line.endswith("1.0"): peer.close(); return
Origin(s1).serve(run); Origin(s2).serve(answering("2"))
wait_for(lambda: stat("be", "s1", "check_status").replace("* ", "") == "L7OK" and stat("be", "s1", "status") == "UP", "s1 is up")
status[0] = 404
logs.find(r'^Server be/s1 is stopping, reason: Layer7 check conditionally passed, code: 404(, info: "Word")?, check duration: \d+ms\. 1 active and 0 backup servers online\. 0 sessions requeued, 0 total in queue\.$')
equal(stat("be", "s1", "status"), "NOLB")
def ask(*fields):
    c = connect(fe); c.get("/", *fields); r = c.response(200).body; c.close(); return r
equal([ask() for _ in range(3)], [b"2"] * 3)
equal(ask("Cookie: SRV=A"), b"1")
status[0] = 200
logs.find(r"^Server be/s1 is UP, reason: Layer7 check passed, code: 200")
status[0] = 404
logs.find(r"^Server be/s1 is stopping")
status[0] = 500
logs.find(r"^Server be/s1 is DOWN, reason: Layer7 wrong status, code: 500")
equal(stat("be", "s1", "status"), "DOWN")
equal(ask("Cookie: SRV=A"), b"2")
END
