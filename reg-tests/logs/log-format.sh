#!/bin/bash
# `log-format` with its variables, flags and captures; `option httplog clf`; `logasap`.
. "$(dirname "$0")/../lib.sh"
log_sink
ports custom clf asap s1
start <<END
$standard
frontend custom
    bind 127.0.0.1:$custom
    capture request header Host len 10
    capture request header X-Quote len 10
    capture response header X-Answer len 10
    capture cookie ID= len 8
    log-format "%ci:%cp %fi:%fp %f %b %s %ST %B %U %ts %tsc %ac/%fc/%bc/%sc/%rc %sq/%bq %hr %hs %CC %CS %HM %HP %HQ %HV %{+Q}r %{+Q}[capture.req.hdr(1)] %[src,ipmask(24)] %{+X}cp lit%%eral"
    default_backend be
frontend clf
    bind 127.0.0.1:$clf
    option httplog clf
    default_backend be
frontend asap
    bind 127.0.0.1:$asap
    option logasap
    default_backend be
backend be
    server s1 127.0.0.1:$s1
END
scenario <<'END'
s = Origin(s1)
c = connect(custom); port = c.sock.getsockname()[1]
c.say("GET /p/q?x=1 HTTP/1.1", "Host: www.example.com", "X-Quote: say \"hi\"", "Cookie: a=b; ID=12345678901; c=d")
o = s.accept(); o.request(); o.reply(200, "hello", "X-Answer: forty-two-and-more", "Set-Cookie: ID=abc; path=/"); c.response(200); c.close()
l = logs.next()
expected = (rf"^127\.0\.0\.1:{port} 127\.0\.0\.1:{custom} custom be s1 200 \d+ \d+ -- ---- 1/1/0/0/0 0/0 \{{www\.exampl\|say .{{0,4}}hi.{{0,4}}\}} \{{forty-two-\}} ID=12345 ID=abc "
            rf'GET /p/q \?x=1 HTTP/1\.1 "GET /p/q\?x=1 HTTP/1\.1" "say .{{0,2}}hi.{{0,2}}" 127\.0\.0\.0 {port:X} lit%eral$')
match(expected, l)
o.close()
c = connect(clf); c.get("/clf"); o = s.accept(); o.request(); o.reply(200, "hello"); c.response(200)
logs.next(r'^127\.0\.0\.1 - - \[\d\d/[A-Z][a-z]{2}/\d{4}:\d\d:\d\d:\d\d \+\d{4}\] "GET /clf HTTP/1\.1" 200 \d+ "" "" \d+ \d{3} "clf" "be" "s1" ')
c.close()
c = connect(asap); c.get("/asap"); o = s.accept(); o.request(); o.say("HTTP/1.1 200 OK", "Content-Length: 10", body="12345")
c.head(); l = logs.http(status=200, code="----"); match(r"^\+\d+$", str(l.Ta)); match(r"^\+\d+$", str(l.bytes))
END
