#!/bin/bash
# A unix datagram socket as a target: one datagram a message; while nobody listens messages are dropped and traffic goes on.
. "$(dirname "$0")/../lib.sh"
ports fe
start <<END
global
    stats socket $sock level admin
defaults
    mode http
    log $dir/dev-log format short daemon
    log-format "got %HP"
    timeout client 1s
    timeout server 1s
    timeout connect 1s
frontend fe
    bind 127.0.0.1:$fe
    http-request deny if { always_true }
END
scenario <<'END'
import socket
before = int(info("DroppedLogs"))
c = connect(fe); c.get("/lost"); c.response(403)
if is_harrier: equal(int(info("DroppedLogs")), before + 1)
server = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM); server.bind(dir + "/dev-log"); server.settimeout(LIMIT)
c.get("/one"); c.response(403); c.get("/two"); c.response(403)
equal([server.recv(1000).rstrip(b"\n"), server.recv(1000).rstrip(b"\n")], [b"<6>got /one", b"<6>got /two"])
END
