#!/bin/bash
# Captures belong to one request: the next one on the same connection does not show them again.
. "$(dirname "$0")/../lib.sh"
log_sink
ports fe s1
start <<END
$standard
frontend fe
    bind 127.0.0.1:$fe
    capture request header X-Q len 8
    capture response header X-R len 8
    capture cookie ID len 12
    log-format "%hr %hs %CC %CS %HP"
    default_backend be
backend be
    server s1 127.0.0.1:$s1
END
scenario <<'END'
c = connect(fe)
c.get("/1", "X-Q: first", "X-Q: last-of-two", "Cookie: a=1; IDX=22222222222222222; ID=3"); o = Origin(s1).accept(); o.request()
o.reply(200, "x", "X-R: answer", "Set-Cookie: IDY=5; path=/"); c.response(200)
equal(logs.next(), "{last-of-} {answer} IDX=22222222 IDY=5 /1")
c.get("/2"); o.request(); o.reply(200, "x"); c.response(200)
equal(logs.next(), "{} {} - - /2")
END
