#!/bin/bash
# Chunked bodies that another reader would cut elsewhere are refused: nothing after the bad byte is forwarded.
. "$(dirname "$0")/../lib.sh"
start_simple
scenario <<'END'
s = Origin(s1)
cases = {
    "no size": "\r\nhello\r\n0\r\n\r\n",
    "junk size": "5x\r\nhello\r\n0\r\n\r\n",
    "hexadecimal prefix": "0x5\r\nhello\r\n0\r\n\r\n",
    "negative": "-5\r\nhello\r\n0\r\n\r\n",
    "plus": "+5\r\nhello\r\n0\r\n\r\n",
    "space inside": "5 5\r\nhello\r\n0\r\n\r\n",
    "space before": " 5\r\nhello\r\n0\r\n\r\n",
    "beyond 2^52": "10000000000000\r\nhello\r\n0\r\n\r\n",
    "too many digits": "fffffffffffffffff\r\nhello\r\n0\r\n\r\n",
    "no CRLF after data": "5\r\nhelloX\r\n0\r\n\r\n",
    "too much data": "5\r\nhello!\r\n0\r\n\r\n",
    "bare CR after size": "5\rhello\r\n0\r\n\r\n",
}
if release >= (3, 0):
    cases["bare LF after size"] = "5\nhello\r\n0\r\n\r\n"
    cases["unbalanced quote"] = "5;a=\"b\r\nhello\r\n0\r\n\r\n"
for name, body in cases.items():
    try:
        c = connect(fe); c.send("POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n" + body + "GET /smuggled HTTP/1.1\r\nHost: a\r\n\r\n")
        r = c.response(400)
        c.expect_end()
        l = logs.http(status=400)
        true(l.code in ("PR--", "PH--", "PD--", "CR--"), f"code {l.code}")
        # The server may have seen the head, but never the whole message or what follows.
        s.sock.settimeout(0.02)
        try:
            o = s.accept(0.02)
            no_match("smuggled|\r\n0\r\n\r\n$", o.rest(), f"{name}: what the server saw")
        except Failure as e:
            if "no connection" not in str(e): raise
    except Failure as error:
        fail(f"case: {name}\n{error}")
END
