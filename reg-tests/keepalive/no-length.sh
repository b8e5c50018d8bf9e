#!/bin/bash
# A response without a length lasts until the server closes; the client is told `connection: close`, HTTP/1.0 and 1.1 alike.
. "$(dirname "$0")/../lib.sh"
start_simple
scenario <<'END'
s = Origin(s1)
for version in ("HTTP/1.1", "HTTP/1.0"):
    c = connect(fe); c.get(version=version); o = s.accept(); o.request()
    o.say("HTTP/1.1 200 OK", body="abc")
    r = c.head()
    equal(r.tokens("connection"), ["close"])
    equal(r.get("content-length"), None)
    c.expect("abc")
    o.send("def"); o.fin()
    equal(c.rest(), b"def")
    equal(c.ended, "FIN")
    logs.http(server="s1", status=200, code="----")
END
