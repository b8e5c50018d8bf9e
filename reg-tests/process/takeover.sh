#!/bin/bash
# `-sf`: a new process takes the ports and the unix socket over; no client is refused; the old one ends its exchanges and leaves.
. "$(dirname "$0")/../lib.sh"
log_sink
ports fe s1
text=$(cat <<END
$standard
    timeout client 5s
    timeout server 5s
frontend fe
    bind 127.0.0.1:$fe
    bind $dir/front.sock
    default_backend be
backend be
    server s1 127.0.0.1:$s1
END
)
start <<<"$text"
configure next <<<"$text"
export PROGRAM PID=$(pid_of)
scenario <<'END'
import os, socket, subprocess, threading
s = Origin(s1)
busy = connect(fe); busy.get("/busy"); held = s.accept(); held.request()
s.serve(answering("x"))
stop, faults, served = threading.Event(), [], [0]
def hammer(where):
    while not stop.is_set():
        try:
            c = connect(where); c.get("/", "Connection: close"); c.response(200); c.close(); served[0] += 1
        except BaseException as error:
            faults.append(repr(error)); return
threads = [threading.Thread(target=hammer, args=(w,)) for w in (fe, dir + "/front.sock")]
for t in threads: t.start()
wait_for(lambda: served[0] > 50, "requests are served")
child = subprocess.Popen([env["PROGRAM"], "-db", "-f", dir + "/next.cfg", "-sf", env["PID"]], stdin=subprocess.DEVNULL,
                         stdout=open(dir + "/next.out", "w"), stderr=subprocess.STDOUT)
try:
    pause(500)
    count = served[0]
    wait_for(lambda: served[0] > count + 50 or faults, "the new process serves")
    stop.set()
    for t in threads: t.join()
    equal(faults, [])
    held.reply(200, "late"); equal(busy.response(200).body, b"late"); busy.expect_end()
finally:
    stop.set()
    child.terminate(); child.wait()
END
ended main
equal "$STATUS" 0
