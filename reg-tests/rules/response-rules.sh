#!/bin/bash
# http-response and http-after-response: order, deny, return, set-status, and which replies they see.
. "$(dirname "$0")/../lib.sh"
start_simple 'http-request deny if { path /deny }
    http-response deny if { res.hdr(x-do) deny }
    http-response deny deny_status 503 if { res.hdr(x-do) deny503 }
    http-response return status 210 content-type text/plain string "ours" if { res.hdr(x-do) return }
    http-response set-status 299 reason "Very Well" if { res.hdr(x-do) status }
    http-response redirect location /away if { status 404 }
    http-after-response set-header x-after %[status]' \
'http-response add-header x-order be'
scenario <<'END'
s = Origin(s1)
def ask(do, status=200):
    c = connect(fe); c.get("/"); o = s.accept(); o.request(); o.say("HTTP/1.1 %d OK" % status, "X-Do: " + do, "Content-Length: 2", body="hi")
    return c, c.response()
c, r = ask("nothing"); equal((r.status, r.body, r.get("x-after"), r.get("x-order")), (200, b"hi", "200", "be")); logs.http(status=200, code="----")
c, r = ask("deny"); equal((r.status, r.get("x-after")), (502, "502")); logs.http(status=502, code="PH--")
c, r = ask("deny503"); equal(r.status, 503); logs.http(status=503, code="PH--")
c, r = ask("return"); equal((r.status, r.body, r.get("x-after"), r.get("x-do")), (210, b"ours", "210", None)); logs.http(status=210, code="LH--")
c, r = ask("status"); equal((r.status, r.reason, r.get("x-after")), (299, "Very Well", "299")); logs.http(status=299, code="----")
c, r = ask("x", 404); equal((r.status, r.get("location")), (302, "/away")); logs.http(status=302, code="LH--")
c = connect(fe); c.get("/deny"); r = c.response(403); equal(r.get("x-after"), "403")
END
