#!/bin/bash
# A server goes to maintenance: those who wait for it by cookie are served elsewhere; with the last one gone they fail with 503 (at once since 3.0).
. "$(dirname "$0")/../lib.sh"
log_sink
ports fe s1 s2
start <<END
global
    stats socket $sock level admin
$standard
    timeout queue 2s
    timeout client 10s
    timeout server 10s
frontend fe
    bind 127.0.0.1:$fe
    default_backend be
backend be
    balance roundrobin
    cookie SRV insert
    option redispatch
    server a 127.0.0.1:$s1 cookie A maxconn 1
    server b 127.0.0.1:$s2 cookie B maxconn 1
END
scenario <<'END'
a, b = Origin(s1), Origin(s2)
c1 = connect(fe); c1.get("/1", "Cookie: SRV=A"); p1 = a.accept(); p1.request()
c2 = connect(fe); c2.get("/2", "Cookie: SRV=A")
wait_for(lambda: stat("be", "a", "qcur") == "1", "one waits for a")
cli("set server be/a state maint")
logs.find(r"^Server be/a is going DOWN for maintenance\. 1 active and 0 backup servers left\. 1 sessions active, 1 requeued, 0 remaining in queue\.$")
p2 = b.accept(); equal(p2.request().line, "GET /2 HTTP/1.1")
c3 = connect(fe); c3.get("/3")
wait_for(lambda: stat("be", "BACKEND", "qcur") == "1", "one waits for anybody")
t = Clock()
cli("set server be/b state maint")
logs.find(r"^backend be has no server available!$")
c3.response(503)
if is_harrier: at_most(t.ms(), 300, "nobody is left who could serve the queue (3.x)")
equal(stat("be", "a", "status"), "MAINT")
equal(stat("be", "BACKEND", "status"), "DOWN")
p1.reply(200, "one"); p2.reply(200, "two")
equal(c1.response(200).body, b"one"); equal(c2.response(200).body, b"two")
cli("set server be/a state ready")
logs.find(r"^Server be/a is UP/READY \(leaving forced maintenance\)\.$")
END
