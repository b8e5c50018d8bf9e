#!/bin/bash
# `option forwardfor` (except, header, if-none) and `option originalto` add the addresses.
. "$(dirname "$0")/../lib.sh"
log_sink
ports plain except header ifnone orig s1
start <<END
$standard
listen plain
    bind 127.0.0.1:$plain
    option forwardfor
    server s1 127.0.0.1:$s1
listen except
    bind 127.0.0.1:$except
    option forwardfor except 127.0.0.0/8
    server s1 127.0.0.1:$s1
listen header
    bind 127.0.0.1:$header
    option forwardfor header X-Client
    server s1 127.0.0.1:$s1
listen ifnone
    bind 127.0.0.1:$ifnone
    option forwardfor if-none
    server s1 127.0.0.1:$s1
listen orig
    bind 127.0.0.1:$orig
    option originalto
    server s1 127.0.0.1:$s1
END
scenario <<'END'
s = Origin(s1)
def ask(port, *fields):
    c = connect(port, source="127.0.0.5"); c.get("/", *fields)
    o = s.accept(); q = o.request(); o.reply(200); c.response(200); c.close(); o.close(); return q
equal(ask(plain).all("x-forwarded-for"), ["127.0.0.5"])
equal(ask(plain, "X-Forwarded-For: 10.0.0.1").all("x-forwarded-for"), ["10.0.0.1", "127.0.0.5"])
equal(ask(int(env["except"])).all("x-forwarded-for"), [])
q = ask(header); equal((q.all("x-client"), q.all("x-forwarded-for")), (["127.0.0.5"], []))
equal(ask(ifnone).all("x-forwarded-for"), ["127.0.0.5"])
equal(ask(ifnone, "X-Forwarded-For: 10.0.0.1").all("x-forwarded-for"), ["10.0.0.1"])
equal(ask(orig).all("x-original-to"), ["127.0.0.1"])
END
