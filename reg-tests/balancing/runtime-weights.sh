#!/bin/bash
# `set weight` moves shares at once; a ring takes its highest points away first; a static algorithm refuses all but 0% and 100%.
. "$(dirname "$0")/../lib.sh"
ports rr ring st s1 s2
start <<END
global
    stats socket $sock level admin
$standard
listen rr
    bind 127.0.0.1:$rr
    balance roundrobin
    server s1 127.0.0.1:$s1 weight 10
    server s2 127.0.0.1:$s2 weight 10
listen ring
    bind 127.0.0.1:$ring
    balance uri
    hash-type consistent
    server s1 127.0.0.1:$s1 weight 10
    server s2 127.0.0.1:$s2 weight 10
listen st
    bind 127.0.0.1:$st
    balance static-rr
    server s1 127.0.0.1:$s1 weight 10
    server s2 127.0.0.1:$s2 weight 10
END
scenario <<'END'
for i, port in enumerate((s1, s2)): Origin(port).serve(answering(str(i + 1)))
def ask(port, count, path="/"):
    c = connect(port)
    seen = ""
    for i in range(count):
        c.get(path.format(i)); seen += c.response(200).body.decode()
    return seen
equal(ask(rr, 20).count("1"), 10)
cli("set weight rr/s1 300%")
ask(rr, 40)
near(ask(rr, 40).count("1"), 30, 1, early=1)
equal(stat("rr", "s1", "weight"), "30")
cli("set weight rr/s1 0")
equal(ask(rr, 6), "222222")
equal(stat("rr", "s1", "status"), "no check")
cli("set weight rr/s1 100%")
equal(sorted(ask(rr, 2)), list("12"))
match(r"^10 \(initial 10\)", cli("get weight rr/s1").strip())
before = ask(ring, 60, "/{}")
cli("set weight ring/s1 50%")
after = ask(ring, 60, "/{}")
for old, new in zip(before, after): true(old == new or old == "1", "only keys of s1 move")
true(after.count("1") < before.count("1"), "s1 has fewer keys")
cli("set weight ring/s1 100%")
equal(ask(ring, 60, "/{}"), before)
match("static LB algorithm and only accepts weights '0%' and '100%'", cli("set weight st/s1 5"))
cli("set weight st/s1 0%")
equal(ask(st, 4), "2222")
cli("set weight st/s1 100%")
equal(sorted(ask(st, 2)), list("12"))
match("can only be between 0 and 256", cli("set weight rr/s1 257"))
match("Trailing garbage", cli("set weight rr/s1 5x"))
END
