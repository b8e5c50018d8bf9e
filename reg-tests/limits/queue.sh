#!/bin/bash
# `maxconn 1`: the second request waits in the backend's queue; in time it is served, else 503 sQ-- after `timeout queue`.
. "$(dirname "$0")/../lib.sh"
start_simple "" "" "maxconn 1 maxqueue 1"
scenario <<'END'
s = Origin(s1)
a = connect(fe); a.get("/a"); o = s.accept(); o.request()
t = Clock(); b = connect(fe); b.get("/b")
r = b.response(503)
t.took(300)
l = logs.http(backend="be", server="<NOSRV>", status=503, code="sQ--", Tc=-1, Tr=-1, sq=0, bq=1, request="GET /b HTTP/1.1")
near(l.Tw, 300)
c = connect(fe); c.get("/c")
pause(100)
o.reply(200, "a")
equal(a.response(200).body, b"a")
logs.http(server="s1", status=200, code="----", request="GET /a HTTP/1.1")
o = s.accept(); q = o.request()
equal(q.line, "GET /c HTTP/1.1")
o.reply(200, "c")
equal(c.response(200).body, b"c")
l = logs.http(server="s1", status=200, code="----", sq=0, bq=1, request="GET /c HTTP/1.1")
near(l.Tw, 100, early=50)
END
