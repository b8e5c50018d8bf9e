#!/bin/bash
# After an early response a stalled upload ends by `timeout client`: cL-- in 3.4, cD-- in 2.6.
. "$(dirname "$0")/../lib.sh"
start_simple
scenario <<'END'
s = Origin(s1)
t = Clock(); c = connect(fe); c.say("POST / HTTP/1.1", "Host: a", "Content-Length: 10", body="12345")
o = s.accept(); o.head(); o.expect("12345")
o.reply(200, "early"); o.close()
equal(c.response(200).body, b"early")
if release >= (3, 0):
    logs.http(server="s1", status=200, code="cL--")
    t.took(1000)
    c.expect_fin()
    at_most(t.ms(), 2100, "ms until the FIN")
else:
    c.expect_fin()
    t.took(1000)
    c.close()
    logs.http(server="s1", status=200, code="cD--")
END
