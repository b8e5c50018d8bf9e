#!/bin/bash
# TCP mode: each direction ends on its own; the other goes on. Logged `--` when both have ended well.
. "$(dirname "$0")/../lib.sh"
start_simple "mode tcp
    option tcplog" "mode tcp"
scenario <<'END'
s = Origin(s1)
c = connect(fe); o = s.accept()
c.send("question"); o.expect("question")
c.fin(); o.expect_fin()
o.send("answer"); c.expect("answer")
o.send("more"); c.expect("more")
o.close(); c.expect_fin(); c.close()
logs.tcp(frontend="fe", backend="be", server="s1", code="--", bytes=10, rc=0, fc=1)
# The server first.
c = connect(fe); o = s.accept()
o.send("banner"); c.expect("banner")
o.fin(); c.expect_fin()
c.send("still heard"); o.expect("still heard")
c.close(); o.expect_fin(); o.close()
logs.tcp(code="--", bytes=6)
# Both before any byte.
c = connect(fe); o = s.accept(); c.close(); o.expect_fin(); o.close()
logs.tcp(code="--", bytes=0)
END
