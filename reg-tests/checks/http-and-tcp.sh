#!/bin/bash
# Health checks over TCP and HTTP: rise and fall, what is logged, who gets the traffic.
. "$(dirname "$0")/../lib.sh"
log_sink
ports fe s1 s2
start <<END
$standard
frontend fe
    bind 127.0.0.1:$fe
    default_backend be
backend be
    option httpchk GET /health
    server s1 127.0.0.1:$s1 check inter 100ms fall 2 rise 2
    server s2 127.0.0.1:$s2 check inter 100ms fall 1 rise 1 backup
END
scenario <<'END'
health = {"s1": 200, "s2": 200}
def handler(name):
    def run(peer, number):
        while True:
            q = peer.request(limit=30)
            peer.reply(health[name] if q.line == "GET /health HTTP/1.0" or q.line.startswith("GET /health") else 200, name)
    return run
a = Origin(s1).serve(handler("s1")); b = Origin(s2).serve(handler("s2"))
def ask():
    c = connect(fe); c.get(); r = c.response(); c.close(); logs.find(r'"GET / HTTP/1.1"'); return r.status, r.body
wait_for(lambda: ask() == (200, b"s1"), "s1 is up", every=0.05)
pause(250)
health["s1"] = 500
m = logs.find(r"^Server be/s1 is DOWN, reason: Layer7 wrong status, code: 500(, info: \"[^\"]*\")?, check duration: \d+ms\. 0 active and 1 backup servers left\. Running on backup\. \d+ sessions active, 0 requeued, 0 remaining in queue\.$")
equal(ask(), (200, b"s2"))
health["s2"] = 404
logs.find(r"^Backup Server be/s2 is DOWN, reason: Layer7 wrong status, code: 404")
logs.find(r"^backend be has no server available!$")
equal(ask()[0], 503)
health["s1"] = 301
logs.find(r"^Server be/s1 is UP, reason: Layer7 check passed, code: 301(, info: \"[^\"]*\")?, check duration: \d+ms\. 1 active and 0 backup servers online\. 0 sessions requeued, 0 total in queue\.$")
equal(ask(), (200, b"s1"))
a.close(); pause(20)
logs.find(r"^Server be/s1 is DOWN, reason: Layer4 connection problem, info: \".*onnection refused.*\", check duration: \d+ms\.")
END
