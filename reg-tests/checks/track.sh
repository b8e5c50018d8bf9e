#!/bin/bash
# Trackers follow the server they track, through health, drain and maintenance, and say so in logs and statistics.
. "$(dirname "$0")/../lib.sh"
log_sink
ports s1 s2
start <<END
global
    stats socket $sock level admin
$standard
backend b1
    server s 127.0.0.1:$s1 check inter 100ms rise 1 fall 1
backend b2
    server t 127.0.0.1:$s2 track b1/s
    server u 127.0.0.1:$s2 track t
END
scenario <<'END'
equal(stat("b2", "t", "tracked"), "b1/s")
logs.find(r'^Server b1/s is DOWN, reason: Layer4 connection problem, info: ".*onnection refused.*", check duration: \d+ms\. 0 active and 0 backup servers left\. 0 sessions active, 0 requeued, 0 remaining in queue\.$')
logs.find(r"^Server b2/t is DOWN via b1/s\. 1 active and 0 backup servers left\. ")
logs.find(r"^Server b2/u is DOWN via b2/t\. 0 active and 0 backup servers left\. ")
logs.find(r"^backend b2 has no server available!$")
equal((stat("b2", "t", "status"), stat("b2", "BACKEND", "status")), ("DOWN", "DOWN"))
o = Origin(s1).serve(lambda peer, n: peer.close())
logs.find(r"^Server b1/s is UP, reason: Layer4 check passed, check duration: \d+ms\. 1 active and 0 backup servers online\. 0 sessions requeued, 0 total in queue\.$")
logs.find(r"^Server b2/t is UP via b1/s\. 1 active and 0 backup servers online\. ")
logs.find(r"^Server b2/u is UP via b2/t\. 2 active and 0 backup servers online\. ")
cli("set server b1/s state drain")
logs.find(r"^Server b1/s enters drain state\. 0 active and 0 backup servers online\. ")
logs.find(r"^Server b2/t enters drain state via b1/s\. 1 active and 0 backup servers online\. ")
cli("set server b1/s state ready")
logs.find(r"^Server b1/s is UP \(leaving forced drain\)\.$")
logs.find(r"^Server b2/t is UP \(leaving forced drain\)\.$")
cli("set server b1/s state maint")
logs.find(r"^Server b1/s is going DOWN for maintenance\. 0 active and 0 backup servers left\. ")
logs.find(r"^Server b2/t is going DOWN for maintenance via b1/s\. 1 active and 0 backup servers left\. ")
equal((stat("b1", "s", "status"), stat("b2", "t", "status"), stat("b2", "u", "status")), ("MAINT", "MAINT (via b1/s)", "MAINT (via b2/t)"))
cli("set server b1/s state ready")
logs.find(r"^Server b1/s is UP/READY \(leaving forced maintenance\)\.$")
logs.find(r"^Server b2/t is UP/READY \(leaving maintenance\)\.$")
END
