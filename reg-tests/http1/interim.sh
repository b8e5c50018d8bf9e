#!/bin/bash
# 1xx answers pass at once before the final one, with a single log line; the proxy says 100 itself when it needs the body.
. "$(dirname "$0")/../lib.sh"
log_sink
ports fe buffered s1
start <<END
$standard
frontend fe
    bind 127.0.0.1:$fe
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
c = connect(fe); c.get(); o = s.accept(); o.request()
o.say("HTTP/1.1 103 Early Hints", "Link: </a.css>")
r = c.head(); equal((r.status, r.get("link")), (103, "</a.css>"))
o.say("HTTP/1.1 102 Processing")
equal(c.head().status, 102)
o.reply(200, "final")
equal(c.response(200).body, b"final")
logs.http(status=200, code="----")
logs.none(20)

# Expect: 100-continue goes to the server, and its answer comes back.
c = connect(fe); c.say("POST / HTTP/1.1", "Host: a", "Content-Length: 5", "Expect: 100-continue")
o = s.accept(); h = o.head(); equal(h.get("expect"), "100-continue")
c.expect_silence(20)
o.say("HTTP/1.1 100 Continue")
equal(c.head().status, 100)
c.send("12345"); o.expect("12345"); o.reply(200, "thanks")
equal(c.response(200).body, b"thanks")
logs.http(status=200, code="----")

# The server may refuse at once.
c = connect(fe); c.say("POST / HTTP/1.1", "Host: a", "Content-Length: 5", "Expect: 100-continue")
o = s.accept(); o.head(); o.say("HTTP/1.1 417 Expectation Failed", "Content-Length: 0", "Connection: close")
equal(c.response().status, 417)
c.close(); o.close(); logs.http(status=417)

c = connect(buffered); c.say("POST / HTTP/1.1", "Host: a", "Content-Length: 5", "Expect: 100-continue")
c.expect("HTTP/1.1 100 Continue\r\n\r\n")
c.send("12345")
o = s.accept(); equal(o.request().body, b"12345"); o.reply(200, "done"); c.response(200)
END
