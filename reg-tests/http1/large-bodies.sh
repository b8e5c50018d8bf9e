#!/bin/bash
# Bodies much larger than a buffer arrive whole: up and down, with a length and in chunks, with slow readers.
. "$(dirname "$0")/../lib.sh"
start_simple "timeout client 10s" "timeout server 10s"
scenario <<'END'
import os, threading
s = Origin(s1)
data = os.urandom(1 << 20) * 5
def handler(peer, number):
    while True:
        q = peer.request(limit=20)
        if q.body == data:
            peer.reply(200, data)
        else:
            peer.reply(200, f"wrong: {len(q.body)}")
s.serve(handler)
c = connect(fe)
for chunked in (False, True):
    def feed():
        if chunked:
            c.send("POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n")
            for at in range(0, len(data), 99_991):
                c.chunk(data[at:at + 99_991])
            c.chunk("")
        else:
            c.post(data)
    t = threading.Thread(target=feed, daemon=True); t.start()
    t.join(20)
    r = c.response(200, limit=20)
    true(r.body == data, f"the body is the same (chunked: {chunked}; {len(r.body)} bytes)")
    logs.http(status=200, code="----")
# A slow reader.
slow = connect(fe, receive_buffer=4096)
threading.Thread(target=lambda: slow.post(data), daemon=True).start()
head = slow.head(limit=20); equal(head.status, 200)
pause(100)
true(slow.read(len(data), limit=20) == data, "the slow reader's body is the same")
END
