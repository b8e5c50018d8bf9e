#!/bin/bash
# `monitor-uri` is answered 200 by the proxy and not logged; `monitor fail` turns it into 503.
. "$(dirname "$0")/../lib.sh"
start_simple "monitor-uri /alive
    monitor fail if { hdr(x-fail) 1 }"
scenario <<'END'
s = Origin(s1)
c = connect(fe); c.get("/alive"); r = c.response(200)
equal(r.body, b"<html><body><h1>200 OK</h1>\nService ready.\n</body></html>\n")
logs.none(30)
c = connect(fe); c.get("/alive", "X-Fail: 1"); c.response(503); logs.none(30)
c = connect(fe); c.get("/alive2"); o = s.accept(); o.request(); o.reply(200); c.response(200); logs.http(status=200)
END
