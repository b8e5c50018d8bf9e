#!/bin/bash
# CONNECT: a 2xx opens a tunnel; a refusal is an ordinary answer on a connection that goes on.
. "$(dirname "$0")/../lib.sh"
start_simple
scenario <<'END'
s = Origin(s1)
c = connect(fe)
c.say("CONNECT a:443 HTTP/1.1", "Host: a:443")
o = s.accept(); q = o.head(); equal(q.line, "CONNECT a:443 HTTP/1.1"); match("^a(:443)?$", q.get("host"))
o.reply(403, "no"); equal(c.response(403).body, b"no")
logs.http(status=403, code="----", request="CONNECT a:443 HTTP/1.1")
c.say("CONNECT a:443 HTTP/1.1", "Host: a")
equal(o.head().line, "CONNECT a:443 HTTP/1.1")
o.say("HTTP/1.1 200 Connected")
r = c.head(); equal(r.status, 200)
equal(r.get("content-length"), None); equal(r.get("transfer-encoding"), None)
c.send("client hello"); o.expect("client hello")
o.send("server hello"); c.expect("server hello")
o.close(); c.expect_end(); c.close()
logs.http(status=200, code="----")
END
