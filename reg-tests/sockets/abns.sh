#!/bin/bash
# Abstract names on both sides.
. "$(dirname "$0")/../lib.sh"
log_sink
ports fe s1
export NAME=reg-test-$$
start <<END
$standard
frontend fe
    bind 127.0.0.1:$fe
    default_backend inner
backend inner
    server i abns@$NAME
frontend fi
    bind abns@$NAME
    default_backend be
backend be
    server s1 127.0.0.1:$s1
END
scenario <<'END'
s = Origin(s1)
c = connect(fe); c.get("/a"); o = s.accept(); o.request(); o.reply(200, "x"); equal(c.response(200).body, b"x")
END
