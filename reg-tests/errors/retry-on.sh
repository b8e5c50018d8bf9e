#!/bin/bash
# `retry-on`: an empty answer, a status or a timeout is tried again with the request kept in the buffer.
. "$(dirname "$0")/../lib.sh"
log_sink
ports empty status slow junk s1
start <<END
$standard
    retries 2
listen empty
    bind 127.0.0.1:$empty
    retry-on empty-response
    server s1 127.0.0.1:$s1
listen status
    bind 127.0.0.1:$status
    retry-on 503
    server s1 127.0.0.1:$s1
listen slow
    bind 127.0.0.1:$slow
    timeout server 300ms
    retries 1
    retry-on response-timeout
    server s1 127.0.0.1:$s1
listen junk
    bind 127.0.0.1:$junk
    retry-on junk-response
    server s1 127.0.0.1:$s1
END
scenario <<'END'
s = Origin(s1)
body = "the body is sent again"
c = connect(empty); c.post(body)
o = s.accept(); equal(o.request().body, body.encode()); o.close()
o = s.accept(); equal(o.request().body, body.encode()); o.reply(200, "second")
equal(c.response(200).body, b"second")
logs.http(frontend="empty", server="s1", status=200, code="----", rc=1)

c = connect(empty); c.get()
for _ in range(3):
    o = s.accept(); o.request(); o.close()
c.response(502)
logs.http(frontend="empty", server="s1", status=502, code="SH--", rc=2)
s.expect_no_connection(10)

c = connect(status); c.post(body)
o = s.accept(); o.request(); o.reply(503, "busy")
o2 = s.accept() if True else o
equal(o2.request().body, body.encode()); o2.reply(200, "served")
equal(c.response(200).body, b"served")
logs.http(frontend="status", server="s1", status=200, code="----", rc=1)

c = connect(junk); c.get()
o = s.accept(); o.request(); o.send("junk\r\n\r\n")
o = s.accept(); o.request(); o.reply(200, "clean")
equal(c.response(200).body, b"clean")
logs.http(frontend="junk", status=200, code="----", rc=1)

c = connect(slow); t = Clock(); c.get()
o = s.accept(); o.request(); p = s.accept(); p.request()
c.response(504)
t.took(600, 120)
l = logs.http(frontend="slow", status=504, code="sH--", rc=1, Tr=-1)
near(l.Tc, 300)
END
