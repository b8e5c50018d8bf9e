#!/bin/bash
# Without any log format each request (each connection in TCP mode) is told when it begins: `Connect from … to …`.
. "$(dirname "$0")/../lib.sh"
log_sink
ports web raw
start <<END
defaults
    log 127.0.0.1:$log local0
    timeout client 1s
    timeout server 1s
    timeout connect 1s
frontend web
    mode http
    bind 127.0.0.1:$web
    bind $dir/web.sock
    http-request deny if { always_true }
frontend raw
    mode tcp
    bind 127.0.0.1:$raw
    tcp-request content reject if { always_true }
END
scenario <<'END'
c = connect(web); port = c.sock.getsockname()[1]; c.get("/"); c.response(403)
equal(logs.next(), f"Connect from 127.0.0.1:{port} to 127.0.0.1:{web} (web/HTTP)")
c.get("/again"); c.response(403)
equal(logs.next(), f"Connect from 127.0.0.1:{port} to 127.0.0.1:{web} (web/HTTP)")
c.close()
c = connect(raw); port = c.sock.getsockname()[1]; c.expect_fin()
equal(logs.next(), f"Connect from 127.0.0.1:{port} to 127.0.0.1:{raw} (raw/TCP)")
c = connect(dir + "/web.sock"); c.get("/"); c.response(403)
equal(logs.next(), "Connect to unix:2 (web/HTTP)")
logs.none(20)
END
