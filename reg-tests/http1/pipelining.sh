#!/bin/bash
# Requests that arrive together are answered in order, each with its own log line.
. "$(dirname "$0")/../lib.sh"
start_simple
scenario <<'END'
s = Origin(s1)
c = connect(fe)
n = 5
c.send("".join(f"GET /{i} HTTP/1.1\r\nHost: a\r\n\r\n" for i in range(n)))
o = s.accept()
for i in range(n):
    equal(o.request().line, f"GET /{i} HTTP/1.1")
    o.expect_silence(2)
    o.reply(200, f"answer {i}")
    equal(c.response(200).body, f"answer {i}".encode())
    logs.http(status=200, code="----", request=f"GET /{i} HTTP/1.1")
# Requests with bodies follow each other without a byte lost, wherever the cut falls.
text = "".join(f"POST /{i} HTTP/1.1\r\nHost: a\r\nContent-Length: {i}\r\n\r\n{'x' * i}" for i in range(4))
for cut in range(1, len(text), 7):
    c.send(text[:cut])
    c.sock.setsockopt(6, 1, 1)
    c.send(text[cut:])
    for i in range(4):
        q = o.request()
        equal((q.line, q.body), (f"POST /{i} HTTP/1.1", b"x" * i))
        o.reply(200, str(i))
        equal(c.response(200).body, str(i).encode())
END
