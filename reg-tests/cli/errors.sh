#!/bin/bash
# `show errors`: the last invalid request and response of each proxy, escaped, without an empty line; filters.
. "$(dirname "$0")/../lib.sh"
ports fe s1
start <<END
global
    stats socket $sock level admin
$standard
frontend fe
    bind 127.0.0.1:$fe
    default_backend be
backend be
    server s1 127.0.0.1:$s1
END
scenario <<'END'
match(r"^Total events captured on \[\d\d/[A-Z][a-z]{2}/\d{4}:\d\d:\d\d:\d\d\.\d{3}\] : 0\n", cli("show errors"))
c = connect(fe); port = c.sock.getsockname()[1]; c.send("GET / HTTP/1.1\r\nHost: x\r\nbad header\r\n\r\n"); c.response(400)
text = cli("show errors")
match(r"(?m)^Total events captured on \[.*\] : 1$", text)
match(r"(?m)^\[.*\] frontend fe \(#\d+\): invalid request$", text)
match(rf"(?m)^  backend <NONE> \(#-1\), server <NONE> \(#-1\), event #0, src 127\.0\.0\.1:{port}$", text)
match(r"(?m)^  len 39, wraps at \d+, error at position \d+$", text)
match(r"(?m)^  00000  GET / HTTP/1\.1\\r\\n$", text); match(r"(?m)^  00025  bad header\\r\\n$", text)
no_match(r"\n\n.", text, "an empty line inside")
c = connect(fe); c.get("/"); o = Origin(s1).accept(); o.request(); o.send("HTTP/1.1 200 OK\r\nbad header\x01\xe9\r\n\r\n"); c.response(502)
text = cli("show errors"); match(r"(?m)^\[.*\] backend be \(#\d+\): invalid response$", text); match(r"(?m)^  frontend fe \(#\d+\), server s1 \(#1\), event #1, ", text)
match(r"bad header\\x01\\xE9\\r\\n", text)
match("invalid request", cli("show errors fe request")); no_match("invalid response", cli("show errors fe request"))
match("invalid response", cli("show errors be")); match("invalid response", cli("show errors be response")); no_match("invalid re", cli("show errors be request"))
END
