#!/bin/bash
# A final response during the upload reaches the client at once; the upload goes on, and both connections stay usable.
. "$(dirname "$0")/../lib.sh"
start_simple
scenario <<'END'
s = Origin(s1)
c = connect(fe); c.say("POST / HTTP/1.1", "Host: a", "Content-Length: 10", body="12345")
o = s.accept(); o.head(); o.expect("12345")
o.reply(200, "early")
equal(c.response(200).body, b"early")
c.send("67890")
o.expect("67890")
c.get("/next")
q = o.request()
equal(q.line, "GET /next HTTP/1.1")
o.reply(200, "next")
equal(c.response(200).body, b"next")
logs.http(status=200, code="----", request="POST / HTTP/1.1")
logs.http(status=200, code="----", request="GET /next HTTP/1.1")
equal(s.accepted, 1, "connections to the server")
END
