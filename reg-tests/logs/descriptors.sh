#!/bin/bash
# `log stdout` and `log fd@N`: whole lines, and nothing else on standard output.
. "$(dirname "$0")/../lib.sh"
ports fe
configure <<END
defaults
    mode http
    log stdout format raw daemon
    log fd@7 format short local0
    log-format "line %HP"
    timeout client 1s
    timeout server 1s
    timeout connect 1s
frontend fe
    bind 127.0.0.1:$fe
    http-request deny if { always_true }
END
exec 7>"$dir/seven"
( close_ours; exec "$PROGRAM" -db -f "$dir/main.cfg" ) >"$dir/stdout" 2>"$dir/main.out" </dev/null &
PIDS[main]=$!
await_listening main
scenario <<'END'
c = connect(fe)
for path in ("/a", "/b"): c.get(path); c.response(403)
wait_for(lambda: open(dir + "/seven").read().count("\n") == 2, "two lines")
equal(open(dir + "/seven").read(), "<6>line /a\n<6>line /b\n")
equal(open(dir + "/stdout").read(), "line /a\nline /b\n")
END
