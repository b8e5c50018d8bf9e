#!/bin/bash
# HEAD, 204 and 304 have no body whatever their fields say, and the next answer follows at once.
. "$(dirname "$0")/../lib.sh"
start_simple
scenario <<'END'
s = Origin(s1)
c = connect(fe)
c.get("/", method="HEAD"); o = s.accept(); o.request(); o.say("HTTP/1.1 200 OK", "Content-Length: 1000")
r = c.response(200, method="HEAD"); equal(r.get("content-length"), "1000")
c.get("/", method="HEAD"); o.request(); o.say("HTTP/1.1 200 OK", "Transfer-Encoding: chunked")
r = c.response(200, method="HEAD")
c.get(); o.request(); o.say("HTTP/1.1 304 Not Modified", "Content-Length: 1000", "Etag: x")
r = c.response(304); equal(r.get("etag"), "x")
c.get(); o.request(); o.say("HTTP/1.1 204 No Content")
r = c.response(204); equal(r.get("transfer-encoding"), None)
c.get(); o.request(); o.reply(200, "body"); equal(c.response(200).body, b"body")
for status in (200, 200, 304, 204, 200):
    logs.http(status=status, code="----")
equal(s.accepted, 1)
END
