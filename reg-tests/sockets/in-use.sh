#!/bin/bash
# Addresses that cannot be bound: all are told, with line and frontend, and the status is 1.
. "$(dirname "$0")/../lib.sh"
ports fe
configure main <<END
$standard
frontend one
    bind 127.0.0.1:$fe
frontend two
    bind 192.0.2.1:$fe
    bind /nonexistent/folder/socket
END
export PROGRAM
scenario <<'END'
import socket, subprocess
busy = socket.create_server(("127.0.0.1", fe))
done = subprocess.run([env["PROGRAM"], "-db", "-f", dir + "/main.cfg"], capture_output=True, stdin=subprocess.DEVNULL, text=True, timeout=10)
equal(done.returncode, 1)
match(r"\[ALERT\] .* Binding \[.*/main.cfg:\d+\] for frontend one: cannot bind socket \(Address already in use\) for \[127.0.0.1:%d\]" % fe, done.stderr)
match(r"for frontend two: cannot bind socket \(Cannot assign requested address\) for \[192.0.2.1:%d\]" % fe, done.stderr)
match(r"cannot bind UNIX socket \(No such file or directory\) \[/nonexistent/folder/socket\]", done.stderr)
match(r"Some protocols failed to start their listeners! Exiting", done.stderr)
END
