#!/bin/bash
# Every form of redirect: location, prefix, scheme, codes, cookies, the query, and the rules' order.
. "$(dirname "$0")/../lib.sh"
ports fe
log_sink
start <<END
$standard
frontend fe
    bind 127.0.0.1:$fe
    http-request redirect location /x if { path /location }
    http-request redirect location /x%[path] code 303 set-cookie A=1 if { path /303 }
    http-request redirect prefix http://a code 301 if { path /prefix }
    http-request redirect prefix / code 307 if { path /slash }
    http-request redirect prefix http://a drop-query append-slash if { path /append }
    http-request redirect scheme https if { path /scheme }
    http-request redirect scheme https code 308 drop-query if { path /drop }
    http-request redirect location /c clear-cookie A= if { path /clear }
    http-request redirect location %[req.hdr(nope)] ignore-empty if { path /empty }
    redirect location /late unless { path /return }
    http-request return status 204 if { path /return }
END
scenario <<'END'
c = connect(fe)
for path, status, location in (("/location", 302, "/x"), ("/303", 303, "/x/303"), ("/prefix?q=1", 301, "http://a/prefix?q=1"), ("/slash?q", 307, "/slash?q"),
        ("/append?q", 302, "http://a/append/"), ("/scheme?q", 302, "https://h:1/scheme?q"), ("/drop?q", 308, "https://h:1/drop"),
        ("/clear", 302, "/c"), ("/empty", 302, "/late"), ("/other", 302, "/late")):
    c.say("GET %s HTTP/1.1" % path, "Host: h:1"); r = c.response(status)
    equal((r.get("location"), r.get("content-length")), (location, "0"), path)
    equal(r.get("cache-control"), "no-cache" if status in (302, 303, 307) else None)
    if path == "/303": equal(r.get("set-cookie"), "A=1; path=/;")
    if path == "/clear": equal(r.get("set-cookie"), "A=; path=/; Max-Age=0;")
    logs.http(status=status, code="LR--", frontend="fe")
c.get("/return"); c.response(204)
c.say("POST /location HTTP/1.1", "Host: h", "Content-Length: 4", body="body"); c.response(302)
END
