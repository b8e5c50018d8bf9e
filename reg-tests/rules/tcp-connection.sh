#!/bin/bash
# tcp-request connection and session: rejected without a log line, before any byte is read.
. "$(dirname "$0")/../lib.sh"
ports ok conn sess
log_sink
start <<END
$standard
frontend ok
    bind 127.0.0.1:$ok
    tcp-request connection accept if { src 127.0.0.1 }
    tcp-request connection reject
    tcp-request session reject if { dst_port lt 1 }
    http-request return
frontend conn
    bind 127.0.0.1:$conn
    tcp-request connection reject if { src 127.0.0.0/8 }
    http-request return
frontend sess
    bind 127.0.0.1:$sess
    tcp-request session reject if { src 127.0.0.0/8 }
    http-request return
END
scenario <<'END'
# Why the raw socket: the reset may come before connect() has returned.
import socket
for port in (conn, sess):
    with socket.socket() as raw:
        raw.settimeout(5)
        try:
            raw.connect(("127.0.0.1", port)); raw.sendall(b"GET / HTTP/1.0\r\n\r\n"); equal(raw.recv(100), b"")
        except ConnectionError: pass
c = connect(ok); c.get("/"); c.response(200)
logs.http(frontend="ok", status=200, code="LR--")
logs.none(50)
END
