#!/bin/bash
# `bind fd@N`: a socket that the parent made and that listens already; clients that came before the program are served.
. "$(dirname "$0")/../lib.sh"
log_sink
ports fe s1
configure main <<END
$standard
frontend fe
    bind "fd@\${LISTENER}"
    default_backend be
backend be
    server s1 127.0.0.1:$s1
END
export PROGRAM
scenario <<'END'
import socket, subprocess
listener = socket.create_server(("127.0.0.1", fe))
early = connect(fe); early.get("/early")
s = Origin(s1)
child = subprocess.Popen([env["PROGRAM"], "-db", "-f", dir + "/main.cfg"], pass_fds=[listener.fileno()],
                         env=dict(env, LISTENER=str(listener.fileno())), stderr=subprocess.DEVNULL, stdin=subprocess.DEVNULL)
try:
    o = s.accept(); equal(o.request().line, "GET /early HTTP/1.1"); o.reply(200, "x"); early.response(200)
    c = connect(fe); c.get("/late"); equal(s.accept().request().line, "GET /late HTTP/1.1")
finally:
    child.terminate()
    child.wait()
# The parent's socket is its own again.
d = connect(fe); equal(listener.accept()[0].fileno() > 0, True)
END
