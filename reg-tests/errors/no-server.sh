#!/bin/bash
# No server to use: 503 SC-- and <NOSRV> at once, for an empty backend, a disabled one, a weight of nothing.
. "$(dirname "$0")/../lib.sh"
log_sink
ports fe s1
start <<END
$standard
frontend fe
    bind 127.0.0.1:$fe
    use_backend empty if { path /empty }
    use_backend off if { path /off }
    use_backend zero if { path /zero }
backend empty
backend off
    server s1 127.0.0.1:$s1 disabled
backend zero
    server s1 127.0.0.1:$s1 weight 0
END
scenario <<'END'
s = Origin(s1)
for path in ("empty", "off", "zero", None):
    t = Clock(); c = connect(fe); c.get("/" + (path or "")); c.response(503); t.took(0, 60)
    logs.http(backend=path or "fe", server="<NOSRV>", status=503, code="SC--", Tc=-1, Tr=-1, rc=0)
s.expect_no_connection(5)
END
