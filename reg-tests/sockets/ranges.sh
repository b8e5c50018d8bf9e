#!/bin/bash
# Port ranges and lists on one line; a server whose port follows the client's.
. "$(dirname "$0")/../lib.sh"
log_sink
ports p0 p1 p2 p3 p4 fe
start <<END
$standard
frontend fe
    bind 127.0.0.1:$p0-$p2,127.0.0.1:$p3
    bind 127.0.0.1:$fe
    http-request return status 200 content-type text/plain lf-string %[dst_port]
frontend offset
    bind 127.0.0.1:$p4
    default_backend be
backend be
    server s1 127.0.0.1:+50
    server s2 127.0.0.1:+50 disabled
END
scenario <<'END'
for port in (p0, p0 + 1, p2, p3, fe):
    c = connect(port); c.get("/"); equal(c.response(200).body, str(port).encode())
s = Origin(p4 + 50)
c = connect(p4); c.get("/x"); o = s.accept(); equal(o.request().line, "GET /x HTTP/1.1"); o.reply(200, "ok"); equal(c.response(200).body, b"ok")
END
