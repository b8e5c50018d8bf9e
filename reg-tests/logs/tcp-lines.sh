#!/bin/bash
# `option tcplog` and its fields; with `option logasap` the line comes when the server is connected.
. "$(dirname "$0")/../lib.sh"
log_sink
ports fe asap s1
start <<END
defaults
    mode tcp
    log 127.0.0.1:$log local0
    option tcplog
    timeout client 2s
    timeout server 2s
    timeout connect 1s
    default_backend be
frontend fe
    bind 127.0.0.1:$fe
frontend asap
    bind 127.0.0.1:$asap
    option logasap
backend be
    server s1 127.0.0.1:$s1
END
scenario <<'END'
origin = Origin(s1)
c = connect(fe); port = c.sock.getsockname()[1]
c.send("hello"); o = origin.accept(); o.read(5); o.send("1234567"); c.read(7)
logs.none(20)
c.close(); o.expect_fin(); o.close()
l = logs.tcp(client=f"127.0.0.1:{port}", frontend="fe", backend="be", server="s1", bytes=7, code="--", sq=0, bq=0, rc="/^0$")
at_least(l.Tt, 20)
c = connect(asap); o = origin.accept()
l = logs.tcp(frontend="asap", server="s1", bytes="+0", code="--"); match(r"^\+\d+$", str(l.Tt))
c.send("x"); o.read(1); c.close(); o.close(); logs.none(50)
END
