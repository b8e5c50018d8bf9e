#!/bin/bash
# What happens to fields on the way: hop-by-hop ones go, the order of the rest stays, repeated ones stay apart.
. "$(dirname "$0")/../lib.sh"
start_simple
scenario <<'END'
s = Origin(s1)
c = connect(fe)
c.say("GET / HTTP/1.1", "Host: a", "B: 1", "A: 2", "B: 3", "Connection: keep-alive", "Keep-Alive: 5", "Proxy-Connection: x", "C: ")
o = s.accept(); q = o.request()
equal([h for h in q.headers if h[0] in ("a", "b", "c")], [("b", "1"), ("a", "2"), ("b", "3"), ("c", "")])
equal(q.get("connection"), None)
o.say("HTTP/1.1 200 Very Good Indeed", "Set-Cookie: a=b", "Set-Cookie: c=d", "Connection: keep-alive", "Content-Length: 0")
r = c.response(200)
equal((r.reason, r.all("set-cookie"), r.get("connection")), ("Very Good Indeed", ["a=b", "c=d"], None))
o2 = o
c.say("GET / HTTP/1.1", "Host: a"); o2.request(); o2.say("HTTP/1.1 200", "Content-Length: 0")
r = c.head(); equal(r.status, 200)
equal(r.line.rstrip(), "HTTP/1.1 200 OK" if release >= (3, 0) else "HTTP/1.1 200")
END
