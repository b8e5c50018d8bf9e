#!/bin/bash
# `option log-separate-errors`: failures are of level err, also those before any stream; a minimum level caps.
. "$(dirname "$0")/../lib.sh"
log_sink
ports fe capped s1
start <<END
$standard
frontend fe
    bind 127.0.0.1:$fe
    option log-separate-errors
    default_backend be
frontend capped
    no log
    log 127.0.0.1:$log local0 info warning
    bind 127.0.0.1:$capped
    option log-separate-errors
    default_backend be
backend be
    retries 0
    server s1 127.0.0.1:$s1
END
scenario <<'END'
def level(): return int(logs.raw()[1:].split(">")[0]) & 7
c = connect(fe); c.get("/"); c.response(503); equal(level(), 3)
c = connect(fe); c.send("junk\r\n\r\n"); c.response(400); equal(level(), 3)
c = connect(capped); c.get("/"); c.response(503); equal(level(), 4)
Origin(s1).serve(answering("x"))
c = connect(fe); c.get("/"); c.response(200); equal(level(), 6)
c = connect(capped); c.get("/"); c.response(200); equal(level(), 6)
END
