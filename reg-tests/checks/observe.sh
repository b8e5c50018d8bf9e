#!/bin/bash
# `observe layer7`: errors in traffic take a server down without waiting for its checks; `on-error mark-down`, `error-limit`.
. "$(dirname "$0")/../lib.sh"
log_sink
ports fe s1 c1
origin c1
start <<END
global
    stats socket $sock level admin
$standard
frontend fe
    bind 127.0.0.1:$fe
    default_backend be
backend be
    server s1 127.0.0.1:$s1 check port $c1 inter 60s fastinter 100ms observe layer7 error-limit 3 on-error mark-down rise 1 fall 3
END
scenario <<'END'
status = [200]
def run(peer, number):
    while True:
        peer.request(limit=30); peer.reply(status[0], "x")
Origin(s1).serve(run)
wait_for(lambda: stat("be", "s1", "check_status").replace("* ", "") == "L4OK", "the first check")
c = connect(fe)
def ask():
    c.get(); return c.response().status
equal(ask(), 200)
status[0] = 500
equal([ask(), ask()], [500, 500])
status[0] = 200
equal(ask(), 200)
status[0] = 502
equal([ask(), ask(), ask()], [502, 502, 502])
logs.find(r'^Server be/s1 is DOWN, reason: Health analyze, info: "Detected 3 consecutive errors, last one was: Wrong http response"\. 0 active and 0 backup servers left\. ')
equal(ask(), 503)
equal(stat("be", "s1", "hanafail"), "1")
equal(stat("be", "s1", "check_status").replace("* ", ""), "HANA")
t = Clock()
logs.find(r"^Server be/s1 is UP, reason: Layer4 check passed")
at_most(t.ms(), 3000)
status[0] = 200
equal(ask(), 200)
END
