#!/bin/bash
# Chunked bodies pass both ways, with trailers; extensions are dropped; whatever the cuts, the bytes are the same.
. "$(dirname "$0")/../lib.sh"
start_simple
scenario <<'END'
s = Origin(s1)
c = connect(fe)
text = ("POST /a HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n"
        "5;ext=1;q=\"v\"\r\nhello\r\n1\r\n \r\n0005\r\nworld\r\n0;last\r\nX-Trailer: yes\r\n\r\n")
c.send(text)
o = s.accept(); q = o.request()
equal((q.body, q.trailers, q.get("transfer-encoding")), (b"hello world", [("x-trailer", "yes")], "chunked"))
o.send("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3;e\r\nabc\r\nA\r\n0123456789\r\n0\r\nX-Sum: 13\r\n\r\n")
r = c.response(200)
equal((r.body, r.trailers), (b"abc0123456789", [("x-sum", "13")]))
logs.http(status=200, code="----")
# Every cut of the request, every cut of the response.
for cut in range(1, len(text), 3):
    c.send(text[:cut]); c.send(text[cut:])
    q = o.request(); equal(q.body, b"hello world", f"cut at {cut}")
    answer = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n"
    at = cut % len(answer)
    o.send(answer[:at]); o.send(answer[at:])
    equal(c.response(200).body, b"abc", f"cut at {at}")
# Large ones.
big = bytes(range(256)) * 4000
c.send("POST /big HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n")
import threading
def feed():
    for at in range(0, len(big), 10007):
        c.chunk(big[at:at + 10007])
    c.chunk("")
t = threading.Thread(target=feed, daemon=True); t.start()
q = o.request(); equal(len(q.body), len(big)); true(q.body == big, "the large body is the same")
t.join()
o.reply(200, big); r = c.response(200); true(r.body == big, "the large answer is the same")
END
