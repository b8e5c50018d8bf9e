#!/bin/bash
# `maxconn` of a frontend: connections beyond it wait in the kernel until one ends.
. "$(dirname "$0")/../lib.sh"
start_simple "maxconn 2
    timeout client 5s
    timeout http-keep-alive 5s"
scenario <<'END'
s = Origin(s1).serve(answering("x"))
a = connect(fe); a.get(); a.response(200)
b = connect(fe); b.get(); b.response(200)
c = connect(fe); c.get(); c.expect_silence(100)
t = Clock(); a.close()
c.response(200)
at_most(t.ms(), 200, "ms until the waiting client is served")
true(b.is_open(), "the other client is still there")
END
