#!/bin/bash
# The order of servers for roundrobin and static-rr with weights, backups, allbackups, a weight of nothing.
. "$(dirname "$0")/../lib.sh"
ports a b c d
listens=
add() { # NAME BALANCE SERVERS...
    ports "$1"
    listens="$listens
listen $1
    bind 127.0.0.1:${!1}
    balance $2
$3"
}
servers() { # WEIGHT...
    local names=(a b c d) i=0 w
    for w; do echo "    server ${names[$i]} 127.0.0.1:$(eval echo \$${names[$i]}) weight $w"; i=$((i + 1)); done
}
add rr1 roundrobin "$(servers 1 1 1 1)"
add st1 static-rr "$(servers 1 1 1 1)"
add rr123 roundrobin "$(servers 1 2 3)"
add st123 static-rr "$(servers 1 2 3)"
add rr511 roundrobin "$(servers 5 1 1)"
add st511 static-rr "$(servers 5 1 1)"
add rr10 roundrobin "$(servers 10 20 30 40)"
add st10 static-rr "$(servers 10 20 30 40)"
add rr0 roundrobin "$(servers 1 0 1)"
add backup roundrobin "    server a 127.0.0.1:$a backup
    server b 127.0.0.1:$b
    server c 127.0.0.1:$c backup"
add only roundrobin "    server a 127.0.0.1:$a backup weight 1
    server b 127.0.0.1:$b backup weight 200"
add allbk roundrobin "    option allbackups
    server a 127.0.0.1:$a backup
    server b 127.0.0.1:$b backup weight 2"
start <<END
$standard
$listens
END
scenario <<'END'
for name, port in (("a", a), ("b", b), ("c", c), ("d", d)):
    Origin(port).serve(answering(name))
for port, expected in ((rr1, "abcd" * 3), (st1, "abcd" * 3), (rr123, "cbcacbcbcacbcbcacbcbcacbcbca"), (st123, "acbcbc" * 3),
                       (rr511, "aaabaacaaabaac"), (st511, "aaabaac" * 2), (rr10, "dcdbcdadcb" * 3), (st10, "abdcdbcdcd" * 3),
                       (rr0, "acac"), (backup, "bbbb"), (only, "aaaa"), (allbk, "bba")):
    client = connect(port)
    seen = ""
    for _ in expected:
        client.get(); seen += client.response(200).body.decode()
    equal(seen, expected, f"order on port {port}")
END
