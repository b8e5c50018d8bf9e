#!/bin/bash
# A payload belongs to the last command of its line and ends with an empty line, or with the word behind `<<`.
. "$(dirname "$0")/../lib.sh"
needs 3.1
ports fe
start <<END
global
    stats socket $sock level admin
$standard
frontend fe
    bind 127.0.0.1:$fe
END
scenario <<'END'
sock = env["sock"]
def say(text):
    c = connect(sock, name="cli"); c.send(text); c.fin(); return c.rest().decode()
equal(say("show cli level; echo a <<\nline; show version\n\n"), "admin\n\na\n\n")
equal(say("echo a <<END\n\nshow version\nEND\n"), "a\n\n")
equal(say("echo a <<\nnever ended\n"), "")
equal(say("echo a<< b\n"), "a<< b\n\n")
c = connect(sock, name="cli"); c.send("prompt\n"); c.expect("\n> "); c.send("echo x <<\n"); c.expect("+ "); c.send("one\n"); c.expect("+ ")
c.send("\n"); c.expect("x\n\n> ")
END
