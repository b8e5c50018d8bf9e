#!/bin/bash
# The command line interface: framing of answers, several commands a line, prompt mode, errors, levels.
. "$(dirname "$0")/../lib.sh"
ports fe
start <<END
global
    stats socket $sock level admin
    stats socket $dir/user.sock level user
    stats timeout 10s
$standard
frontend fe
    bind 127.0.0.1:$fe
END
scenario <<'END'
new = release >= (3, 0)
sock = env["sock"]
version = cli("show version"); match(r"^\d+\.\d+\S*\n\n$", version)
equal(cli("show version;show version"), version * 2)
equal(cli("  show   version  "), version)
c = connect(sock, name="cli"); c.send("show version\nshow version\n"); c.fin()
equal(c.rest().decode(), version if new else version * 2)
c = connect(sock, name="cli"); c.send("show version"); c.fin(); equal(c.rest(), b"")
match("^Unknown command", cli("nonsense"))
c = connect(sock, name="cli"); c.send("prompt\n"); c.expect("\n> ")
c.send("show version\n"); c.expect(version[:-1] + "\n> ")
c.send("quit\n"); c.expect_fin()
# Levels.
match("^Permission denied", cli("disable server a/b", dir + "/user.sock"))
match(r"(?m)^Name: HAProxy$", cli("show info", dir + "/user.sock"))
match("The following commands are valid at this level:", cli("help"))
END
