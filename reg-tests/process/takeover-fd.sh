#!/bin/bash
# `-x`: the new process gets the listening sockets themselves; what waits in their queues is not lost.
. "$(dirname "$0")/../lib.sh"
log_sink
ports fe s1
text=$(cat <<END
global
    stats socket $sock level admin expose-fd listeners
$standard
    timeout client 5s
    timeout server 5s
frontend fe
    bind 127.0.0.1:$fe
    bind abns@reg-test-$$
    default_backend be
backend be
    server s1 127.0.0.1:$s1
END
)
start <<<"$text"
configure next <<<"$text"
inode() { readlink /proc/$1/fd/* 2>/dev/null | sort; }
before=$(inode "$(pid_of)")
export PROGRAM PID=$(pid_of) OLD=$before
scenario <<'END'
import os, subprocess, threading
s = Origin(s1); s.serve(answering("x"))
stop, faults, served = threading.Event(), [], [0]
def hammer():
    while not stop.is_set():
        try:
            c = connect(fe); c.get("/", "Connection: close"); c.response(200); c.close(); served[0] += 1
        except BaseException as error:
            faults.append(repr(error)); return
threads = [threading.Thread(target=hammer) for _ in range(2)]
for t in threads: t.start()
wait_for(lambda: served[0] > 50, "requests are served")
child = subprocess.Popen([env["PROGRAM"], "-db", "-f", dir + "/next.cfg", "-sf", env["PID"], "-x", env["sock"]], stdin=subprocess.DEVNULL,
                         stdout=open(dir + "/next.out", "w"), stderr=subprocess.STDOUT)
try:
    def shared():
        folder = f"/proc/{child.pid}/fd"
        new = {os.readlink(f"{folder}/{n}") for n in os.listdir(folder)} if os.path.exists(folder) else set()
        old = {l for l in env["OLD"].split("\n") if l.startswith("socket:")}
        return len(new & old) >= 2
    wait_for(shared, "sockets of the old process are in the new one", limit=5)
    count = served[0]
    wait_for(lambda: served[0] > count + 200 or faults, "requests go on")
    stop.set()
    for t in threads: t.join()
    equal(faults, [])
finally:
    stop.set()
    child.terminate(); child.wait()
END
ended main
equal "$STATUS" 0
