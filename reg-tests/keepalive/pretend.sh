#!/bin/bash
# `option http-pretend-keepalive` with `http-server-close`: the server is not told close, yet its connection ends.
. "$(dirname "$0")/../lib.sh"
log_sink
ports fe s1
start <<END
$standard
listen fe
    bind 127.0.0.1:$fe
    option http-server-close
    option http-pretend-keepalive
    server s1 127.0.0.1:$s1
END
scenario <<'END'
s = Origin(s1)
c = connect(fe); c.get(); o = s.accept(); equal(o.request().tokens("connection"), []); o.reply(200, "x"); c.response(200); o.expect_end()
true(c.is_open(), "the client's connection is open")
END
