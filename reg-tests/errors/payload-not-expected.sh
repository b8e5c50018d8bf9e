#!/bin/bash
# HTTP/1.0 GET, HEAD or DELETE with a body: 413, since old servers would take the body for a request.
. "$(dirname "$0")/../lib.sh"
start_simple
scenario <<'END'
s = Origin(s1)
for method in ("GET", "HEAD", "DELETE"):
    c = connect(fe); c.send(f"{method} / HTTP/1.0\r\nHost: a\r\nContent-Length: 5\r\n\r\nhello")
    r = c.head(); equal((method, r.status), (method, 413)); logs.http(status=413, code="PR--")
s.expect_no_connection(10)
# In HTTP/1.1 the length is clear.
c = connect(fe); c.send("GET / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nhello")
o = s.accept(); equal(o.request().body, b"hello"); o.reply(200); c.response(200)
END
