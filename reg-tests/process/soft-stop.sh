#!/bin/bash
# SIGUSR1: new connections are refused, idle ones are closed, running exchanges end, then the program does.
. "$(dirname "$0")/../lib.sh"
start_simple "timeout client 5s
    timeout http-keep-alive 5s" "timeout server 5s"
export PID=$(pid_of)
scenario <<'END'
import os, signal, socket
s = Origin(s1)
busy = connect(fe); busy.get("/busy"); held = s.accept(); held.request()
idle = connect(fe); idle.get("/idle"); o = s.accept(); o.request(); o.reply(200, "x"); idle.response(200)
os.kill(int(env["PID"]), signal.SIGUSR1)
idle.expect_end()
def refused():
    try:
        socket.create_connection(("127.0.0.1", fe), 1).close()
        return False
    except OSError:
        return True
wait_for(refused, "the port is closed")
held.reply(200, "late")
r = busy.response(200); equal(r.body, b"late"); equal(r.get("connection"), "close")
busy.expect_end()
logs.http(status=200); logs.find(r"Proxy fe stopped \(cumulated conns: FE: 2, BE: 0\)")
END
ended main
equal "$STATUS" 0
