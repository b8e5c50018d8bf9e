#!/bin/bash
# A folded field is joined by spaces in both directions; it is never relayed folded.
. "$(dirname "$0")/../lib.sh"
start_simple
scenario <<'END'
s = Origin(s1)
c = connect(fe)
c.send("GET / HTTP/1.1\r\nHost: a\r\nX-Long: one\r\n two\r\n\tthree\r\nX: y\r\n\r\n")
o = s.accept(); q = o.head()
equal(q.get("x").split(), ["y"]); equal(q.get("x-long").split(), ["one", "two", "three"])
no_match(r"\r\n[ \t]", q.raw, "head")
o.send("HTTP/1.1 200 OK\r\nX-Long: one\r\n  two\r\nContent-Length: 0\r\n\r\n")
r = c.response(200); equal(r.get("x-long").split(), ["one", "two"]); no_match(r"\r\n[ \t]", r.raw, "head")
END
