#!/bin/bash
# `timeout http-request`: a client that says nothing, or only half a head, gets 408 in time; `dontlognull` and
# `http-ignore-probes` change what is logged and sent.
. "$(dirname "$0")/../lib.sh"
log_sink
ports fe quiet probe
start <<END
$standard
frontend fe
    bind 127.0.0.1:$fe
frontend quiet
    bind 127.0.0.1:$quiet
    option dontlognull
frontend probe
    bind 127.0.0.1:$probe
    option http-ignore-probes
END
scenario <<'END'
page = ("HTTP/1.0 408 Request Time-out\r\n", "<html><body><h1>408 Request Time-out</h1>\n"
        "Your browser didn't send a complete request in time.\n</body></html>\n")
t = Clock()
c = connect(fe); d = connect(quiet); e = connect(probe)
half = connect(fe); half.send("GET / HTTP/1.1\r\nHos")
r = c.response(408)
t.took(500)
equal(r.line, "HTTP/1.1 408 Request Time-out")
equal(r.get("content-length"), "110")
equal(r.get("connection"), "close")
equal(r.get("cache-control"), "no-cache")
equal(r.get("content-type"), "text/html")
equal(r.body.decode(), page[1])
c.expect_fin()
equal(d.response(408).body.decode(), page[1])
d.expect_fin()
e.expect_fin()
half.response(408)
half.expect_fin()
for _ in range(2):
    l = logs.http(frontend="fe", backend="fe", server="<NOSRV>", status=408, code="cR--", TR=-1, Tw=-1, Tc=-1, Tr=-1,
                  request="<BADREQ>")
    near(l.Ta, 500)
logs.none()
END
