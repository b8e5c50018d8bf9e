#!/bin/bash
# What each algorithm hashes: uri options, url_param, hdr, use_domain_only, hash EXPR, source through the PROXY protocol.
. "$(dirname "$0")/../lib.sh"
ports s1 s2 s3 s4
listens=
add() {
    ports "$1"
    listens="$listens
listen $1
    bind 127.0.0.1:${!1} $3
    $2
    server s1 127.0.0.1:$s1
    server s2 127.0.0.1:$s2
    server s3 127.0.0.1:$s3
    server s4 127.0.0.1:$s4"
}
add uri0 "balance uri" ""
add uri1 "balance uri len 8" ""
add uri2 "balance uri depth 2" ""
add uri3 "balance uri whole" ""
add uri4 "balance uri path-only" ""
add uri5 "balance uri depth 1 len 5" ""
add uri6 "balance uri whole depth 1 len 12 path-only" ""
add param "balance url_param id" ""
add header "balance hdr(x-key)" ""
add domain "balance hdr(host) use_domain_only" ""
add source "balance source" accept-proxy
add sourcea "balance source
    hash-type map-based sdbm avalanche" accept-proxy
add sourcec "balance source
    hash-type consistent" accept-proxy
add hashsrc "balance hash src" accept-proxy
add hashpath "balance hash path,length" ""
start <<END
$standard
$listens
END
scenario <<'END'
for i, port in enumerate((s1, s2, s3, s4)):
    Origin(port).serve(answering(str(i + 1)))
def ask(c, path="/", *fields, host=None):
    c.say(f"GET {path} HTTP/1.1", *([f"Host: {host}"] if host is not None else []), *fields)
    return c.response(200).body.decode()
uris = [connect(p) for p in (uri0, uri1, uri2, uri3, uri4, uri5, uri6)]
for row in """/a/b/c?x=1|2|2|2|3|2|3|3
/aaaaaaaaaaaa/b|3|3|3|3|3|4|3
/a/bb|2|2|2|2|2|3|3
/a/b/d?x=2|3|3|2|1|3|3|3
/q?x=1/2/3|3|3|3|3|3|3|4
/img/x/y/z|3|4|2|3|3|1|1
http://h.example/a/b/c?x=1|4|3|3|1|2|3|3""".split("\n"):
    uri, *expected = row.split("|")
    equal([ask(c, uri, host="h.example") for c in uris], expected, uri)
c = connect(param)
equal("".join(ask(c, "/?" + q) for q in ("id=1", "id=2", "x=1&id=abc", "id=", "a&id=7", "id=%41")), "233143")
c = connect(header)
equal("".join(ask(c, "/", "X-Key: " + v) for v in ("alpha", "beta", "a, b", " x ", "gamma")), "31214")
c = connect(domain)
equal("".join(ask(c, host=h) for h in ("www.example.com", "localhost", "x.y", "com", "a.b.example.co", "www.example.com:80")), "341233")
for row in """10.0.0.1|2|3|4|4
10.0.0.2|3|1|1|1
192.168.1.10|3|3|4|2
172.16.254.3|4|1|3|2
8.8.8.8|1|2|4|1
127.0.0.1|2|4|4|3
2001:db8::1|2|1|1|2
2001:db8::2|3|3|3|3
fe80::1234|1|1|1|1
::1|2|3|3|2""".split("\n"):
    address, *expected = row.split("|")
    family = "TCP6" if ":" in address else "TCP4"
    other = "::2" if ":" in address else "1.2.3.4"
    seen = []
    for port in (source, sourcea, sourcec, hashsrc):
        p = connect(port); p.send(f"PROXY {family} {address} {other} 1000 80\r\n"); seen.append(ask(p)); p.close()
    equal(seen, expected, address)
c = connect(hashpath)
equal("".join(ask(c, u) for u in ("/", "/a", "/b", "/c/d", "/img/logo.png", "/api/v1/users", "/x", "/yy", "/zzz", "/index.html")), "2331223414")
END
