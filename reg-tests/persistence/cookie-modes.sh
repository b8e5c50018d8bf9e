#!/bin/bash
# Cookie persistence: insert, indirect, preserve, rewrite, prefix, postonly: what the client and the server get, and the letters in the log.
. "$(dirname "$0")/../lib.sh"
log_sink
ports s1 s2
listens=
add() {
    ports "$1"
    listens="$listens
listen $1
    bind 127.0.0.1:${!1}
    cookie SRV $2
    server s1 127.0.0.1:$s1 cookie A
    server s2 127.0.0.1:$s2 cookie B"
}
add plain insert
add indirect "insert indirect nocache"
add preserve "insert preserve"
add postonly "insert postonly"
add rewrite rewrite
add prefix prefix
add options "insert domain .ex.com domain .b.com httponly secure attr SameSite=Strict"
start <<END
$standard
$listens
END
scenario <<'END'
last = {}
def handler(name):
    def run(peer, number):
        while True:
            q = peer.request(limit=30); last["q"] = q; last["server"] = name
            peer.reply(200, "", *([f"Set-Cookie: {last['set']}"] if last.get("set") else []))
    return run
Origin(s1).serve(handler("s1")); Origin(s2).serve(handler("s2"))
def ask(port, cookie=None, set=None, method="GET"):
    last["set"] = set
    c = connect(port)
    c.say(f"{method} / HTTP/1.1", "Host: a", *([f"Cookie: {cookie}"] if cookie is not None else []), *(["Content-Length: 0"] if method == "POST" else []))
    r = c.response(200); c.close()
    l = logs.http(status=200)
    equal(l.code[:2], "--")
    return l.code[2:], l.server, r.all("set-cookie"), r
code, server, cookies, r = ask(plain); equal((code, server, cookies), ("NI", "s1", ["SRV=A; path=/"]))
code, server, cookies, r = ask(plain, "SRV=B"); equal((code, server, cookies), ("VN", "s2", [])); equal(last["q"].get("cookie"), "SRV=B")
for unknown in ("SRV=ZZ", "SRV="):
    code, server, cookies, r = ask(plain, unknown); equal((code, len(cookies)), ("II", 1))
code, server, cookies, r = ask(plain, "SRV=B", set="SRV=mine"); equal((code, server, cookies), ("VD", "s2", []))
code, server, cookies, r = ask(indirect, "a=1; SRV=B; c=2"); equal((code, server, cookies, last["q"].get("cookie")), ("VN", "s2", [], "a=1; c=2"))
code, server, cookies, r = ask(indirect); equal((code, cookies), ("NI", ["SRV=A; path=/"]))
code, server, cookies, r = ask(indirect, "SRV=A"); equal((code, last["q"].get("cookie")), ("VN", None))
code, server, cookies, r = ask(preserve, None, set="SRV=A; path=/q"); equal((code, cookies), ("NP", ["SRV=A; path=/q"]))
code, server, cookies, r = ask(postonly); equal((code, cookies), ("NN", []))
code, server, cookies, r = ask(postonly, method="POST"); equal((code, len(cookies)), ("NI", 1))
code, server, cookies, r = ask(rewrite, None, set="SRV=x; path=/q"); equal((code, cookies), ("NR", [f"SRV={'A' if server == 's1' else 'B'}; path=/q"]))
code, server, cookies, r = ask(rewrite, None); equal((code, cookies), ("NN", []))
code, server, cookies, r = ask(prefix, "SRV=B~xyz", set="SRV=xyz"); equal((code, server, cookies, last["q"].get("cookie")), ("VR", "s2", ["SRV=B~xyz"], "SRV=xyz"))
code, server, cookies, r = ask(prefix, "SRV=Q~z"); equal((code, last["q"].get("cookie")), ("IN", "SRV=z"))
code, server, cookies, r = ask(options); equal(cookies, ["SRV=A; path=/; domain=.ex.com; domain=.b.com; HttpOnly; Secure; SameSite=Strict"])
END
