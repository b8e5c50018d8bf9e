#!/bin/bash
# `show sess` sees the streams of all threads, `shutdown session` ends one, `shutdown sessions server` all of a server.
. "$(dirname "$0")/../lib.sh"
export REG_TEST_THREADS=2
log_sink
ports fe s1
start <<END
global
    stats socket $sock level admin
$standard
frontend fe
    bind 127.0.0.1:$fe
    timeout client 5s
    default_backend be
backend be
    timeout server 5s
    server s1 127.0.0.1:$s1
END
scenario <<'END'
import re
origin = Origin(s1)
clients, servers = [], []
for number in range(4):
    c = connect(fe); c.get(f"/{number}"); o = origin.accept(); o.request(); servers.append(o); clients.append(c)
def lines(): return [l for l in cli("show sess").split("\n") if " fe=fe " in l]
wait_for(lambda: len(lines()) == 4, "four streams")
for c in clients: match(rf"(?m)^0x[0-9a-f]+: proto=tcpv4 src=127\.0\.0\.1:{c.sock.getsockname()[1]} fe=fe be=be srv=s1 ", "\n".join(lines()))
match("fe=GLOBAL be=<NONE>", cli("show sess"))
first = [l for l in lines() if f":{clients[0].sock.getsockname()[1]} " in l][0].split(":")[0]
details = cli("show sess " + first); match("(?m)^  frontend=fe ", details); match("(?m)^  server=s1 ", details)
equal(len(re.findall("(?m)^  backend=be ", cli("show sess all"))), 4)
equal(cli("shutdown session " + first), "\n"); clients[0].rest()
match(" K[HC]-- ", logs.next())
wait_for(lambda: len(lines()) == 3, "three streams")
equal(cli("shutdown session 0x1234"), "No such session (use 'show sess').\n\n")
equal(cli("shutdown sessions server be/s1"), "\n")
for c in clients[1:]: c.rest()
wait_for(lambda: lines() == [], "no stream")
END
