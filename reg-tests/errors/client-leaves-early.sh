#!/bin/bash
# A client that leaves before its request head is complete: logged 400 CR--, and answered 400 where it can still read.
. "$(dirname "$0")/../lib.sh"
start_simple
scenario <<'END'
for text in ("", "GET / HTTP/1.1\r\nHost: a"):
    c = connect(fe); c.send(text); c.close()
    logs.http(server="<NOSRV>", status=400, code="CR--", TR=-1, Tw=-1, Tc=-1, Tr=-1, request="<BADREQ>")
    c = connect(fe); c.send(text); c.fin()
    r = c.response(400)
    equal(r.get("content-length"), "90")
    c.expect_fin()
    logs.http(status=400, code="CR--")
END
