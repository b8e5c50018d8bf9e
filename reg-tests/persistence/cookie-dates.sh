#!/bin/bash
# Cookies with dates: maxidle and maxlife, expired, old and refreshed ones; dynamic values.
. "$(dirname "$0")/../lib.sh"
log_sink
ports dated dyn s1 s2
start <<END
$standard
listen dated
    bind 127.0.0.1:$dated
    cookie SRV insert maxidle 60 maxlife 3600
    server s1 127.0.0.1:$s1 cookie A
    server s2 127.0.0.1:$s2 cookie B
listen dyn
    bind 127.0.0.1:$dyn
    cookie SRV insert dynamic
    dynamic-cookie-key k3y
    retries 0
    use-server s1 if { path /1 }
    use-server s2 if { path /2 }
    server s1 127.0.0.1:18341
    server s2 127.0.0.1:18361
    server s3 127.0.0.1:$s1
END
scenario <<'END'
import re, time
Origin(s1).serve(answering("1")); Origin(s2).serve(answering("2"))
digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
def date(t):
    n = (int(t) + 3) // 4 & 0x3fffffff
    return "".join(digits[n >> shift & 63] for shift in (24, 18, 12, 6, 0))
def ask(cookie=None):
    c = connect(dated); c.say("GET / HTTP/1.1", "Host: a", *([f"Cookie: SRV={cookie}"] if cookie else []))
    r = c.response(200); c.close(); return logs.http().code[2:], r.get("set-cookie"), r.body.decode()
now = time.time()
code, cookie, server = ask(); equal(code, "NI"); match(r"^SRV=A\|[A-Za-z0-9+/]{5}\|[A-Za-z0-9+/]{5}; path=/$", cookie)
code, cookie, server = ask(f"B|{date(now - 100)}|{date(now - 100)}"); equal(code, "EI")
code, cookie, server = ask(f"B|{date(now - 10)}|{date(now - 4000)}"); equal(code, "OI")
code, cookie, server = ask(f"B|{date(now - 20)}|{date(now - 200)}"); equal((code, server), ("VU", "2"))
match(rf"^SRV=B\|[A-Za-z0-9+/]{{5}}\|{re.escape(date(now - 200))}; path=/$", cookie)
code, cookie, server = ask("B"); equal((code, server), ("VU", "2"))
# Dynamic values depend on the key and the server's address only; these two servers refuse, which tells that they were found.
for value, server in (("d4dcfd30098ed727", "s1"), ("3b582e27afd0891e", "s2")):
    c = connect(dyn); c.get("/", f"Cookie: SRV={value}"); c.response(503); logs.http(server=server, status=503, code="SCVN")
END
