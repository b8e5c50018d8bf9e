#!/bin/bash
# Descriptors: the automatic maxconn, the refusal of a start with too few, and its absence with `no strict-limits`.
. "$(dirname "$0")/../lib.sh"
ports fe s1
text=$(cat <<END
$standard
frontend fe
    bind 127.0.0.1:$fe
    default_backend be
backend be
    server s1 127.0.0.1:$s1
END
)
configure main <<<"global
    stats socket $sock level admin
$text"
( ulimit -n 20000; launch main; echo ${PIDS[main]} >"$dir/main.pid" )
PIDS[main]=$(cat "$dir/main.pid")
await_listening main
# 20000 - (10 + 10 clients of the stats socket + 2 sockets + 3) by two
equal "$(cli 'show info' | sed -n 's/^Maxconn: //p')" 9987
kill -TERM "${PIDS[main]}"
for _ in {1..500}; do kill -0 "${PIDS[main]}" 2>/dev/null || break; nap 0.01; done
unset "PIDS[main]"
OUTPUT=$(ulimit -n 200; "$PROGRAM" -db -n 500 -f "$dir/main.cfg" 2>&1 </dev/null); STATUS=$?
equal "$STATUS" 1
contains "$OUTPUT" "Cannot raise FD limit to 1025, limit is 200."
configure small <<<"global
    ulimit-n 150
$text"
OUTPUT=$(ulimit -n 200; "$PROGRAM" -db -n 500 -f "$dir/small.cfg" 2>&1 </dev/null); STATUS=$?
equal "$STATUS" 1
matches "$OUTPUT" "FD limit \([0-9]+\) too low for maxconn=500/maxsock=1014. Please raise 'ulimit-n' to 1014 or more to avoid any trouble."
