#!/bin/bash
# Answers the proxy makes itself: deny, redirect, return, reject, silent-drop, tarpit, each with its status and code.
. "$(dirname "$0")/../lib.sh"
start_simple "http-request deny if { path /deny }
    http-request deny deny_status 429 if { path /deny429 }
    http-request redirect location /there if { path /redirect }
    http-request redirect prefix https://x code 301 if { path /prefix }
    http-request return status 200 content-type text/plain string hello hdr x-a b if { path /return }
    http-request reject if { path /reject }
    http-request silent-drop if { path /drop }
    timeout tarpit 200ms
    http-request tarpit if { path /tarpit }"
scenario <<'END'
s = Origin(s1)
c = connect(fe)
none = dict(server="<NOSRV>", Tw=-1, Tc=-1, Tr=-1, frontend="fe")
c.get("/deny"); r = c.response(403)
equal(r.body, b"<html><body><h1>403 Forbidden</h1>\nRequest forbidden by administrative rules.\n</body></html>\n")
logs.http(status=403, code="PR--", **none)
c.get("/deny429"); c.response(429); logs.http(status=429, code="PR--", **none)
c.get("/redirect"); r = c.response(302)
equal(r.get("location"), "/there"); equal(r.get("content-length"), "0"); equal(r.get("cache-control"), "no-cache")
logs.http(status=302, code="LR--", **none)
c.get("/prefix"); r = c.response(301); equal(r.get("location"), "https://x/prefix"); logs.http(status=301, code="LR--", **none)
c.get("/return"); r = c.response(200)
equal(r.body, b"hello"); equal(r.get("x-a"), "b"); equal(r.get("content-type"), "text/plain"); equal(r.get("content-length"), "5")
logs.http(status=200, code="LR--", **none)
true(c.is_open(), "the connection stays open after local replies")
t = Clock(); c.get("/tarpit"); r = c.response(500); t.took(200)
l = logs.http(status=500, code="PT--", server="<NOSRV>", Tc=-1, Tr=-1)
near(l.Tw, 200)
c = connect(fe); c.get("/reject"); c.expect_end(); logs.http(status=-1, code="PR--", server="<NOSRV>")
c = connect(fe); c.get("/drop"); logs.http(status=-1, code="PR--", server="<NOSRV>"); c.expect_silence(50)
s.expect_no_connection(10)
END
