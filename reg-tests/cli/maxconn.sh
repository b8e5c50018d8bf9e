#!/bin/bash
# Ten sessions at once; the eleventh client waits. Traffic that has used up `maxconn` does not shut the administrator out.
. "$(dirname "$0")/../lib.sh"
ports fe
start <<END
global
    stats socket $sock level admin
    maxconn 2
$standard
frontend fe
    bind 127.0.0.1:$fe
    timeout http-request 5s
    timeout client 5s
END
scenario <<'END'
busy = [connect(fe) for _ in range(3)]
wait_for(lambda: int(info("CurrConns")) >= 2, "the limit is reached")
sock = env["sock"]
sessions = []
for _ in range(10):
    c = connect(sock, name="cli"); c.send("prompt\n"); c.expect("\n> "); sessions.append(c)
last = connect(sock, name="eleventh"); last.send("show cli level\n"); last.expect_silence(100)
sessions[0].send("quit\n"); sessions[0].expect_fin(); sessions[0].close()
last.expect("admin\n\n")
END
