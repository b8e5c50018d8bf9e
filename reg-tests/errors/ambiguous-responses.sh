#!/bin/bash
# Responses that HAProxy relays although their framing or status has no meaning: 502.
. "$(dirname "$0")/../lib.sh"
needs harrier
start_simple "" "retries 0"
scenario <<'END'
s = Origin(s1)
for name, text in {
    "chunked in HTTP/1.0": "HTTP/1.0 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n",
    "status 099": "HTTP/1.1 099 What\r\nContent-Length: 0\r\n\r\n",
    "status 600": "HTTP/1.1 600 What\r\nContent-Length: 0\r\n\r\n",
    "status 20": "HTTP/1.1 20 What\r\nContent-Length: 0\r\n\r\n",
    "status 999": "HTTP/1.1 999 What\r\nContent-Length: 0\r\n\r\n",
}.items():
    try:
        c = connect(fe); c.get(); o = s.accept(); o.request(); o.try_send(text); c.response(502)
        logs.http(status=502, code="PH--"); o.expect_end(); c.close()
    except Failure as error:
        fail(f"case: {name}\n{error}")
END
