#!/bin/bash
# A dead server among two: with `option redispatch` its requests go to the other at once and count there; without it they fail.
. "$(dirname "$0")/../lib.sh"
log_sink
ports with without s1 s2
start <<END
global
    stats socket $sock level admin
$standard
listen with
    bind 127.0.0.1:$with
    balance roundrobin
    option redispatch
    server s1 127.0.0.1:$s1
    server s2 127.0.0.1:$s2
listen without
    bind 127.0.0.1:$without
    balance roundrobin
    retries 0
    server s1 127.0.0.1:$s1
    server s2 127.0.0.1:$s2
END
scenario <<'END'
Origin(s2).serve(answering("2"))
c = connect(globals()["with"])
for _ in range(4):
    t = Clock(); c.get(); equal(c.response(200).body, b"2"); at_most(t.ms(), 150)
equal(stat("with", "s1", "wredis"), "4")
equal(stat("with", "s2", "wredis"), "0")
equal(stat("with", "s1", "wretr"), "0")
equal(stat("with", "BACKEND", "wredis"), "4")
equal(stat("with", "s2", "lbtot"), "4")
statuses = []
for _ in range(4):
    d = connect(without); d.get(); statuses.append(d.response().status); d.close()
equal(sorted(statuses), [200, 200, 503, 503])
equal(stat("without", "s1", "econ"), "2")
END
