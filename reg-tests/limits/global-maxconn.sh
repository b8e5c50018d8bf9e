#!/bin/bash
# The process-wide `maxconn`: what is beyond waits in the kernel, and is served as soon as a connection ends.
. "$(dirname "$0")/../lib.sh"
start_simple "timeout client 5s
    timeout http-keep-alive 5s" "" "" "maxconn 3"
scenario <<'END'
s = Origin(s1).serve(answering("x"))
kept = []
for _ in range(3):
    c = connect(fe); c.get(); c.response(200); kept.append(c)
d = connect(fe); d.get(); d.expect_silence(100)
kept[0].close()
d.response(200, limit=2)
END
