#!/bin/bash
# A cookie of a server that is down: balanced elsewhere DI; with `option persist` tried all the same; ignore-persist and force-persist.
. "$(dirname "$0")/../lib.sh"
log_sink
ports plain persist rules s1 none
start <<END
$standard
    retries 0
listen plain
    bind 127.0.0.1:$plain
    cookie SRV insert
    server s1 127.0.0.1:$s1 cookie A
    server s2 127.0.0.1:$none cookie B disabled
listen persist
    bind 127.0.0.1:$persist
    cookie SRV insert
    option persist
    server s1 127.0.0.1:$s1 cookie A
    server s2 127.0.0.1:$none cookie B disabled
listen rules
    bind 127.0.0.1:$rules
    cookie SRV insert
    ignore-persist if { path /ignore }
    force-persist if { path /force }
    server s1 127.0.0.1:$s1 cookie A
    server s2 127.0.0.1:$none cookie B disabled
END
scenario <<'END'
Origin(s1).serve(answering("1"))
def ask(port, path="/", cookie="B"):
    c = connect(port); c.get(path, f"Cookie: SRV={cookie}"); r = c.response(); c.close(); return r.status, logs.http(), r.get("set-cookie")
status, l, cookie = ask(plain); equal((status, l.server, l.code, cookie), (200, "s1", "--DI", "SRV=A; path=/"))
status, l, cookie = ask(persist); equal((status, l.server, l.code), (503, "s2", "SCDN"))
status, l, cookie = ask(rules, "/force"); equal((status, l.server, l.code), (503, "s2", "SCDN"))
status, l, cookie = ask(rules, "/ignore", "A"); equal((status, l.server, l.code, cookie), (200, "s1", "--UN", None))
END
