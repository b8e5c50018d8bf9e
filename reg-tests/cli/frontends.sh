#!/bin/bash
# `disable`, `enable`, `shutdown frontend`: PAUSED and back, then STOP for good; existing connections go on.
. "$(dirname "$0")/../lib.sh"
ports fe other s1
start <<END
global
    stats socket $sock level admin
$standard
frontend fe
    bind 127.0.0.1:$fe
    default_backend be
frontend other
    bind 127.0.0.1:$other
    default_backend be
backend be
    server s1 127.0.0.1:$s1
END
scenario <<'END'
import socket
Origin(s1).serve(answering("x"))
def status(): return stat("fe", "FRONTEND", "status")
def served(port=fe):
    s = socket.socket(); s.settimeout(0.3)
    try:
        s.connect(("127.0.0.1", port)); s.sendall(b"GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"); return s.recv(100).startswith(b"HTTP/1.1 200")
    except OSError: return False
    finally: s.close()
kept = connect(fe); kept.get("/"); kept.response(200)
equal(cli("disable frontend fe"), "\n"); equal(status(), "PAUSED")
wait_for(lambda: not served(), "nobody is served")
kept.get("/"); kept.response(200)
equal(cli("disable frontend fe"), "All sockets are already disabled.\n\n"); true(served(other), "the other one serves")
equal(cli("enable frontend fe"), "\n"); equal(status(), "OPEN"); wait_for(served, "served again")
equal(cli("enable frontend fe"), "All sockets are already enabled.\n\n")
equal(cli("shutdown frontend fe"), "\n"); equal(status(), "STOP"); wait_for(lambda: not served(), "nobody is served")
equal(cli("shutdown frontend fe"), "Frontend was already shut down.\n\n")
equal(cli("enable frontend fe"), "Frontend was previously shut down, cannot enable.\n\n")
equal(cli("disable frontend nope"), "No such frontend.\n\n"); equal(cli("disable frontend"), "A frontend name is expected.\n\n")
true(served(other), "the other one serves")
END
