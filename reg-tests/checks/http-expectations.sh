#!/bin/bash
# What `http-check expect` and `http-check send` do: verdicts by status and body, requests as sent, columns of `show stat`.
. "$(dirname "$0")/../lib.sh"
ports o200 o404 o500 ochunk osent
fixed() { # PORT-NAME STATUS REASON BODY
    origin_script "$1" <<END
def run(peer, number):
    peer.request(); peer.send("HTTP/1.0 $2 $3\r\nContent-Length: ${#4}\r\n\r\n$4"); peer.close()
origin.serve(run); pause(60000)
END
}
fixed o200 200 OK "hello world"
fixed o404 404 "Not Found" nope
fixed o500 500 Oops boom
origin_script ochunk <<'END'
def run(peer, number):
    peer.request(); peer.send("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n"); peer.close()
origin.serve(run); pause(60000)
END
backends=
b() { # NAME PORT LINES...
    local name=$1 port=$2 line
    shift 2
    backends="$backends
backend $name
    option httpchk"
    for line; do backends="$backends
    $line"; done
    backends="$backends
    server s 127.0.0.1:$port check inter 300ms rise 1 fall 1"
}
b ok $o200
b notfound $o404
b drain $o404 "http-check disable-on-404"
b failing $o500
b status $o500 "http-check expect status 500-501"
b nostatus $o200 "http-check expect status 404,500"
b negated $o200 "http-check expect ! status 200"
b rstatus $o200 "http-check expect rstatus ^2[0-9][0-9]"
b string $o200 "http-check expect string hello"
b nostring $o200 "http-check expect string absent"
b unwanted $o200 "http-check expect ! string hello"
b rstring $o200 "http-check expect rstring w.rld"
b chunked $ochunk "http-check expect string hello"
b sent $osent "http-check send meth POST uri /p ver HTTP/1.1 hdr X-A b body xyz" "http-check send-state"
start <<END
global
    stats socket $sock level admin
$standard
$backends
END
scenario <<'END'
seen = []
def sent(peer, number):
    seen.append(peer.request()); peer.reply(200, "", "Connection: close"); peer.close()
Origin(osent).serve(sent)
for be, status, check, code, last in (
    ("ok", "UP", "L7OK", "200", ""), ("notfound", "DOWN", "L7STS", "404", "Not Found"), ("drain", "NOLB", "L7OKC", "404", ""),
    ("failing", "DOWN", "L7STS", "500", "Oops"), ("status", "UP", "L7OK", "500", ""), ("nostatus", "DOWN", "L7STS", "200", "OK"),
    ("negated", "DOWN", "L7STS", "200", "OK"), ("rstatus", "UP", "L7OK", "200", ""), ("string", "UP", "L7OK", "200", ""),
    ("nostring", "DOWN", "L7RSP", "", "HTTP content check did not match"),
    ("unwanted", "DOWN", "L7RSP", "", "HTTP check matched unwanted content"), ("rstring", "UP", "L7OK", "200", ""),
    ("chunked", "UP", "L7OK", "200", "")):
    wait_for(lambda: stat(be, "s", "check_status").replace("* ", "") == check, f"{be} is {check}")
    equal((stat(be, "s", "check_code"), stat(be, "s", "last_chk")), (code, last), be)
    wait_for(lambda: stat(be, "s", "status") == status, f"{be} is {status}")
equal((stat("nostring", "s", "check_rise"), stat("nostring", "s", "check_fall"), stat("nostring", "s", "check_health")), ("1", "1", "0"))
wait_for(lambda: seen, "a check with headers and body")
q = seen[0]
equal(q.line, "POST /p HTTP/1.1")
equal((q.get("x-a"), q.get("content-length"), q.get("connection"), q.body), ("b", "3", "close", b"xyz"))
match(r"^(UP( -?\d/\d)?; address=127\.0\.0\.1; port=\d+; name=sent/s; node=\S+; weight=1/1|DOWN( -?\d/\d)?; address=127\.0\.0\.1; port=\d+; name=sent/s; node=\S+; weight=1/0); scur=0/0; qcur=0$", q.get("x-haproxy-server-state"))
END
