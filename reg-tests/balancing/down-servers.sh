#!/bin/bash
# Servers leave and come back: a map is rebuilt from those left, a ring moves only the keys of the one that left.
. "$(dirname "$0")/../lib.sh"
ports map ring rr s1 s2 s3 s4
servers="    server s1 127.0.0.1:$s1
    server s2 127.0.0.1:$s2
    server s3 127.0.0.1:$s3
    server s4 127.0.0.1:$s4"
start <<END
global
    stats socket $sock level admin
$standard
listen map
    bind 127.0.0.1:$map
    balance uri
$servers
listen ring
    bind 127.0.0.1:$ring
    balance uri
    hash-type consistent
$servers
listen rr
    bind 127.0.0.1:$rr
    balance roundrobin
$servers
END
scenario <<'END'
for i, port in enumerate((s1, s2, s3, s4)): Origin(port).serve(answering(str(i + 1)))
uris = ["/", "/index.html", "/a", "/b", "/c/d", "/img/logo.png", "/x", "/yy"]
def ask(port, paths):
    c = connect(port)
    seen = ""
    for path in paths:
        c.get(path); seen += c.response(200).body.decode()
    return seen
before = ask(map, uris), ask(ring, uris)
equal(before[0], "43342224")
for be in ("map", "ring", "rr"): cli(f"disable server {be}/s4")
after = ask(map, uris), ask(ring, uris)
true("4" not in after[0] + after[1], "s4 is out")
for old, new in zip(before[1], after[1]):
    true(old == new or old == "4", "keys of other servers stay on the ring")
true(any(old != new and old != "4" for old, new in zip(before[0], after[0])), "a map moves others too")
equal(sorted(ask(rr, ["/"] * 3)), list("123"))
for be in ("map", "ring", "rr"): cli(f"enable server {be}/s4")
equal((ask(map, uris), ask(ring, uris)), before)
equal(sorted(ask(rr, ["/"] * 4)), list("1234"))
END
