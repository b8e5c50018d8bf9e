#!/bin/bash
# Input that is too long ends the session with its message; a client that leaves inside a payload costs nothing.
. "$(dirname "$0")/../lib.sh"
needs harrier
ports fe
start <<END
global
    stats socket $sock level admin
$standard
frontend fe
    bind 127.0.0.1:$fe
END
export pid=$(pid_of main)
scenario <<'END'
import os
sock = env["sock"]
c = connect(sock, name="cli"); c.send("a" * 17000)
equal(c.rest(), b"The command line is too big for the buffer size. Please change 'tune.bufsize' in the configuration to use a bigger command.\n")
c = connect(sock, name="cli"); c.send("echo <<\n")
for _ in range(40): c.try_send("x" * 4000 + "\n")
equal(c.rest(), b"The payload is too big. Please change 'tune.cli.max-payload-size' in the configuration to use a bigger payload.\n")
def ticks(): return sum(map(int, open(f"/proc/{env['pid']}/stat").read().rsplit(")", 1)[1].split()[11:13]))
for text in ("echo <<\n" + "x" * 17000, "echo <<\n\0\0\0", "echo <<END\n", "\0" * 3000, "show ver"):
    c = connect(sock, name="cli"); c.send(text); c.close()
before = ticks(); pause(300)
at_most(ticks() - before, 5, "processor time in 300 ms, in hundredths")
equal(cli("show version"), "3.4.0\n\n")
wait_for(lambda: info("CurrStreams") == "1", "only this session is left")
END
