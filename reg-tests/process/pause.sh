#!/bin/bash
# SIGTTOU pauses the listeners, another program may have the port; SIGTTIN resumes them. Connections go on meanwhile.
. "$(dirname "$0")/../lib.sh"
start_simple "timeout client 5s"
export PID=$(pid_of)
scenario <<'END'
import os, signal, socket
s = Origin(s1).serve(answering("x"))
c = connect(fe); c.get("/"); c.response(200)
def open_now():
    try:
        socket.create_connection(("127.0.0.1", fe), 1).close()
        return True
    except OSError:
        return False
os.kill(int(env["PID"]), signal.SIGTTOU)
wait_for(lambda: not open_now(), "the port is closed")
c.get("/b"); c.response(200)
socket.create_server(("127.0.0.1", fe)).close()
os.kill(int(env["PID"]), signal.SIGTTIN)
wait_for(open_now, "the port is open again")
d = connect(fe); d.get("/c"); d.response(200)
logs.find(r"Paused frontend fe\."); logs.find(r"Resumed frontend fe\.")
END
