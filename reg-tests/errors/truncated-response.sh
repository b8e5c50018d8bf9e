#!/bin/bash
# A server that ends before its Content-Length: the client gets what there is and the end of the connection, SD--.
. "$(dirname "$0")/../lib.sh"
start_simple
scenario <<'END'
s = Origin(s1)
c = connect(fe); c.get(); o = s.accept(); o.request()
o.say("HTTP/1.1 200 OK", "Content-Length: 10", body="12345"); o.fin()
r = c.head(); equal(r.status, 200); equal(r.get("content-length"), "10")
equal(c.rest(), b"12345"); equal(c.ended, "FIN")
logs.http(server="s1", status=200, code="SD--")
# The same in chunks.
c = connect(fe); c.get(); o = s.accept(); o.request()
o.say("HTTP/1.1 200 OK", "Transfer-Encoding: chunked"); o.chunk("abc")
r = c.head(); equal(r.status, 200)
c.expect("3\r\nabc\r\n")
o.send("5\r\nhi"); o.fin()
no_match(r"\r\n0\r\n\r\n$", c.rest(), "a false end of body")
logs.http(server="s1", status=200, code="SD--")
END
