#!/bin/bash
# `stats timeout` ends silent sessions, with a prompt or before any command; `set timeout cli` changes it for one session.
. "$(dirname "$0")/../lib.sh"
ports fe
start <<END
global
    stats socket $sock level admin
    stats timeout 300ms
$standard
frontend fe
    bind 127.0.0.1:$fe
END
scenario <<'END'
sock = env["sock"]
clock = Clock(); c = connect(sock, name="cli"); c.expect_fin(); clock.took(300)
c = connect(sock, name="cli"); c.send("prompt\n"); c.expect("\n> "); clock = Clock(); c.expect_fin(); clock.took(300)
c = connect(sock, name="cli"); c.send("prompt\nset timeout cli 1s\n"); c.expect("\n> \n> ")
c.expect_silence(500); true(c.is_open(), "it may be silent for longer now")
clock = Clock(); c.send("show cli level\n"); c.expect("admin\n\n> "); clock.reset(); c.expect_fin(); clock.took(1000, early=40)
equal(cli("set timeout cli x"), "Invalid timeout value.\n\n"); equal(cli("set timeout foo 3"), "'set timeout' only supports 'cli'.\n\n")
END
