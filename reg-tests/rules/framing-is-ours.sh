#!/bin/bash
# Rules cannot make a head disagree with its body: Content-Length and Transfer-Encoding stay what the body is.
. "$(dirname "$0")/../lib.sh"
needs harrier
start_simple 'http-request set-header content-length 3 if { path /set }
    http-request add-header content-length 7 if { path /add }
    http-request del-header content-length if { path /del }
    http-request set-header transfer-encoding chunked if { path /te }
    http-request del-header transfer-encoding if { path /chunked }
    http-response del-header content-length'
scenario <<'END'
s = Origin(s1); o = None
c = connect(fe)
for path in ("/set", "/add", "/del", "/te"):
    c.say("POST %s HTTP/1.1" % path, "Host: a", "Content-Length: 5", body="hello")
    o = o or s.accept()
    q = o.request(); equal((q.all("content-length"), q.get("transfer-encoding"), q.body), (["5"], None, b"hello"))
    o.reply(200, "answer"); equal(c.response(200).body, b"answer")
c.say("POST /chunked HTTP/1.1", "Host: a", "Transfer-Encoding: chunked", body="3\r\nabc\r\n0\r\n\r\n")
q = o.request(); equal((q.get("content-length"), q.get("transfer-encoding"), q.body), (None, "chunked", b"abc"))
o.reply(200, "answer"); equal(c.response(200).body, b"answer")
END
