#!/bin/bash
# What happens instead of a PROXY header is logged by name: nothing, too late, something else, half of one.
. "$(dirname "$0")/../lib.sh"
log_sink
ports fe s1
start <<END
$standard
    timeout client 300ms
frontend fe
    bind 127.0.0.1:$fe accept-proxy name front
    default_backend be
backend be
    server s1 127.0.0.1:$s1
END
scenario <<'END'
s = Origin(s1)
def fault(text, act):
    c = connect(fe); act(c); c.expect_end()
    logs.next(r"127\.0\.0\.1:\d+ \[.*\] fe/front: " + text)
fault("Connection closed while waiting for PROXY protocol header", lambda c: c.fin())
fault("Timeout while waiting for PROXY protocol header", lambda c: None)
fault("Received something which does not look like a PROXY protocol header", lambda c: c.try_send("GET / HTTP/1.1\r\nHost: a\r\n\r\n"))
fault("Received an invalid PROXY protocol header", lambda c: c.try_send("PROXY TCP4 1.2.3.4 1.2.3.4 1\r\n"))
s.expect_no_connection(10)
END
