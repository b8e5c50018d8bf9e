#!/bin/bash
# `source`: where connections to servers come from, for a backend and for one server.
. "$(dirname "$0")/../lib.sh"
log_sink
ports fe s1 s2
start <<END
$standard
frontend fe
    bind 127.0.0.1:$fe
    use_backend two if { path /two }
    default_backend one
backend one
    source 127.0.0.2
    server s1 127.0.0.1:$s1
backend two
    source 127.0.0.2
    server s2 127.0.0.1:$s2 source 127.0.0.3
END
scenario <<'END'
a = Origin(s1); b = Origin(s2)
c = connect(fe); c.get("/one"); o = a.accept(); o.request(); equal(a.peer_address[0], "127.0.0.2"); o.reply(200); c.response(200)
c = connect(fe); c.get("/two"); o = b.accept(); o.request(); equal(b.peer_address[0], "127.0.0.3"); o.reply(200); c.response(200)
END
