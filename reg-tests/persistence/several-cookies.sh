#!/bin/bash
# Several persistence cookies, odd spellings, `use-server`, no mode, and what a shared cache may keep with `nocache`.
. "$(dirname "$0")/../lib.sh"
log_sink
ports plain hidden passive nocache s1 s2
start <<END
$standard
listen plain
    bind 127.0.0.1:$plain
    cookie SRV insert
    use-server s2 if { path /use }
    server s1 127.0.0.1:$s1 cookie A
    server s2 127.0.0.1:$s2 cookie B
    server s3 127.0.0.1:$s1 cookie D disabled
listen hidden
    bind 127.0.0.1:$hidden
    cookie SRV insert indirect
    server s1 127.0.0.1:$s1 cookie A
    server s2 127.0.0.1:$s2 cookie B
listen passive
    bind 127.0.0.1:$passive
    cookie SRV
    server s1 127.0.0.1:$s1 cookie A
    server s2 127.0.0.1:$s2 cookie B
listen nocache
    bind 127.0.0.1:$nocache
    cookie SRV insert nocache
    server s1 127.0.0.1:$s1 cookie A
END
scenario <<'END'
last = {}
def handler(name):
    def run(peer, number):
        while True:
            q = peer.request(limit=30); last["q"] = q
            peer.reply(200, "", *last.get("fields", []))
    return run
Origin(s1).serve(handler("s1")); Origin(s2).serve(handler("s2"))
def ask(port, *cookies, path="/", fields=()):
    last["fields"] = list(fields)
    c = connect(port)
    c.say(f"GET {path} HTTP/1.1", "Host: a", *[f"Cookie: {k}" for k in cookies])
    r = c.response(200); c.close()
    l = logs.http(status=200)
    return l.code[2:], l.server, r
def check(code, server, *result):
    equal((result[0], result[1]), (code, server))
# The first cookie that leads to a server decides.
check("VN", "s1", *ask(plain, "SRV=A; SRV=B"))
check("VN", "s2", *ask(plain, "SRV=ZZ; SRV=B"))
check("VN", "s1", *ask(plain, "SRV=D; SRV=A"))
check("VN", "s2", *ask(plain, "x=1", "SRV=B"))
check("VN", "s2", *ask(plain, 'a="SRV=A"; SRV=B'))
check("VN", "s2", *ask(plain, "x=1, SRV=B"))
# Neither another case nor quotes nor a foreign delimiter.
equal(ask(plain, "srv=A")[0], "NI"); equal(ask(plain, 'SRV="A"')[0], "II"); equal(ask(plain, "SRV=A~x")[0], "II")
# use-server comes first.
check("UN", "s2", *ask(plain, "SRV=A", path="/use")); check("NN", "s2", *ask(plain, path="/use"))
# All of them are hidden from the server, the others stay.
check("VN", "s1", *ask(hidden, "SRV=A; x=1; SRV=B; z=3")); equal(last["q"].get("cookie"), "x=1; z=3")
check("VN", "s1", *ask(hidden, "SRV=A;")); equal(last["q"].get("cookie"), None)
# Without a mode the proxy follows the cookie and says nothing of it.
code, server, r = ask(passive, "SRV=B", fields=["Set-Cookie: SRV=mine"]); equal((code, server, r.get("set-cookie")), ("--", "s2", "SRV=mine"))
# Only a response that a cache would keep is kept from it.
for fields, kept in (([], None), (["ETag: x"], "private"), (["Cache-Control: max-age=5"], "max-age=5 private"), (["Cache-Control: no-store"], "no-store"),
                     (["ETag: x", "Pragma: no-cache"], None)):
    r = ask(nocache, fields=fields)[2]
    equal(" ".join(r.all("cache-control")) or None, kept)
END
