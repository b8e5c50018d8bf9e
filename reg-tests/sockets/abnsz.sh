#!/bin/bash
# `abnsz@`: an abstract name without padding, as other programs use it.
. "$(dirname "$0")/../lib.sh"
needs 3.4
log_sink
ports fe s1
export NAME=reg-test-$$
start <<END
$standard
frontend fe
    bind abnsz@$NAME
    bind 127.0.0.1:$fe
    default_backend be
backend be
    server s1 127.0.0.1:$s1
END
scenario <<'END'
s = Origin(s1)
c = connect("abns@" + env["NAME"]); c.get("/a"); o = s.accept(); o.request(); o.reply(200, "x"); equal(c.response(200).body, b"x")
END
