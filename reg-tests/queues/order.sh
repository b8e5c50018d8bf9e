#!/bin/bash
# The backend's queue: class first, then time of arrival with its offset, then order of arrival.
. "$(dirname "$0")/../lib.sh"
log_sink
ports fe s1
start <<END
$standard
    timeout queue 5s
    timeout client 10s
    timeout server 10s
frontend fe
    bind 127.0.0.1:$fe
    http-request set-priority-class int(-5) if { path /class }
    http-request set-priority-class int(1) if { path /lo }
    http-request set-priority-offset int(-2000) if { path /offset }
    default_backend be
backend be
    balance roundrobin
    server s1 127.0.0.1:$s1 maxconn 1
END
scenario <<'END'
s = Origin(s1)
first = connect(fe); first.get("/first"); p = s.accept(); equal(p.request().line, "GET /first HTTP/1.1")
clients = []
for path in ("/lo", "/n1", "/n2", "/offset", "/class"):
    c = connect(fe); c.get(path); clients.append(c); pause(30)
order = []
for _ in range(5):
    p.reply(200, "", "Connection: close"); p.close()
    p = s.accept(); order.append(p.request().line.split()[1])
p.reply(200, ""); p.close()
equal(order, ["/class", "/offset", "/n1", "/n2", "/lo"])
for c in clients: c.response(200)
logs.find(r' 0/1 "GET /class HTTP/1.1"')
logs.find(r' 0/5 "GET /lo HTTP/1.1"')
END
