#!/bin/bash
# A deny while the body still comes: 3.4 answers without close, throws the body away and goes on; 2.6 closes.
. "$(dirname "$0")/../lib.sh"
start_simple "http-request deny if { path /deny }"
scenario <<'END'
s = Origin(s1)
c = connect(fe); c.say("POST /deny HTTP/1.1", "Host: a", "Content-Length: 10", body="12345")
r = c.response(403)
logs.http(status=403, code="PR--")
if release >= (3, 0):
    equal(r.tokens("connection"), [])
    c.send("67890")
    c.get("/next"); o = s.accept(); equal(o.request().line, "GET /next HTTP/1.1"); o.reply(200, "next")
    equal(c.response(200).body, b"next")
else:
    equal(r.tokens("connection"), ["close"])
END
