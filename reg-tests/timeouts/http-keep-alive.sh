#!/bin/bash
# `timeout http-keep-alive`: an idle client is closed silently; one that stops half-way through its next request gets 408.
. "$(dirname "$0")/../lib.sh"
start_simple
scenario <<'END'
s = Origin(s1).serve(answering("hello"))
t = Clock(); c = connect(fe); c.get(); c.response(200); logs.http(status=200)
c.expect_fin()
t.took(400)
logs.none(30)

c = connect(fe); c.get(); c.response(200); logs.http(status=200)
pause(100)
t = Clock(); c.send("GET / HT")
c.response(408)
t.took(500)
c.expect_fin()
l = logs.http(status=408, code="cR--", TR=-1, request="<BADREQ>")
near(l.Ta, 500)
END
