#!/bin/bash
# `on-marked-down shutdown-sessions` ends the sessions of a server that goes; `on-marked-up shutdown-backup-sessions` those on backups.
. "$(dirname "$0")/../lib.sh"
log_sink
ports fe fe2 s1 s2
start <<END
global
    stats socket $sock level admin
defaults
    mode tcp
    option tcplog
    log 127.0.0.1:$log local0
    timeout client 10s
    timeout server 10s
    timeout connect 1s
listen fe
    bind 127.0.0.1:$fe
    server s1 127.0.0.1:$s1 on-marked-down shutdown-sessions
listen fe2
    bind 127.0.0.1:$fe2
    server m 127.0.0.1:$s1 disabled on-marked-up shutdown-backup-sessions check inter 100ms
    server b 127.0.0.1:$s2 backup
END
scenario <<'END'
a, b = Origin(s1), Origin(s2)
c = connect(fe); c.send("hello"); p = a.accept(); p.expect("hello"); p.send("world"); c.expect("world")
cli("set server fe/s1 state maint")
c.expect_end(); p.expect_end()
logs.find(r" fe fe/s1 .* D[D-] ")
d = connect(fe2); d.send("hello"); q = b.accept(); q.expect("hello"); q.send("world"); d.expect("world")
cli("set server fe2/m state ready")
d.expect_end(); q.expect_end()
logs.find(r" fe2 fe2/b .* U[D-] ")
END
