#!/bin/bash
# TCP mode: megabytes in both directions at once arrive whole; a stalled receiver holds the sender back.
. "$(dirname "$0")/../lib.sh"
start_simple "mode tcp
    option tcplog" "mode tcp"
scenario <<'END'
import threading, hashlib, os
s = Origin(s1)
c = connect(fe); o = s.accept()
up = os.urandom(1 << 20) * 8
down = os.urandom(1 << 20) * 6
def push(peer, data):
    peer.sock.settimeout(20); peer.sock.sendall(data); peer.fin()
threads = [threading.Thread(target=push, args=a, daemon=True) for a in ((c, up), (o, down))]
got = {}
def pull(peer, key):
    parts = []
    while True:
        data = peer.sock.recv(1 << 18)
        if not data:
            break
        parts.append(data)
    got[key] = b"".join(parts)
threads += [threading.Thread(target=pull, args=a, daemon=True) for a in ((o, "up"), (c, "down"))]
for t in threads: t.start()
for t in threads: t.join(20)
equal(hashlib.md5(got["up"]).hexdigest(), hashlib.md5(up).hexdigest(), "upload")
equal(hashlib.md5(got["down"]).hexdigest(), hashlib.md5(down).hexdigest(), "download")
c.close(); o.close()
logs.tcp(code="--", bytes=len(down))
END
