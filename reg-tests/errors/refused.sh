#!/bin/bash
# A server that refuses: 503 SC-- at once without retries; each retry of the same server waits min(1 s, timeout connect).
. "$(dirname "$0")/../lib.sh"
log_sink
ports fe0 fe1 fe2 none
start <<END
$standard
listen fe0
    bind 127.0.0.1:$fe0
    retries 0
    server s1 127.0.0.1:$none
listen fe1
    bind 127.0.0.1:$fe1
    retries 1
    server s1 127.0.0.1:$none
listen fe2
    bind 127.0.0.1:$fe2
    retries 2
    option redispatch
    server s1 127.0.0.1:$none
END
scenario <<'END'
for port, name, wait, rc, tw in ((fe0, "fe0", 0, 0, 0), (fe1, "fe1", 300, 1, 0), (fe2, "fe2", 600, "/^\\+?2$", 600)):
    c = connect(port); t = Clock(); c.get()
    r = c.response(503)
    t.took(wait, 60)
    equal(r.body, b"<html><body><h1>503 Service Unavailable</h1>\nNo server is available to handle this request.\n</body></html>\n")
    equal(r.get("content-length"), "107")
    equal(r.get("cache-control"), "no-cache")
    l = logs.http(frontend=name, backend=name, server="s1", status=503, code="SC--", rc=rc, Tc=-1, Tr=-1)
    near(l.Ta, wait)
    if name == "fe2":
        near(l.Tw, 600)
END
