#!/bin/bash
# `http-response deny` gives 502 PH--; `tcp-response content reject` ends the client, -1 PD--.
. "$(dirname "$0")/../lib.sh"
log_sink
ports fe s1
start <<END
$standard
frontend fe
    bind 127.0.0.1:$fe
    use_backend rejects if { path /reject }
    default_backend be
backend be
    http-response deny if { res.hdr(x-bad) 1 }
    server s1 127.0.0.1:$s1
backend rejects
    tcp-response content reject
    server s1 127.0.0.1:$s1
END
scenario <<'END'
s = Origin(s1)
c = connect(fe); c.get(); o = s.accept(); o.request(); o.reply(200, "hello", "X-Bad: 1")
r = c.response(502)
l = logs.http(server="s1", status=502, code="PH--")
if release >= (3, 0):
    at_least(l.Tr, 0, "Tr")
else:
    equal(l.Tr, -1)
c = connect(fe); c.get("/reject")
c.expect_end()
logs.http(server="s1", status=-1, code="PD--")
END
