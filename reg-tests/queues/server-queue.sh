#!/bin/bash
# A cookie leads to a full server: the request waits there; beyond `maxqueue` it fails at once, or moves with `option redispatch`.
. "$(dirname "$0")/../lib.sh"
log_sink
ports stay move s1 s2
body() { echo "    mode http
    balance roundrobin
    cookie SRV insert
    server a 127.0.0.1:$s1 cookie A maxconn 1 maxqueue 1
    server b 127.0.0.1:$s2 cookie B"; }
start <<END
$standard
    timeout queue 3s
    timeout client 10s
    timeout server 10s
listen stay
    bind 127.0.0.1:$stay
$(body)
listen move
    bind 127.0.0.1:$move
    option redispatch
$(body)
END
scenario <<'END'
a, b = Origin(s1), Origin(s2)
def round_(port, name):
    c1 = connect(port); c1.get("/1", "Cookie: SRV=A"); p = a.accept(); p.request()
    c2 = connect(port); c2.get("/2", "Cookie: SRV=A"); pause(50)
    t = Clock(); c3 = connect(port); c3.get("/3", "Cookie: SRV=A")
    return c1, c2, c3, p, t
c1, c2, c3, p, t = round_(stay, "stay")
c3.response(503); at_most(t.ms(), 200)
logs.find(r'stay stay/a \d+/-?\d+/-1/-1/\d+ 503 \d+ - - SQVN .* "GET /3 HTTP/1.1"')
p.reply(200, "one", "Connection: close"); p.close()
p = a.accept(); equal(p.request().line, "GET /2 HTTP/1.1"); p.reply(200, "two", "Connection: close"); p.close()
equal(c1.response(200).body, b"one"); equal(c2.response(200).body, b"two")
logs.find(r'stay stay/a .* --VN .* 1/0 "GET /2 HTTP/1.1"')
c1, c2, c3, p, t = round_(move, "move")
q = b.accept(); equal(q.request().line, "GET /3 HTTP/1.1"); q.reply(200, "three", "Connection: close"); q.close()
equal(c3.response(200).body, b"three")
logs.find(r'move move/b .* --DI \d+/\d+/\d+/\d+/\+0 .* "GET /3 HTTP/1.1"')
p.reply(200, "", "Connection: close"); p.close()
p = a.accept(); p.request(); p.reply(200, "", "Connection: close"); p.close()
c1.response(200); c2.response(200)
END
