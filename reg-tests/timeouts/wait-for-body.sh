#!/bin/bash
# `http-request wait-for-body` and `option http-buffer-request`: a body that does not come in time gets 408 cR--.
. "$(dirname "$0")/../lib.sh"
log_sink
ports wait buffered s1
start <<END
$standard
frontend wait
    bind 127.0.0.1:$wait
    http-request wait-for-body time 300ms
    default_backend be
frontend buffered
    bind 127.0.0.1:$buffered
    option http-buffer-request
    default_backend be
backend be
    server s1 127.0.0.1:$s1
END
scenario <<'END'
s = Origin(s1)
for port, name, ms in ((wait, "wait", 300), (buffered, "buffered", 500)):
    c = connect(port); t = Clock()
    c.say("POST / HTTP/1.1", "Host: a", "Content-Length: 10", body="12345")
    c.response(408)
    t.took(ms)
    logs.http(frontend=name, server="<NOSRV>", status=408, code="cR--", Tw=-1, Tc=-1, Tr=-1)
    s.expect_no_connection(10)
# A body that is there in time goes through whole.
c = connect(buffered)
c.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 10\r\n\r\n12345")
s.expect_no_connection(50)
c.send("67890")
o = s.accept(); equal(o.request().body, b"1234567890"); o.reply(200, "ok"); c.response(200)
logs.http(frontend="buffered", status=200, code="----")
END
