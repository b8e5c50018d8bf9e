#!/bin/bash
# `option dontlognull`: connections without a byte leave no line, whatever their end; others do.
. "$(dirname "$0")/../lib.sh"
log_sink
ports fe tcp s1
start <<END
$standard
frontend fe
    bind 127.0.0.1:$fe
    option dontlognull
    default_backend be
frontend tcp
    mode tcp
    option tcplog
    option dontlognull
    bind 127.0.0.1:$tcp
    default_backend raw
backend be
    server s1 127.0.0.1:$s1
backend raw
    mode tcp
    server s1 127.0.0.1:$s1
END
scenario <<'END'
c = connect(fe); c.close(); logs.none(50)
c = connect(fe); c.response(408); logs.none(20)
c = connect(fe); c.send("GET /half"); c.close(); logs.http(status=400, code="CR--", request="<BADREQ>")
origin = Origin(s1)
c = connect(tcp); o = origin.accept(); c.close(); o.expect_fin(); o.close(); logs.none(50)
c = connect(tcp); c.send("x"); o = origin.accept(); o.read(1); c.close(); o.expect_fin(); o.close(); logs.tcp(frontend="tcp", server="s1")
END
