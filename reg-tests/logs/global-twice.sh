#!/bin/bash
# `log global` in the defaults and again in the frontend: each line is sent once; a backend's logs get no traffic.
. "$(dirname "$0")/../lib.sh"
log_sink
ports fe s1
start <<END
$standard
frontend fe
    bind 127.0.0.1:$fe
    log global
    default_backend be
backend be
    log global
    log global
    server s1 127.0.0.1:$s1
END
scenario <<'END'
Origin(s1).serve(answering("x"))
c = connect(fe); c.get(); c.response(200)
logs.http(status=200)
logs.none(50)
END
