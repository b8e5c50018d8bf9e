#!/bin/bash
# Servers that speak HTTP/1.0: close is theirs, the client's connection stays when there is a length; keep-alive is used when offered.
. "$(dirname "$0")/../lib.sh"
start_simple
scenario <<'END'
s = Origin(s1)
c = connect(fe); c.get(); o = s.accept(); o.request(); o.say("HTTP/1.0 200 OK", "Content-Length: 2", body="ab"); o.close()
r = c.response(200); equal((r.body, r.line), (b"ab", "HTTP/1.0 200 OK")); true(c.is_open(), "the client's connection is open")
c.get(); o = s.accept(); o.request(); o.say("HTTP/1.0 200 OK", "Connection: keep-alive", "Content-Length: 2", body="cd")
equal(c.response(200).body, b"cd")
c.get("/3"); equal(o.request().line, "GET /3 HTTP/1.1"); o.reply(200, "ef"); equal(c.response(200).body, b"ef")
equal(s.accepted, 2)
END
