#!/bin/bash
# A client that stalls in its body: 2.6 ends it as 504 sH-- after `timeout server`, 3.4 as 400 cH-- after `timeout client`.
. "$(dirname "$0")/../lib.sh"
log_sink
ports fast slow s1
start <<END
$standard
frontend fast
    bind 127.0.0.1:$fast
    timeout client 300ms
    default_backend long
frontend slow
    bind 127.0.0.1:$slow
    timeout client 1s
    default_backend short
backend long
    timeout server 700ms
    server s1 127.0.0.1:$s1
backend short
    timeout server 300ms
    server s1 127.0.0.1:$s1
END
scenario <<'END'
s = Origin(s1)
new = release >= (3, 0)
for port, name, wait in ((fast, "fast", 300 if new else 700), (slow, "slow", 1000 if new else 300)):
    t = Clock(); c = connect(port); c.say("POST / HTTP/1.1", "Host: a", "Content-Length: 10", body="12345")
    o = s.accept(); o.head(); o.expect("12345")
    r = c.response(400 if new else 504)
    t.took(wait)
    l = logs.http(frontend=name, server="s1", status=r.status, code="cH--" if new else "sH--")
    o.expect_end()
    c.close()
END
