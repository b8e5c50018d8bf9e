#!/bin/bash
# `errorfile`, `errorfiles` with `http-errors`, `errorloc`: the pages that replace the built-in ones.
. "$(dirname "$0")/../lib.sh"
log_sink
ports fe none
printf 'HTTP/1.0 503 Sorry\r\nContent-Type: text/plain\r\nX-Page: own\r\n\r\nwe are sorry\n' >"$dir/503.http"
printf 'HTTP/1.1 403 Never\r\nContent-Length: 6\r\n\r\nnever\n' >"$dir/403.http"
start <<END
$standard
http-errors site
    errorfile 403 $dir/403.http
frontend fe
    bind 127.0.0.1:$fe
    errorfile 503 $dir/503.http
    errorfiles site 403
    errorloc302 429 http://elsewhere/429
    http-request deny if { path /deny }
    http-request deny deny_status 429 if { path /many }
    default_backend be
backend be
    retries 0
    server s1 127.0.0.1:$none
END
scenario <<'END'
c = connect(fe); c.get(); r = c.response(503)
equal((r.reason, r.body, r.get("x-page"), r.get("content-type")), ("Sorry", b"we are sorry\n", "own", "text/plain"))
c = connect(fe); c.get("/deny"); r = c.response(403); equal((r.reason, r.body), ("Never", b"never\n"))
c.get("/many"); r = c.response(302); equal(r.get("location"), "http://elsewhere/429")
END
