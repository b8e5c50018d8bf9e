#!/bin/bash
# A check that hangs ends after `inter`; `log-health-checks` logs each change; `downinter`.
. "$(dirname "$0")/../lib.sh"
log_sink
ports hang gone
origin_script hang <<'END'
def run(peer, number):
    peer.request(); peer.expect_end()
origin.serve(run); pause(60000)
END
start <<END
global
    stats socket $sock level admin
$standard
    option log-health-checks
backend slow
    option httpchk
    server s 127.0.0.1:$hang check inter 300ms rise 1 fall 1
backend refused
    server s 127.0.0.1:$gone check inter 200ms downinter 30s rise 1 fall 2
END
scenario <<'END'
m = logs.find(r"^Health check for server slow/s failed, reason: Layer7 timeout, check duration: (\d+)ms, status: 0/1 DOWN\.$")
near(int(m.group(1)), 300)
logs.find(r"^Server slow/s is DOWN\. 0 active and 0 backup servers left\. 0 sessions active, 0 requeued, 0 remaining in queue\.$")
equal(stat("slow", "s", "check_status").replace("* ", ""), "L7TOUT")
wait_for(lambda: stat("refused", "s", "status") == "DOWN", "refused/s is down")
equal(stat("refused", "s", "check_status").replace("* ", ""), "L4CON")
match("onnection refused", stat("refused", "s", "last_chk"))
equal(stat("refused", "s", "chkdown"), "1")
failures = stat("refused", "s", "chkfail")
pause(600)
equal(stat("refused", "s", "chkfail"), failures, "down: the next check comes after downinter")
END
