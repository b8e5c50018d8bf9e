#!/bin/bash
# However a request and its answer are cut into segments, the other side sees the same messages.
. "$(dirname "$0")/../lib.sh"
start_simple
scenario <<'END'
s = Origin(s1)
question = "POST /x?y HTTP/1.1\r\nHost: a\r\nX-Field: value\r\nContent-Length: 4\r\n\r\nbody"
answer = "HTTP/1.1 200 Fine\r\nX-Other: thing\r\nContent-Length: 6\r\n\r\nanswer"
c = connect(fe)
o = None
for cut in range(max(len(question), len(answer))):
    at = min(cut + 1, len(question) - 1)
    c.send(question[:at])
    pause(1)
    c.send(question[at:])
    o = o or s.accept()
    q = o.request()
    equal((q.line, q.get("x-field"), q.body), ("POST /x?y HTTP/1.1", "value", b"body"), f"request cut at {at}")
    at = min(cut + 1, len(answer) - 1)
    o.send(answer[:at])
    pause(1)
    o.send(answer[at:])
    r = c.response()
    equal((r.status, r.reason, r.get("x-other"), r.body), (200, "Fine", "thing", b"answer"), f"answer cut at {at}")
# A byte at a time.
for byte in question: c.send(byte)
equal(o.request().body, b"body")
for byte in answer: o.send(byte)
equal(c.response(200).body, b"answer")
END
