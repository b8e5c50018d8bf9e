#!/bin/bash
# TCP timeouts: client (half-close, code cD, the stream ends with its server), server (sD at once), server-fin, client-fin, tunnel.
. "$(dirname "$0")/../lib.sh"
log_sink
ports client server sfin tunnel s1
start <<END
$standard
    mode tcp
    option tcplog
listen client
    bind 127.0.0.1:$client
    timeout client 300ms
    timeout server 900ms
    server s1 127.0.0.1:$s1
listen server
    bind 127.0.0.1:$server
    timeout client 900ms
    timeout server 300ms
    server s1 127.0.0.1:$s1
listen sfin
    bind 127.0.0.1:$sfin
    timeout server 2s
    timeout server-fin 200ms
    server s1 127.0.0.1:$s1
listen tunnel
    bind 127.0.0.1:$tunnel
    timeout client 200ms
    timeout server 200ms
    timeout tunnel 500ms
    server s1 127.0.0.1:$s1
END
scenario <<'END'
s = Origin(s1)
t = Clock(); c = connect(client); o = s.accept()
o.expect_fin(); t.took(300); c.expect_fin(); t.took(900, 100)
logs.tcp(frontend="client", code="cD")

t = Clock(); c = connect(server); o = s.accept()
c.expect_fin(); t.took(300)
logs.tcp(frontend="server", code="sD")

c = connect(sfin); o = s.accept(); c.send("x"); o.expect("x"); t = Clock(); c.fin(); o.expect_fin()
c.expect_fin(); t.took(200)
logs.tcp(frontend="sfin", code="sD")

c = connect(tunnel); o = s.accept(); c.send("x"); o.expect("x"); t = Clock(); o.send("y"); c.expect("y")
c.expect_end(); t.took(500)
l = logs.tcp(frontend="tunnel"); true(l.code in ("cD", "sD"), f"code {l.code}")
END
