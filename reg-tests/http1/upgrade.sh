#!/bin/bash
# Upgrade: 101 opens a tunnel both ways, ended by `timeout tunnel` as cD-- with status 101; half-closes are relayed.
. "$(dirname "$0")/../lib.sh"
start_simple "" "timeout tunnel 600ms"
scenario <<'END'
s = Origin(s1)
def tunnel():
    c = connect(fe)
    c.get("/chat", "Connection: upgrade", "Upgrade: echo", "X: y")
    o = s.accept(); q = o.request()
    equal((q.tokens("connection"), q.get("upgrade")), (["upgrade"], "echo"))
    o.say("HTTP/1.1 101 Switching Protocols", "Connection: upgrade", "Upgrade: echo", body="server first")
    r = c.head()
    equal((r.status, r.tokens("connection"), r.get("upgrade")), (101, ["upgrade"], "echo"))
    c.expect("server first")
    c.send("\0raw\xff"); o.expect("\0raw\xff")
    t = Clock()
    o.send("back"); c.expect("back")
    return c, o, t
c, o, t = tunnel()
l = logs.http(server="s1", status=101)
true(l.code in ("cD--", "sD--"), f"code {l.code}")
t.took(600, 80)
c.expect_end(); o.expect_end()

c, o, t = tunnel()
c.send("last"); c.fin()
o.expect("last"); o.expect_fin()
o.send("farewell"); c.expect("farewell")
o.close(); c.expect_end()
logs.http(status=101, code="----")
END
