#!/bin/bash
# A client that has closed its side gets the whole of a long answer, however slowly it reads; one that leaves ends the dump.
. "$(dirname "$0")/../lib.sh"
ports fe
{
    printf 'global\n stats socket %s level admin\n' "$sock"
    printf 'defaults\n mode http\n timeout client 1s\n timeout server 1s\n timeout connect 1s\nfrontend fe\n bind 127.0.0.1:%s\n' "$fe"
    for i in {1..1500}; do printf 'backend backend-number-%s\n server s1 127.0.0.1:1\n server s2 127.0.0.1:2\n' "$i"; done
} >"$dir/main.cfg"
launch main
await_listening main
scenario <<'END'
c = connect(env["sock"], name="cli"); c.send("show stat\n"); c.fin(); pause(200)
text = c.rest().decode(); lines = text.split("\n")
equal(len(lines), 1 + 1 + 1500 * 3 + 2); equal(lines[-2:], ["", ""]); true(lines[-3].startswith("backend-number-1500,BACKEND,"), lines[-3])
equal(len({l.count(",") for l in lines if l}), 1)
c = connect(env["sock"], name="cli"); c.send("show stat\n"); c.read(1000); c.close()
if is_harrier: wait_for(lambda: info("CurrStreams") == "1", "the abandoned dump is gone")
match("^(3.4|2)", cli("show version"))
END
