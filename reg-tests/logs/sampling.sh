#!/bin/bash
# `sample`: positions of a round, shared by all connections of a frontend; several targets divide the messages.
. "$(dirname "$0")/../lib.sh"
log_sink
ports fe
start <<END
defaults
    mode http
    timeout client 1s
    timeout server 1s
    timeout connect 1s
frontend fe
    bind 127.0.0.1:$fe
    log 127.0.0.1:$log format raw sample 1,3-4:5 local0
    log 127.0.0.1:$log format priority sample 2,5:5 local1
    log-format "%HP"
    http-request deny if { always_true }
END
scenario <<'END'
seen = []
for number in range(10):
    c = connect(fe); c.get(f"/{number}"); c.response(403); c.close()
    seen.append(logs.raw())
equal(seen, ["/0", "<142>/1", "/2", "/3", "<142>/4", "/5", "<142>/6", "/7", "/8", "<142>/9"])
logs.none(20)
END
