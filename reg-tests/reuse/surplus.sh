#!/bin/bash
# A server that sends more than its answer is not trusted again: the connection is not reused.
. "$(dirname "$0")/../lib.sh"
start_simple
scenario <<'END'
s = Origin(s1)
c = connect(fe); c.get("/1"); o = s.accept(); o.request()
o.send("HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nonetwo and more")
equal(c.response(200).body, b"one")
o.expect_end()
c.get("/2"); p = s.accept(); equal(p.request().line, "GET /2 HTTP/1.1"); p.reply(200, "two")
equal(c.response(200).body, b"two")
equal(s.accepted, 2)
END
