#!/bin/bash
# Transfer codings other than chunked: 422 for a request, 502 for a response.
. "$(dirname "$0")/../lib.sh"
start_simple
scenario <<'END'
s = Origin(s1)
c = connect(fe); c.send("POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n")
r = c.response(422); logs.http(status=422, code="PR--")
c = connect(fe); c.get(); o = s.accept(); o.request(); o.send("HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n")
c.response(502); logs.http(status=502, code="PH--")
END
