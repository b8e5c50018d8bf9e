#!/bin/bash
# `timeout server`: a silent server gives 504 sH--; one that stalls in the body, sD-- and the end of the connection.
. "$(dirname "$0")/../lib.sh"
start_simple "" "retries 0"
scenario <<'END'
s = Origin(s1)
t = Clock()
c = connect(fe); c.get(); o = s.accept(); o.request()
d = connect(fe); d.get("/d"); p = s.accept(); p.request()
u = Clock()
p.say("HTTP/1.1 200 OK", "Content-Length: 10", body="12345")
r = d.head(); equal(r.status, 200)
d.expect("12345")
r = c.response(504)
t.took(1000)
equal(r.body, b"<html><body><h1>504 Gateway Time-out</h1>\nThe server didn't respond in time.\n</body></html>\n")
d.expect_end()
u.took(1000)
lines = sorted([logs.http(), logs.http()], key=lambda l: l.code)
lines[0].expect(server="s1", status=200, code="sD--", request="GET /d HTTP/1.1")
lines[1].expect(server="s1", status=504, code="sH--", Tr=-1, request="GET / HTTP/1.1")
near(lines[1].Ta, 1000)
o.expect_end()
p.expect_end()
END
