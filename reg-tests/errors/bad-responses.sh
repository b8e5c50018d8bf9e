#!/bin/bash
# Answers that are none: 502 SH-- when the server leaves without a byte, PH-- when its bytes are no response.
. "$(dirname "$0")/../lib.sh"
start_simple "" "retries 0"
scenario <<'END'
s = Origin(s1)
old = release < (3, 0)
cases = [
    ("no byte", "", "SH--"),
    ("half a head", "HTTP/1.1 200 OK\r\nX: y", "SH--" if old else "PH--"),
    ("junk", "hello\r\n\r\n", "PH--"),
    ("no status", "HTTP/1.1 \r\n\r\n", "PH--"),
    ("two-letter status", "HTTP/1.1 2x0 OK\r\n\r\n", "PH--"),
    ("space before colon", "HTTP/1.1 200 OK\r\nX : y\r\nContent-Length: 0\r\n\r\n", "PH--"),
    ("two lengths", "HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab", "PH--"),
    ("negative length", "HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n", "PH--"),
    ("chunked not last", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked, gzip\r\n\r\n0\r\n\r\n", "PH--"),
    ("101 not asked for", "HTTP/1.1 101 Switching\r\nUpgrade: x\r\nConnection: upgrade\r\n\r\n", "PH--"),
    ("bad chunk size after a good chunk", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nab\r\nzz\r\n", "PH--"),
    ("head too large", "HTTP/1.1 200 OK\r\nX: " + "x" * 20000 + "\r\n\r\n", "PH--"),
]
if not old:
    cases += [
        ("four-digit status", "HTTP/1.1 2000 OK\r\nContent-Length: 0\r\n\r\n", "PH--"),
        ("NUL in a value", "HTTP/1.1 200 OK\r\nX: a\0b\r\nContent-Length: 0\r\n\r\n", "PH--"),
        ("empty transfer encoding", "HTTP/1.1 200 OK\r\nTransfer-Encoding:\r\n\r\n", "PH--"),
    ]
for name, text, code in cases:
    try:
        c = connect(fe); c.get(); o = s.accept(); o.request()
        o.try_send(text); o.fin()
        r = c.response(502)
        equal(r.body, b"<html><body><h1>502 Bad Gateway</h1>\nThe server returned an invalid or incomplete response.\n</body></html>\n")
        logs.http(server="s1", status=502, code=code)
        o.expect_end()
    except Failure as error:
        fail(f"case: {name}\n{error}")
END
