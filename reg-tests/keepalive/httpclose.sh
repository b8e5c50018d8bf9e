#!/bin/bash
# `option httpclose` and `option http-server-close`: who is told close, whose connection ends.
. "$(dirname "$0")/../lib.sh"
log_sink
ports httpclose serverclose s1
start <<END
$standard
listen httpclose
    bind 127.0.0.1:$httpclose
    option httpclose
    server s1 127.0.0.1:$s1
listen serverclose
    bind 127.0.0.1:$serverclose
    option http-server-close
    server s1 127.0.0.1:$s1
END
scenario <<'END'
s = Origin(s1)
c = connect(httpclose); c.get(); o = s.accept(); q = o.request(); equal(q.tokens("connection"), ["close"])
o.reply(200, "x"); r = c.response(200); equal(r.tokens("connection"), ["close"]); c.expect_fin(); o.expect_end()
c = connect(serverclose)
for i in range(3):
    c.get(); o = s.accept(); q = o.request(); equal(q.tokens("connection"), ["close"])
    o.reply(200, "x"); r = c.response(200); equal(r.tokens("connection"), []); o.expect_end()
true(c.is_open(), "the client's connection is open")
END
