#!/bin/bash
# A request without the key takes its turn: over the map in the order of the lines, over the ring as its points lie.
. "$(dirname "$0")/../lib.sh"
ports map ring s1 s2 s3 s4
servers="    server s1 127.0.0.1:$s1
    server s2 127.0.0.1:$s2
    server s3 127.0.0.1:$s3
    server s4 127.0.0.1:$s4"
start <<END
$standard
listen map
    bind 127.0.0.1:$map
    balance hdr(x-key)
$servers
listen ring
    bind 127.0.0.1:$ring
    balance hdr(x-key)
    hash-type consistent
$servers
END
scenario <<'END'
for i, port in enumerate((s1, s2, s3, s4)): Origin(port).serve(answering(str(i + 1)))
def turns(port, count, *fields):
    c = connect(port)
    seen = ""
    for _ in range(count):
        c.get("/", *fields); seen += c.response(200).body.decode()
    return seen
equal(turns(map, 9), "123412341")
equal(turns(map, 3, "X-Key:"), "234")
equal(turns(map, 3, "X-Key: alpha"), "333")
seen = turns(ring, 6)
equal(seen, "344342", "points in ascending order")
END
