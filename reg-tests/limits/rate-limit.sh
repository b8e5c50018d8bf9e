#!/bin/bash
# `rate-limit sessions 1`: the second connection of a second waits, and is not refused.
. "$(dirname "$0")/../lib.sh"
start_simple "rate-limit sessions 1"
scenario <<'END'
s = Origin(s1).serve(answering("x"))
a = connect(fe); a.get(); t = Clock(); a.response(200)
b = connect(fe); b.get(); b.expect_silence(300)
b.response(200, limit=3)
at_most(t.ms(), 2200, "ms until the second connection is served")
END
