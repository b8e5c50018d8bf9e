#!/bin/bash
# Without `timeout queue` a request waits in the queue as long as `timeout connect`.
. "$(dirname "$0")/../lib.sh"
log_sink
ports fe s1
start <<END
defaults
    mode http
    log 127.0.0.1:$log local0
    option httplog
    timeout client 2s
    timeout server 2s
    timeout connect 250ms
listen fe
    bind 127.0.0.1:$fe
    server s1 127.0.0.1:$s1 maxconn 1
END
scenario <<'END'
s = Origin(s1)
a = connect(fe); a.get(); o = s.accept(); o.request()
t = Clock(); b = connect(fe); b.get(); b.response(503); t.took(250)
l = logs.http(status=503, code="sQ--"); near(l.Tw, 250)
END
