#!/bin/bash
# Modes of a session, transcripts of 3.4: one line, interactive, prompt, timed prompt; empty commands; quit.
. "$(dirname "$0")/../lib.sh"
needs 3.2
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
v = cli("show version")
def play(text, expected, ends=False):
    c = connect(sock, name="cli"); c.send(text)
    c.expect(expected.replace("V", v[:-1]))
    c.expect_end() if ends else c.expect_silence(20)
    c.close()
play("prompt\n", "\n> ")
play("prompt\nshow version\n", "\n> V\n> ")
play("prompt\n\n", "\n> \n> ")
play("prompt\nprompt\n", "\n> \n", ends=True)
play("prompt; show version\n", "\nV\n> ")
play("show version; prompt\n", "V\n\n> ")
play("prompt i\n", "\n")
play("prompt i\nshow version\n", "\nV\n")
play("prompt n; show version; show cli level\n", "\nV\nadmin\n\n", ends=True)
play("show version\nshow cli level\n", "V\n", ends=True)
play("show version;\n", "V\n\n", ends=True)
play("\n", "\n", ends=True)
play("quit\n", "", ends=True)
c = connect(sock, name="cli"); c.send("prompt timed\n"); match(r"^\n\[0:00:00:\d\d\]> $", c.read(15).decode())
match("^Usage: prompt ", cli("prompt help"))
END
