#!/bin/bash
# A client that leaves during the download is logged CD--; one that stops reading, cD-- after `timeout client`.
. "$(dirname "$0")/../lib.sh"
start_simple
scenario <<'END'
import threading
s = Origin(s1)
big = b"x" * 30_000_000
def feed(o, c):
    o.try_send("HTTP/1.1 200 OK\r\nContent-Length: 30000000\r\n\r\n")
    o.try_send(big)
c = connect(fe); c.get(); o = s.accept(); o.request()
t = threading.Thread(target=feed, args=(o, c), daemon=True); t.start()
equal(c.head().status, 200)
c.read(100_000)
c.rst()
logs.http(server="s1", status=200, code="CD--")
t.join(5)
o.expect_end()

c = connect(fe, receive_buffer=4096); c.get("/slow"); o = s.accept(); o.request()
clock = Clock()
threading.Thread(target=feed, args=(o, c), daemon=True).start()
l = logs.http(server="s1", status=200, code="cD--", request="GET /slow HTTP/1.1")
clock.took(1000, 300)
o.expect_end()
END
