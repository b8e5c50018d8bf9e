#!/bin/bash
# Heads that do not fit the buffer: 431 for the fields and 414 for the target in 3.4, 400 in 2.6; too many fields: 400.
. "$(dirname "$0")/../lib.sh"
start_simple
scenario <<'END'
s = Origin(s1)
new = release >= (3, 0)
c = connect(fe)
c.try_send("GET / HTTP/1.1\r\nHost: a\r\nX: " + "x" * 20000 + "\r\n\r\n")
r = c.response(431 if new else 400)
logs.http(status=431 if new else 400, code="PR--", request="<BADREQ>" if new else "<BADREQ>")
if new:
    equal(r.body, b"<html><body><h1>431 Request Header Fields Too Large</h1>\nRequest Header Fields Too Large.\n</body></html>\n")
c = connect(fe)
c.try_send("GET /" + "x" * 20000 + " HTTP/1.1\r\nHost: a\r\n\r\n")
r = c.response(414 if new else 400)
logs.http(status=414 if new else 400, code="PR--")
if new:
    equal(r.body, b"<html><body><h1>414 URI Too Long</h1>\nThe URI provided was too long for the server to process.\n</body></html>\n")
c = connect(fe)
c.send("GET / HTTP/1.1\r\nHost: a\r\n" + "".join(f"X{i}: y\r\n" for i in range(101)) + "\r\n")
c.response(400)
logs.http(status=400, code="PR--")
# What still fits is served.
c = connect(fe)
c.say("GET /" + "x" * 7000 + " HTTP/1.1", "Host: a", "X: " + "y" * 7000, *[f"X{i}: y" for i in range(80)])
o = s.accept()
q = o.request()
equal((len(q.line), len(q.get("x")), len(q.headers)), (7014, 7000, 82))
o.reply(200, "fits")
c.response(200)
END
