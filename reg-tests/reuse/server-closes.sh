#!/bin/bash
# A kept server connection that closes while idle is replaced unseen; one that closes on the request ends the client silently.
. "$(dirname "$0")/../lib.sh"
start_simple
scenario <<'END'
s = Origin(s1)
c = connect(fe); c.get("/1"); o = s.accept(); o.request(); o.reply(200, "one"); c.response(200)
logs.http(status=200)
o.close(); pause(20)
c.get("/2"); o = s.accept(); equal(o.request().line, "GET /2 HTTP/1.1"); o.reply(200, "two")
equal(c.response(200).body, b"two")
logs.http(status=200, code="----")
# Closing on the request itself: the client must repeat it, so it gets no answer, and nothing is logged.
c.get("/3"); o.request(); o.close()
c.expect_end()
logs.none(50)
END
