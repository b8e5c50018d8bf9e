#!/bin/bash
# `nbthread 2`, `cpu-map`: two threads serve, each on its processor; both take part.
. "$(dirname "$0")/../lib.sh"
[ "$(nproc)" -ge 2 ] || skip "needs two processors"
log_sink
ports fe s1
start <<END
global
    nbthread 2
    cpu-map 1/1 0
    cpu-map 1/2 1
$(standard_text | grep -v nbthread)
frontend fe
    bind 127.0.0.1:$fe
    default_backend be
backend be
    server s1 127.0.0.1:$s1
END
pid=$(pid_of)
equal "$(ls /proc/$pid/task | wc -l)" 2 "threads"
# 2.6 binds its threads only while it starts them.
is_harrier && equal "$(for t in /proc/$pid/task/*; do awk '/^Cpus_allowed_list:/{print $2}' $t/status; done | sort | tr '\n' ' ')" "0 1 "
scenario <<'END'
s = Origin(s1).serve(answering("x"))
for _ in range(40):
    c = connect(fe); c.get("/"); equal(c.response(200).body, b"x"); c.close()
END
for t in /proc/$pid/task/*; do
    [ "$(awk '/^voluntary_ctxt/{print $2}' $t/status)" -gt 1 ] || fail "$t has done nothing"
done
