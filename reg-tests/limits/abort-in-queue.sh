#!/bin/bash
# With `option abortonclose` a client that leaves while queued is logged -1 CQ-- and frees its place.
. "$(dirname "$0")/../lib.sh"
log_sink
ports fe s1
start <<END
$standard
listen fe
    bind 127.0.0.1:$fe
    option abortonclose
    server s1 127.0.0.1:$s1 maxconn 1
END
scenario <<'END'
s = Origin(s1)
a = connect(fe); a.get("/a"); o = s.accept(); o.request()
b = connect(fe); b.get("/b")
pause(100)
b.close()
l = logs.http(server="<NOSRV>", status=-1, code="CQ--", Tc=-1, Tr=-1, bq=1)
near(l.Tw, 100, early=50)
c = connect(fe); c.get("/c"); pause(20)
o.reply(200, "a"); a.response(200); logs.http(status=200)
o = s.accept()
equal(o.request().line, "GET /c HTTP/1.1")
o.reply(200, "c"); c.response(200)
logs.http(server="s1", status=200, code="----", bq=1)
END
