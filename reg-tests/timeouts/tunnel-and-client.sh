#!/bin/bash
# `timeout client` for a silent client in TCP mode is renewed by traffic in either direction.
. "$(dirname "$0")/../lib.sh"
log_sink
ports fe s1
start <<END
$standard
listen fe
    mode tcp
    option tcplog
    bind 127.0.0.1:$fe
    timeout client 250ms
    timeout server 5s
    server s1 127.0.0.1:$s1
END
scenario <<'END'
s = Origin(s1)
c = connect(fe); o = s.accept()
for _ in range(5):
    pause(120); o.send("x"); c.expect("x")
for _ in range(3):
    pause(120); t = Clock(); c.send("y"); o.expect("y")
o.expect_fin(); t.took(250)
o.close(); c.expect_fin()
l = logs.tcp(code="cD", bytes=5); near(l.Tt, 8 * 120 + 250, late=300)
END
