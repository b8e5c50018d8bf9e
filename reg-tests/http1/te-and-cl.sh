#!/bin/bash
# Transfer-Encoding beside Content-Length: the length is dropped, the chunks rule, and both connections end afterwards.
. "$(dirname "$0")/../lib.sh"
start_simple
scenario <<'END'
s = Origin(s1)
c = connect(fe)
c.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\nGET /smuggled HTTP/1.1\r\nHost: a\r\n\r\n")
o = s.accept(); q = o.request()
equal((q.get("content-length"), q.body), (None, b"hello"))
o.reply(200, "ok")
r = c.response(200); equal(r.tokens("connection"), ["close"]); c.expect_end()
logs.http(status=200)
# In a response the chunks rule as well.
c = connect(fe); c.get(); o = s.accept(); o.request()
o.send("HTTP/1.1 200 OK\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n")
r = c.response(200); equal((r.get("content-length"), r.body), (None, b"hello"))
END
