#!/bin/bash
# TCP mode: a reset by the client is CD, by the server SD, and the other side learns of it; a refusal is SC.
. "$(dirname "$0")/../lib.sh"
log_sink
ports fe s1 refused none
start <<END
$standard
    mode tcp
    option tcplog
    retries 0
listen fe
    bind 127.0.0.1:$fe
    server s1 127.0.0.1:$s1
listen refused
    bind 127.0.0.1:$refused
    server s1 127.0.0.1:$none
END
scenario <<'END'
s = Origin(s1)
c = connect(fe); o = s.accept(); c.send("a"); o.expect("a"); o.send("b"); c.expect("b")
c.rst(); o.expect_end(); o.close()
logs.tcp(server="s1", code="CD", bytes=1)
c = connect(fe); o = s.accept(); c.send("a"); o.expect("a"); o.send("b"); c.expect("b")
o.rst(); c.expect_end()
logs.tcp(server="s1", code="SD", bytes=1)
t = Clock(); c = connect(refused); c.expect_end(); at_most(t.ms(), 250, "ms until the end")
logs.tcp(frontend="refused", backend="refused", server="s1", code="SC", Tc=-1, bytes=0)
END
