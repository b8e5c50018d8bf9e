#!/bin/bash
# Requests that HAProxy relays although other readers would cut them elsewhere: refused, or made plain before they are relayed.
. "$(dirname "$0")/../lib.sh"
needs harrier
start_simple
scenario <<'END'
s = Origin(s1)
for name, text in {
    "chunked in HTTP/1.0": "POST / HTTP/1.0\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n",
    "chunked and length in HTTP/1.0": "POST / HTTP/1.0\r\nHost: a\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n",
    "chunked in HTTP/1.0 with keep-alive":
        "POST / HTTP/1.0\r\nHost: a\r\nConnection: keep-alive\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n",
    "HTTP/0.9 as a version": "GET / HTTP/0.9\r\nHost: a\r\n\r\n",
    "empty member of a list": "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked,\r\n\r\n0\r\n\r\n",
    "NUL in a value": "GET / HTTP/1.1\r\nHost: a\r\nX: a\0b\r\n\r\n",
    "tab in the target": "GET /a\tb HTTP/1.1\r\nHost: a\r\n\r\n",
    "vertical tab after chunked": "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\x0b\r\n\r\n0\r\n\r\n",
}.items():
    try:
        c = connect(fe); c.send(text); r = c.response(); c.expect_end()
        true(r.status in (400, 422, 501), f"refused, not {r.status}")
        logs.http(code="PR--")
        s.expect_no_connection(5)
    except Failure as error:
        # Or relayed in a form that has one reading only.
        fail(f"case: {name}\n{error}")
END
